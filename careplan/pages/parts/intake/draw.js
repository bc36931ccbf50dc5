// Drawing: every node is kept by its key and only what differs is touched, so that focus and typed text stay.

const SVG = "http://www.w3.org/2000/svg";
const SIGNS = {
  disc: "M7 2.25a4.75 4.75 0 1 1 0 9.5a4.75 4.75 0 1 1 0-9.5z",
  square: "M2.6 2.6h8.8v8.8H2.6z",
  triangle: "M7 2l5.6 9.75H1.4z",
  diamond: "M7 1.25L12.75 7 7 12.75 1.25 7z",
  hexagon: "M7 1.4l4.9 2.8v5.6L7 12.6 2.1 9.8V4.2z",
  pentagon: "M7 1.4l5.7 4.15-2.2 6.7h-7l-2.2-6.7z",
  star: "M7 .6l1.8 4.6L13.4 7 8.8 8.8 7 13.4 5.2 8.8.6 7l4.6-1.8z",
  plus: "M5.2 1.7h3.6v3.5h3.5v3.6H8.8v3.5H5.2V8.8H1.7V5.2h3.5z",
  ring: "M7 1.75a5.25 5.25 0 1 1 0 10.5a5.25 5.25 0 1 1 0-10.5zM7 4.9a2.1 2.1 0 1 0 0 4.2a2.1 2.1 0 1 0 0-4.2z",
};

/** Make an element with attributes and children; `class` and others as attributes, `text` as its text. */
function make(tag, { text, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

function setText(node, text = "") {
  if (node.textContent !== text) node.textContent = text;
}

/** Set an attribute to a value's text; null, undefined and false remove it. */
function setAttribute(node, name, value) {
  if (value == null || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : String(value));
}

const drawn = new WeakMap();

/**
 * Give `parent` one child for each item, in order. A child is made once for each key and patched afterwards; a child
 * in its place is never moved, because moving it would drop its focus.
 */
function sync(parent, items, { keyOf, create, patch }) {
  const before = drawn.get(parent) ?? new Map();
  const after = new Map();
  items.forEach((item) => {
    const key = keyOf(item);
    after.set(key, before.get(key) ?? create(item));
  });
  for (const [key, node] of before) if (!after.has(key)) node.remove();
  let at = 0;
  for (const node of after.values()) {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
    at += 1;
  }
  drawn.set(parent, after);
  items.forEach((item) => patch(after.get(keyOf(item)), item));
}

/** One line of text for each item. */
function syncTexts(parent, texts, tag = "li") {
  sync(parent, texts, { keyOf: (text) => text, create: (text) => make(tag, { text }), patch: () => {} });
}

/** The sign of a role: it says nothing to a screen reader, the word beside it does. */
function drawSign(svg, { shape, tone }) {
  if (svg.dataset.drawn !== shape) {
    svg.dataset.drawn = shape;
    setAttribute(svg, "viewBox", "0 0 14 14");
    setAttribute(svg, "aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", SIGNS[shape] ?? SIGNS.ring);
    path.setAttribute("fill-rule", "evenodd");
    svg.replaceChildren(path);
  }
  svg.dataset.tone = tone ?? "";
}

function sign() {
  return document.createElementNS(SVG, "svg");
}
