// The lines of a revision, or of two versions compared, which have no ticks. Ticks are turned here at once; the server hears
// all that are turned round. Contract: contract.py.

const FEW = 12;
const revisions = new WeakMap();

export default framed(({ parentElement, data, setTriggerValue }) => {
  const root = parentElement.querySelector(".revision");
  const view = revisions.get(root) ?? { number: 0, turned: new Set(), folded: new Map([["keep", true]]), whole: new Set() };
  revisions.set(root, view);
  view.send = () => setTriggerValue("turn", { number: view.number, turned: [...view.turned] });
  if (data.answered >= view.number) Object.assign(view, { number: data.answered, turned: new Set(data.turned) });
  view.draw = () => drawRevision(root, view, data);
  view.draw();
});

/** Draw all of it anew; what had the focus has it again. */
function drawRevision(root, view, data) {
  const held = root.getRootNode().activeElement?.dataset.held;
  root.replaceChildren(...data.groups.filter(({ key, lines }) => key === "keep" || lines.length).map((group) => drawGroup(view, group)));
  if (held) [...root.querySelectorAll("[data-held]")].find((one) => one.dataset.held === held)?.focus({ preventScroll: true });
}

function drawGroup(view, group) {
  const { key, title, hint, lines } = group;
  const open = !view.folded.get(key);
  const heading = node("h2", "", foldButton(view, group, open));
  const head = node("div", "group-heading", heading, node("span", "hint", hint), allBox(view, group));
  const section = node("section", key, head);
  if (!open || !lines.length) return section;
  const shown = view.whole.has(key) || lines.length <= FEW ? lines : lines.slice(0, FEW - 4);
  const list = node("ul", "", ...shown.map((line) => node("li", "", isFree(line) || line.fixed ? tickRow(view, line) : plainRow(line))));
  list.setAttribute("role", "list");
  list.setAttribute("aria-label", title);
  section.append(list);
  if (shown.length < lines.length) section.append(moreButton(view, group, lines.length - shown.length));
  return section;
}

function foldButton(view, { key, title, lines }, open) {
  const button = node("button", "fold", title, node("span", "count", String(lines.length)));
  button.type = "button";
  button.dataset.held = `fold-${key}`;
  button.setAttribute("aria-expanded", String(open));
  button.addEventListener("click", () => {
    view.folded.set(key, open);
    view.draw();
  });
  return button;
}

function moreButton(view, { key }, count) {
  const button = node("button", "more", `Show ${count} more`);
  button.type = "button";
  button.addEventListener("click", () => {
    view.whole.add(key);
    view.draw();
  });
  return button;
}

/** Whether a line has a tick that a person may turn. */
function isFree(line) {
  return line.ticked !== undefined && !line.fixed;
}

function isTicked(view, line) {
  return line.fixed || line.ticked !== view.turned.has(line.key);
}

/** One box for all lines of a group: half where some are ticked and some are not. */
function allBox(view, { key, title, lines }) {
  const free = lines.filter(isFree);
  if (free.length < 2) return "";
  const on = free.filter((line) => isTicked(view, line)).length;
  const box = tickBox(`all-${key}`, on === free.length, () => {
    for (const line of free) turn(view, line, on < free.length);
    tell(view);
  });
  box.indeterminate = on > 0 && on < free.length;
  const words = node("span", "", on === lines.length ? "All" : `${on + lines.length - free.length} of ${lines.length}`);
  return node("label", "all", box, said(`${title}: `), words);
}

function tickBox(held, checked, change) {
  const box = node("input", "tick");
  box.type = "checkbox";
  box.checked = checked;
  box.dataset.held = held;
  box.addEventListener("change", change);
  return box;
}

function turn(view, line, to) {
  if (line.ticked === to) view.turned.delete(line.key);
  else view.turned.add(line.key);
}

function tell(view) {
  view.number += 1;
  view.draw();
  view.send();
}

function tickRow(view, line) {
  const ticked = isTicked(view, line);
  const box = tickBox(line.key, ticked, () => {
    turn(view, line, !ticked);
    tell(view);
  });
  box.disabled = line.fixed;
  const row = node("label", "row", box, titleOf(line), roleOf(line), node("span", "day", line.day));
  row.toggleAttribute("data-off", !ticked);
  return row;
}

function plainRow(line) {
  const mark = node("span", "tick");
  if (line.sign) mark.append(sign(line.sign));
  return node("div", "row", mark, titleOf(line), roleOf(line), node("span", "day", line.day));
}

function titleOf(line) {
  const sessions = line.sessions && node("span", "sessions", line.sessions);
  return node("span", "title", line.title, sessions, line.why && node("span", "why", line.why));
}

function roleOf({ role, was_role: was }) {
  const words = node("span", "", was ? `${was} → ${role.word}` : role.word);
  return node("span", "role", sign(role.shape, role.tone), words);
}
