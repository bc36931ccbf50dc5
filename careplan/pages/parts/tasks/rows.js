// Drawing: rows are kept by task id and never reused for another task; only what differs is touched.

/** A row that changed, moved or appeared takes no pointer for this long, so that no press meant for another hits it. */
const SETTLE_MS = 500;
const MOVED_PX = 2;

function drawGroups(list, groups) {
  const inData = new Set(groups.flatMap((group) => group.rows.map((row) => row.id)));
  dropGone(list.rows, inData);
  dropGone(list.groups, new Set(groups.map((group) => group.key)));
  groups.forEach((group, at) => drawGroup(list, group, at));
}

function dropGone(kept, inData) {
  for (const [key, entry] of kept) {
    if (inData.has(key)) continue;
    entry.node.remove();
    kept.delete(key);
  }
}

function drawGroup(list, group, at) {
  const entry = list.groups.get(group.key) ?? newGroup(list, group.key);
  const { node, part } = entry;
  place(list.part.groups, node, at);
  node.hidden = !(group.rows.length || group.feet.length || group.empty || group.folded != null);
  part.svg.toggleAttribute("hidden", !group.mark?.shape);
  if (group.mark?.shape) drawShape(part.svg, group.mark.shape, group.mark.tone);
  drawHeading(part.h2, group);
  setText(part.count, String(group.count));
  setText(part.empty, group.rows.length || group.folded ? "" : group.empty ?? "");
  part.rows.hidden = !group.rows.length;
  group.rows.forEach((row, index) => place(part.rows, drawRow(list, row), index));
  drawFeet(part.feet, group.feet);
  drawTold(part.told, group.feet.flatMap((foot) => foot.told ?? []));
}

function newGroup(list, key) {
  const node = list.part.groupForm.content.firstElementChild.cloneNode(true);
  const find = (selector) => node.querySelector(selector);
  const part = { svg: find("svg"), h2: find("h2"), count: find(".group-count"), rows: find("ul") };
  Object.assign(part, { empty: find(".group-empty"), feet: find(".feet"), told: find(".told") });
  part.h2.id = `group-${key}`;
  part.rows.setAttribute("aria-labelledby", part.h2.id);
  node.dataset.group = key;
  node.setAttribute("aria-labelledby", part.h2.id);
  const entry = { node, part };
  list.groups.set(key, entry);
  return entry;
}

function drawHeading(h2, group) {
  const fold = h2.querySelector("button");
  if (group.folded == null) return (fold?.remove(), setText(h2, group.title));
  const button = fold ?? moreButton("fold");
  if (!button.isConnected) h2.replaceChildren(button);
  patchMore(button, { key: group.key, text: group.title, expanded: !group.folded });
}

function drawFeet(box, feet) {
  while (box.children.length > feet.length) box.lastElementChild.remove();
  while (box.children.length < feet.length) box.append(moreButton("foot"));
  feet.forEach((foot, at) => patchMore(box.children[at], foot));
}

/** What a foot names that is no task yet: words only, nothing to press. */
function drawTold(box, told) {
  box.hidden = !told.length;
  box.replaceChildren(...told.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
}

function moreButton(kind) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `more ${kind}`;
  return button;
}

function patchMore(button, { key, text, expanded }) {
  button.dataset.more = key;
  setText(button, text);
  setAttribute(button, "aria-expanded", expanded);
}

function drawRow(list, row) {
  const entry = list.rows.get(row.id) ?? newRow(list, row.id);
  const { node, part } = entry;
  entry.changed = entry.row !== undefined && entry.row.v !== row.v;
  entry.row = row;
  drawShape(part.status, row.status?.shape ?? "circle", row.status?.tone);
  setText(part.patient, row.patient);
  setText(part.name, row.title);
  setText(part.series, row.series);
  drawRole(part, row.role);
  setText(part.aside, row.aside);
  drawWhy(part, row);
  setAttribute(node, "data-alarm", row.alarm?.tone);
  part.done.hidden = !row.done;
  setAttribute(part.done, "aria-haspopup", row.done ? "dialog" : null);
  setAttribute(part.done, "aria-expanded", row.done === "menu" ? list.panel?.id === row.id : null);
  part.back.hidden = row.done !== "answer";
  drawSending(list, entry);
  drawPick(list, entry);
  return node;
}

/** The cell stays where a row has no role, so that the columns of other rows line up. */
function drawRole(part, role) {
  part.roleShape.toggleAttribute("hidden", !role);
  if (role) drawShape(part.roleShape, role.shape, role.tone);
  setText(part.roleWord, role?.word);
}

/** "To do" is said by the circle and to screen readers only; every other word stands before its reason. */
function drawWhy(part, row) {
  part.alarm.hidden = !row.alarm;
  if (row.alarm) {
    drawShape(part.alarm.firstElementChild, row.alarm.shape, row.alarm.tone);
    setText(part.alarm.lastElementChild, row.alarm.word);
  }
  const said = row.status?.word && row.status.shape !== "circle";
  setText(part.word, said ? row.status.word : "");
  setText(part.statusWord, said ? "" : row.status?.word);
  setText(part.reason, row.why);
}

function drawPick(list, { node, part, row }) {
  if (!list.data.select || row.closed) return removePick(list, part, row);
  if (!part.pick?.isConnected) {
    part.pick = document.createElement("input");
    part.pick.type = "checkbox";
    part.pick.className = "pick";
    part.pick.setAttribute("aria-label", "Select");
    part.pick.setAttribute("aria-describedby", part.describedBy);
    node.prepend(part.pick);
  }
  part.pick.checked = list.chosen.has(row.id);
}

/** What is closed is changed no more: it has no box, and is none of those that were selected before. */
function removePick(list, part, row) {
  part.pick?.remove();
  part.pick = null;
  list.chosen.delete(row.id);
}

function newRow(list, id) {
  const node = list.part.rowForm.content.firstElementChild.cloneNode(true);
  const find = (selector) => node.querySelector(selector);
  const part = { status: find(".status"), statusWord: find(".status-word"), patient: find(".patient") };
  Object.assign(part, { name: find(".name"), series: find(".series"), role: find(".role"), why: find(".why") });
  Object.assign(part, { aside: find(".aside") });
  Object.assign(part, { roleShape: find(".role svg"), roleWord: find(".role-word"), alarm: find(".alarm") });
  Object.assign(part, { word: find(".word"), reason: find(".reason"), due: find(".due") });
  Object.assign(part, { done: find(".done"), back: find(".back"), open: find(".open") });
  node.dataset.id = id;
  part.name.id = `name-${id}`;
  part.patient.id = `patient-${id}`;
  part.describedBy = `${part.name.id} ${part.patient.id}`;
  for (const button of [part.done, part.back, part.open]) button.setAttribute("aria-describedby", part.describedBy);
  const entry = { node, part };
  list.rows.set(id, entry);
  return entry;
}

/**
 * Note where in the list each row stands now, and tell `each` row's entry and whether it stood elsewhere when last noted.
 * Asking before a drawing too would make the browser lay out the page once more, for nothing.
 */
function notePlaces(list, each = () => {}) {
  const before = list.places;
  const origin = list.root.getBoundingClientRect();
  list.places = new Map();
  for (const [id, entry] of list.rows) {
    const { top, left } = entry.node.getBoundingClientRect();
    const is = { top: top - origin.top, left: left - origin.left };
    const was = before?.get(id);
    list.places.set(id, is);
    if (before) each(entry, !was || Math.abs(was.top - is.top) > MOVED_PX || Math.abs(was.left - is.left) > MOVED_PX);
  }
}

function settleMoved(entry, moved) {
  if (moved || entry.changed) settle(entry.node, SETTLE_MS);
}

const settling = new WeakMap();

/** Let pointer presses pass over `node` without effect for a while; the time is kept for each node by itself. */
function settle(node, milliseconds) {
  clearTimeout(settling.get(node));
  node.classList.add("settling");
  settling.set(node, setTimeout(() => node.classList.remove("settling"), milliseconds));
}

/** Put `node` at `index` of `parent`; a node already there is not touched, because moving it would drop its focus. */
function place(parent, node, index) {
  if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
}

function setText(node, text = "") {
  if (node.textContent !== text) node.textContent = text;
}

/** Set an attribute to a value's text; null and undefined remove it. */
function setAttribute(node, name, value) {
  if (value == null) node.removeAttribute(name);
  else node.setAttribute(name, String(value));
}
