// Focus and arrow keys. All buttons stay in the Tab order; arrows are an extra.

/** The controls of a row, by their class. */
const KINDS = ["done", "back", "open", "pick"];

function focusedIn(list) {
  return list.root.getRootNode().activeElement;
}

/** Remember, before drawing, which row and which of its controls has the focus, and the order of all rows. */
function rememberFocus(list) {
  const node = focusedIn(list);
  const row = node?.closest("li");
  const kind = KINDS.find((name) => node?.classList.contains(name));
  const undo = node === list.part.undo;
  return { node, id: row?.dataset.id, kind, undo, shown: rowIds(list) };
}

function rowIds(list) {
  return [...list.part.groups.querySelectorAll("li")].map((node) => node.dataset.id);
}

/** After drawing, put the focus back: the same row, else the next below, else above, else the first row. */
function restoreFocus(list, was) {
  if (was.undo && list.part.undo.hidden) return focusRow(list, cameBack(list, was.shown), "done");
  if (!was.id || focusedIn(list) === was.node) return;
  focusRow(list, nearest(list, was), was.kind);
}

function nearest(list, { id, shown }) {
  const at = shown.indexOf(id);
  const order = [id, ...shown.slice(at + 1), ...shown.slice(0, at).reverse()];
  return order.find((other) => list.rows.has(other)) ?? rowIds(list)[0];
}

function cameBack(list, shown) {
  return rowIds(list).find((id) => !shown.includes(id)) ?? rowIds(list)[0];
}

function focusRow(list, id, kind = "done") {
  const entry = list.rows.get(id);
  const target = entry ? [entry.part[kind], entry.part.done, entry.part.open].find(canFocus) : list.part.strip;
  target.focus();
}

function canFocus(node) {
  return node && !node.hidden;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** Up, Down, Home, End: the same control of another row. Left, Right: another control of the same row. */
function moveByKey(list, event) {
  const node = event.target.closest("li button, li input");
  const kind = KINDS.find((name) => node?.classList.contains(name));
  if (!kind || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = node.closest("li").dataset.id;
  if (event.key in STEPS) focusRow(list, steppedRow(list, node, id, STEPS[event.key]), kind);
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") focusBeside(list, id, kind, event.key);
  else return;
  event.preventDefault();
}

/** Rows step through the whole list; cards stay in their column. */
function steppedRow(list, node, id, step) {
  const scope = list.data.layout === "columns" ? node.closest("section") : list.part.groups;
  const ids = [...scope.querySelectorAll("li")].map((row) => row.dataset.id);
  return ids[Math.min(Math.max(ids.indexOf(id) + step, 0), ids.length - 1)];
}

function focusBeside(list, id, kind, key) {
  const { part } = list.rows.get(id);
  const beside = [part.pick, part.done, part.back, part.open].filter(canFocus);
  beside[beside.indexOf(part[kind]) + (key === "ArrowRight" ? 1 : -1)]?.focus();
}

/** A held Enter or space must not run on from Done into the menu that it opened. */
function ignoreHeldKey(event) {
  if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
}
