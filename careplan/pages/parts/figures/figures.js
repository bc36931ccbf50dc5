// Numbers that open their lists: drawn anew with each answer of the server. Contract: contract.py.

/** Streamlit calls this at the first drawing and at each change of data or theme. */
export default framed(({ data, parentElement, setTriggerValue }) => {
  const root = parentElement.querySelector(".figures");
  const focused = root.getRootNode().activeElement?.getAttribute("href");
  root.replaceChildren(...data.blocks.map((block, number) => blockOf(block, `${data.level}-${number}`, data.level)));
  if (focused) root.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  root.onclick = (event) => open(event, setTriggerValue);
});

/** A plain press opens the list here; one with a key held down is the browser's own: another tab or window. */
function open(event, setTriggerValue) {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  setTriggerValue("open", { address: link.getAttribute("href") });
}

function blockOf(block, number, level) {
  const node = made("section", "");
  const title = made(`h${level}`, "", block.title);
  title.id = `figures-${number}`;
  node.setAttribute("aria-labelledby", title.id);
  node.toggleAttribute("data-half", block.half);
  node.append(title);
  if (block.tiles.length) node.append(tilesOf(block.tiles));
  if (block.rows.length) node.append(tableOf(block, title.id));
  if (block.empty) node.append(made("p", "empty", block.empty));
  if (block.note) node.append(made("p", "note", block.note));
  return node;
}

function tilesOf(tiles) {
  const list = made("ul", "tiles");
  list.setAttribute("role", "list");
  list.append(
    ...tiles.map((tile) => {
      const item = made("li", "");
      const face = tile.address ? linkOf(tile) : made("span", "");
      face.className = "tile";
      const number = made("b", "number", tile.text);
      const label = made("span", "label");
      if (tile.mark) label.append(signOf(tile.mark));
      label.append(tile.below);
      face.toggleAttribute("data-alarm", tile.alarm);
      face.replaceChildren(number, label);
      item.append(face);
      return item;
    }),
  );
  return list;
}

function tableOf(block, titleId) {
  const table = made("table", "");
  table.setAttribute("aria-labelledby", titleId);
  const head = document.createElement("thead");
  const names = document.createElement("tr");
  names.append(...block.head.map((name, at) => inColumn(scoped(made("th", "", name), "col"), at, block)));
  head.append(names);
  const body = document.createElement("tbody");
  body.append(...block.rows.map((row) => rowOf(row, block)));
  table.append(head, body);
  return table;
}

function rowOf(cells, block) {
  const row = document.createElement("tr");
  row.append(...cells.map((cell, at) => inColumn(at ? cellOf(cell) : nameOf(cell), at, block)));
  return row;
}

function nameOf(cell) {
  const name = scoped(made("th", ""), "row");
  const said = made("span", "");
  if (cell.mark) said.append(signOf(cell.mark));
  said.append(cell.address ? linkOf(cell) : made("span", "", cell.text));
  name.append(said);
  return name;
}

function cellOf(cell) {
  const node = made("td", "");
  const shown = cell.address ? linkOf(cell) : made("span", "", cell.text);
  shown.toggleAttribute("data-alarm", cell.alarm);
  node.append(shown);
  if (cell.below) node.append(made("small", "", cell.below));
  return node;
}

/** The columns of words begin at the left, those of numbers end at the right. */
function inColumn(cell, at, block) {
  cell.toggleAttribute("data-words", at < block.texts);
  return cell;
}

function linkOf(cell) {
  const link = made("a", "", cell.text);
  link.href = cell.address;
  if (cell.told) link.setAttribute("aria-label", cell.told);
  return link;
}

function signOf(mark) {
  const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawShape(sign, mark.shape, mark.tone);
  return sign;
}

function scoped(cell, scope) {
  cell.scope = scope;
  return cell;
}

function made(tag, name, text = "") {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.textContent = text;
  return node;
}
