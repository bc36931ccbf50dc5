// The form: sections of parts. What a part is, the server says (fields.py); a part is drawn here by its kind.

const PARTS = {
  section: { create: createSection, patch: patchSection },
  heading: { create: createHeading, patch: patchHeading },
  row: { create: () => make("div", { class: "row" }), patch: patchRow },
  field: { create: createField, patch: patchField },
  chips: { create: createChips, patch: patchChips },
  note: { create: () => make("p", { class: "note" }), patch: patchNote },
  button: { create: createButton, patch: patchButton },
  fold: { create: createFold, patch: patchFold },
  leads: { create: () => make("p", { class: "links" }), patch: patchLeads },
  links: { create: () => make("p", { class: "links" }), patch: patchLinks },
};

function drawParts(sheet, parent, parts) {
  sync(parent, parts, {
    keyOf: (part) => part.key,
    create: (part) => PARTS[part.part].create(sheet, part),
    patch: (node, part) => PARTS[part.part].patch(sheet, node, part),
  });
}

function createSection(sheet, { key }) {
  const title = make("h2", { id: `section-${key}` });
  return make("section", { "aria-labelledby": title.id, "data-key": key }, title, make("div", { class: "parts" }));
}

function patchSection(sheet, node, { title, parts }) {
  setText(node.firstElementChild, title);
  drawParts(sheet, node.lastElementChild, parts);
}

function createHeading(sheet, { key }) {
  return make("div", { class: "heading" }, make("h3", { id: key, tabindex: "-1" }), make("div", { class: "aside" }));
}

function patchHeading(sheet, node, { title, aside }) {
  setText(node.firstElementChild, title);
  drawParts(sheet, node.lastElementChild, aside);
}

function patchRow(sheet, node, { parts, tight, even, grid }) {
  node.toggleAttribute("data-grid", Boolean(grid));
  node.toggleAttribute("data-even", Boolean(even));
  node.toggleAttribute("data-tight", Boolean(tight));
  drawParts(sheet, node, parts);
}

function patchNote(sheet, node, { text, tone }) {
  setText(node, text);
  node.dataset.tone = tone ?? "";
}

function createFold(sheet, { open }) {
  return make("details", { class: "fold", open: Boolean(open) }, make("summary"), make("div", { class: "parts" }));
}

function patchFold(sheet, node, { title, parts }) {
  setText(node.firstElementChild, title);
  drawParts(sheet, node.lastElementChild, parts);
}

/** Links to the tests that would settle the ranking. They go to the question; nothing on the screen moves its place. */
function patchLinks(sheet, node, { label, links }) {
  const items = [{ label }, ...links];
  sync(node, items, {
    keyOf: (item) => item.to ?? "label",
    create: ({ to }) => (to ? make("button", { type: "button", class: "link", "data-to": to }) : make("span")),
    patch: (child, item) => setText(child, item.text ?? item.label),
  });
}

/** Links that lead to other screens. */
function patchLeads(sheet, node, { links }) {
  sync(node, links, {
    keyOf: ({ address }) => address,
    create: ({ address }) => make("a", { class: "link", href: address }),
    patch: (child, { text }) => setText(child, text),
  });
}

// Buttons that hold an answer

function createChips(sheet, { key }) {
  const label = make("span", { class: "label", id: `label-${key}` });
  const box = make("div", { class: "box" });
  return make("div", { class: "chips", role: "group", "aria-labelledby": label.id, "data-key": key }, label, make("span", { class: "wrong" }), box);
}

/** What a button leaves out: it answers for its group, and with yes. `one`: of all buttons one holds, whatever its name. */
function patchChips(sheet, node, { key, label, hidden, lines, chips, wrong, one }) {
  node.toggleAttribute("data-lines", Boolean(lines));
  setText(node.firstElementChild, label);
  node.firstElementChild.classList.toggle("hidden", Boolean(hidden));
  setText(node.children[1], wrong);
  const names = one && chips.map((chip) => chip.name);
  const answers = chips.map((chip) => ({ name: key, value: "yes", one: names, ...chip }));
  sync(node.lastElementChild, answers, {
    keyOf: (chip) => `${chip.name}=${chip.text}`,
    create: createChip,
    patch: (button, chip) => patchChip(sheet, button, chip),
  });
}

function createChip() {
  const words = ["", "mark", "small"].map((kind) => make("span", { class: kind || null }));
  return make("button", { type: "button", class: "chip" }, ...words);
}

function patchChip(sheet, button, chip) {
  const pressed = chip.one?.find((name) => sheet.pending.get(name));
  const sent = pressed && pressed !== chip.name ? null : sheet.pending.get(chip.name);
  const state = sent === undefined ? chip.state ?? "" : sent === chip.value ? "yes" : "";
  button.chip = chip;
  button.dataset.name = chip.name;
  button.dataset.state = state;
  button.toggleAttribute("data-close", Boolean(chip.close));
  button.toggleAttribute("data-settles", Boolean(chip.settles) && !state);
  setAttribute(button, "aria-pressed", state === "yes");
  button.setAttribute("aria-pressed", String(state === "yes"));
  const [text, mark, small] = button.children;
  setText(text, chip.text);
  setText(mark, markOf(chip, state));
  setText(small, chip.small);
}

/** What stands behind the words of a button: no, and where the answer comes from. */
function markOf(chip, state) {
  if (state === "no") return chip.mark ? `no, ${chip.mark}` : "no";
  return state === "yes" ? chip.mark : "";
}

function createButton(sheet, { name, quiet }) {
  return make("button", { type: "button", class: quiet ? "button quiet" : "button", "data-act": name });
}

function patchButton(sheet, node, { text, press }) {
  setText(node, text);
  node.press = press;
}
