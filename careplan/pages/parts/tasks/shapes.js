// The signs of the visual language (careplan/pages/parts/words.py, Shape): [line path, filled path] in a box of 14.
const CIRCLE = "M7 1.75a5.25 5.25 0 1 1 0 10.5a5.25 5.25 0 1 1 0-10.5z";
const SHAPES = {
  circle: [CIRCLE, ""],
  half: [CIRCLE, "M7 3.9a3.1 3.1 0 0 1 0 6.2z"],
  hourglass: ["M3.25 2h7.5M3.25 12h7.5M4.5 2v2L7 7l2.5-3V2M4.5 12v-2L7 7l2.5 3v2", ""],
  bars: ["", "M3.75 2.5h2.25v9H3.75zM8 2.5h2.25v9H8z"],
  dashed: ["M4.9 2.2a5.2 5.2 0 0 1 4.2 0M11.8 4.9a5.2 5.2 0 0 1 0 4.2M9.1 11.8a5.2 5.2 0 0 1-4.2 0M2.2 9.1a5.2 5.2 0 0 1 0-4.2", ""],
  check: ["M2.25 7.5l3.25 3.25 6.25-7.25", ""],
  cross: ["M3.25 3.25l7.5 7.5M10.75 3.25l-7.5 7.5", ""],
  slash: [CIRCLE + "M3.4 10.6l7.2-7.2", ""],
  not_done: [CIRCLE + "M5.2 5.2l3.6 3.6M8.8 5.2L5.2 8.8", ""],
  flag: ["M3.25 12.75V1.5", "M3.25 2h8.25L9.25 5l2.25 3H3.25z"],
  rising: ["M3 7l4-4 4 4M3 11.5l4-4 4 4", ""],
  warning: ["M7 1.8l5.7 10H1.3zM7 5.3v3", "M7 9.2a.8.8 0 1 1 0 1.6.8.8 0 0 1 0-1.6z"],
  calendar: ["M1.9 3h10.2v9H1.9zM1.9 5.6h10.2M4.6 1.4V3M9.4 1.4V3", ""],
  clock: [CIRCLE + "M7 4v3.1l2 1.3", ""],
  changed: ["M11.8 5.6a5 5 0 0 0-9-1.2M2.2 8.4a5 5 0 0 0 9 1.2M2.6 1.6v2.9h2.9M11.4 12.4V9.5H8.5", ""],
  disc: ["", "M7 2.25a4.75 4.75 0 1 1 0 9.5a4.75 4.75 0 1 1 0-9.5z"],
  square: ["", "M2.6 2.6h8.8v8.8H2.6z"],
  triangle: ["", "M7 2l5.6 9.75H1.4z"],
  diamond: ["", "M7 1.25L12.75 7 7 12.75 1.25 7z"],
  hexagon: ["", "M7 1.4l4.9 2.8v5.6L7 12.6 2.1 9.8V4.2z"],
  pentagon: ["", "M7 1.4l5.7 4.15-2.2 6.7h-7l-2.2-6.7z"],
  star: ["", "M7 .6l1.8 4.6L13.4 7 8.8 8.8 7 13.4 5.2 8.8.6 7l4.6-1.8z"],
  plus: ["", "M5.2 1.7h3.6v3.5h3.5v3.6H8.8v3.5H5.2V8.8H1.7V5.2h3.5z"],
  hands: ["M2 4.75h9.5M8.75 2l2.75 2.75L8.75 7.5M12 9.25H2.5M5.25 6.5L2.5 9.25 5.25 12", ""],
  ring: [CIRCLE, "M7 4.9a2.1 2.1 0 1 1 0 4.2a2.1 2.1 0 1 1 0-4.2z"],
};
const SVG = "http://www.w3.org/2000/svg";

/** Draw `shape` into an svg element; the shape says nothing to a screen reader, a word beside it does. */
function drawShape(svg, shape, tone = "") {
  if (svg.dataset.drawn !== shape) {
    const [line, filled] = SHAPES[shape] ?? SHAPES.circle;
    svg.dataset.drawn = shape;
    svg.setAttribute("viewBox", "0 0 14 14");
    svg.setAttribute("aria-hidden", "true");
    svg.replaceChildren(path(line, "line"), path(filled, "filled"));
  }
  svg.dataset.tone = tone;
}

function path(d, kind) {
  const node = document.createElementNS(SVG, "path");
  node.setAttribute("d", d);
  node.setAttribute("class", kind);
  return node;
}
