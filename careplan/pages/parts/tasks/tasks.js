// The task list: mounted once, then drawn again with each answer of the server. Contract: contract.py and act.py.

const lists = new WeakMap();

/** Streamlit calls this at the first drawing and at each change of data or theme; what it returns runs at the end. */
export default framed(({ data, parentElement, setTriggerValue }) => {
  let list = lists.get(parentElement);
  if (!list) {
    list = mount(parentElement);
    lists.set(parentElement, list);
  }
  list.send = setTriggerValue;
  draw(list, data);
  return endOfDrawing(parentElement, () => {
    closePanel(list);
    stopGivingBack(list);
    window.removeEventListener(PRESSED, list.redraw);
    window.removeEventListener("caught-up", list.catchUp);
    for (const { timer } of list.sending.values()) clearTimeout(timer);
    lists.delete(parentElement);
  });
});

function mount(parentElement) {
  const root = parentElement.querySelector(".tasks");
  const list = { root, part: partsOf(root), rows: new Map(), groups: new Map(), drafts: new Map() };
  Object.assign(list, { sending: new Map(), closed: new Map(), chosen: new Set() });
  Object.assign(list, { panel: null, places: null, picked: null, told: null, unsent: null });
  list.replace = () => placePanel(list);
  list.pressOutside = (event) => pressOutside(list, event);
  list.catchUp = () => catchUp(list);
  list.redraw = () => list.sent.lists && draw(list, list.sent);
  for (const svg of root.querySelectorAll("svg[data-shape]")) drawShape(svg, svg.dataset.shape);
  listen(list);
  return list;
}

function partsOf(root) {
  const find = (selector) => root.querySelector(selector);
  const part = { groups: find(".groups"), groupForm: find(".group-form"), rowForm: find(".row-form") };
  Object.assign(part, { skip: find(".skip"), none: find(".none"), picker: find(".picker"), select: find("select") });
  Object.assign(part, { strip: find(".strip"), sign: find(".sign"), say: find(".say"), count: find(".count") });
  Object.assign(part, { chosen: find(".chosen"), number: find(".number"), undo: find(".undo") });
  part.keys = find(".keys");
  Object.assign(part, { panel: find(".panel"), panelTitle: find("#panel-title"), panelPatient: find("#panel-patient") });
  Object.assign(part, { note: find("#note"), tooLong: find(".too-long"), unfold: find(".unfold"), reasons: find(".reasons") });
  return part;
}

function listen(list) {
  const { part } = list;
  part.groups.addEventListener("click", (event) => clickInGroups(list, event));
  part.groups.addEventListener("change", (event) => choose(list, event));
  part.groups.addEventListener("keydown", (event) => (ignoreHeldKey(event), moveByKey(list, event)));
  part.strip.addEventListener("click", (event) => clickInStrip(list, event));
  part.strip.addEventListener("keydown", ignoreHeldKey);
  part.skip.addEventListener("click", () => part.strip.focus());
  part.panel.addEventListener("click", (event) => clickInPanel(list, event));
  for (const kind of ["keydown", "keyup", "keypress"]) {
    part.panel.addEventListener(kind, (event) => keyInPanel(list, event));
  }
  part.note.addEventListener("input", () => list.drafts.set(list.panel.id, part.note.value));
  window.addEventListener(PRESSED, list.redraw);
  window.addEventListener("caught-up", list.catchUp);
  part.select.addEventListener("change", () => {
    list.picked = part.select.value;
    drawPicker(list);
    notePlaces(list);
  });
}

function draw(list, sent) {
  const focus = rememberFocus(list);
  const chosen = chosenOf(sent);
  takeNotes(list, sent.notes ?? {});
  const data = chosen.only_open ? { ...chosen, groups: withoutClosed(list, chosen.groups) } : chosen;
  Object.assign(list, { sent, data });
  setAttribute(list.root, "data-layout", data.layout);
  list.root.toggleAttribute("data-one-patient", Boolean(data.one_patient));
  list.root.toggleAttribute("data-select", Boolean(data.select));
  list.root.toggleAttribute("data-asides", data.groups.some((group) => group.rows.some((row) => row.aside)));
  list.root.toggleAttribute("data-roles", data.groups.some((group) => group.rows.some((row) => row.role)));
  drawGroups(list, data.groups);
  list.part.none.hidden = data.groups.length > 0;
  list.part.keys.hidden = !data.groups.some((group) => group.rows.length);
  setText(list.part.none, data.groups.length ? "" : data.empty);
  settleAnswered(list);
  drawPicker(list);
  const notice = closeIfChanged(list, focus);
  drawStrip(list, notice);
  notePlaces(list, settleMoved);
  restoreFocus(list, focus);
}

/** Take the notes that were typed before the page was loaded; what was typed since is newer. */
function takeNotes(list, notes) {
  for (const [id, note] of Object.entries(notes)) if (!list.drafts.has(id)) list.drafts.set(id, note);
}

function drawPicker(list) {
  const { groups, layout, picker, picked } = list.data;
  const shown = layout === "columns" && groups.length > 1;
  list.part.picker.hidden = !shown;
  const keys = groups.map((group) => group.key);
  if (!keys.includes(list.picked)) list.picked = keys.includes(picked) ? picked : keys[0];
  setText(list.part.picker.firstElementChild, picker);
  const options = groups.map((group) => new Option(`${group.title} (${group.count})`, group.key));
  list.part.select.replaceChildren(...options);
  if (shown) list.part.select.value = list.picked;
  for (const [key, { node }] of list.groups) node.toggleAttribute("data-off", shown && key !== list.picked);
}

/** The server's own words win over the local ones only when they are new. */
function drawStrip(list, notice) {
  const { text = "", refused = false, undo = "", count = "" } = list.data.strip;
  const news = JSON.stringify([text, refused, undo]);
  if (news !== list.news) {
    say(list, [text, notice].filter(Boolean).join(" "), refused || Boolean(notice));
    list.told = null;
  } else if (notice) say(list, notice, true);
  list.news = news;
  setText(list.part.count, count);
  drawUndo(list);
  endSelection(list, list.data.strip.ends_selection);
  drawChosen(list);
}

function drawChosen(list) {
  for (const id of list.chosen) if (!list.rows.has(id) || !list.data.select) list.chosen.delete(id);
  list.part.chosen.hidden = list.chosen.size === 0;
  list.part.strip.toggleAttribute("data-chosen", list.chosen.size > 0);
  setText(list.part.number, `${list.chosen.size} selected`);
}

function unselect(list) {
  list.chosen.clear();
  for (const { part } of list.rows.values()) if (part.pick) part.pick.checked = false;
}

/** A change of the selected rows uses the selection up, once: what is selected after it stays. */
function endSelection(list, by) {
  if (by && by !== list.endedBy) unselect(list);
  if (by) list.endedBy = by;
}

function choose(list, event) {
  const id = event.target.closest("li").dataset.id;
  if (event.target.checked) list.chosen.add(id);
  else list.chosen.delete(id);
  drawChosen(list);
}

function clickInGroups(list, event) {
  const button = event.target.closest("button");
  if (!button || button.getAttribute("aria-disabled") || event.detail > 1) return;
  if (button.dataset.more) return send(list, { act: "more", id: button.dataset.more });
  const { id } = button.closest("li").dataset;
  const { row } = list.rows.get(id);
  if (button.classList.contains("open")) sendOpen(list, "open", row);
  else if (button.classList.contains("back")) sendOpen(list, "back", row);
  else if (list.sending.has(id)) sendAgain(list, id);
  else if (row.done !== "menu") sendOpen(list, "done", row);
  else if (list.panel?.id === id) closePanel(list, { refocus: true });
  else openPanel(list, id);
}

/** Open the drawer of a row, from one of its buttons; what is offered is accepted or sent back there. */
function sendOpen(list, kind, { id, v, done }) {
  giveBackTo(list, id, kind === "hand" ? "done" : kind);
  const act = { open: "open", back: "open_send_back", hand: "open_hand_off" }[kind] ?? (done === "answer" ? "open_accept" : "open_done");
  send(list, { act, id, v });
}

function clickInStrip(list, event) {
  const button = event.target.closest("button");
  if (!button || button.getAttribute("aria-disabled") || event.detail > 1) return;
  if (button === list.part.undo) return sendUndo(list, list.data.strip.undo);
  if (button.classList.contains("change")) return sendChosen(list);
  unselect(list);
  drawChosen(list);
  focusRow(list, rowIds(list)[0], "pick");
}

function sendChosen(list) {
  giveBackTo(list, rowIds(list).find((id) => list.chosen.has(id)), "pick");
  const chosen = [...list.chosen].map((id) => [id, list.rows.get(id).row.v]);
  send(list, { act: "select", id: "", chosen });
}
