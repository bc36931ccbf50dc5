// The outcome menu. A dialog of buttons, not role=menu, because a menu may not hold a text field.

/** A double press on Done must not go on into the menu; a double press on Not done… must not close a task. */
const OPENED_MS = 300;
const UNFOLDED_MS = 500;
/** As in careplan/pressed.py. */
const NOTE_MOST = 2000;
const GAP_PX = 4;
const EDGE_PX = 8;
const SHEET = matchMedia("(max-width: 480px)");

function openPanel(list, id) {
  const { part, row } = list.rows.get(id);
  closePanel(list);
  list.panel = { id, v: row.v };
  setText(list.part.panelTitle, row.title);
  setText(list.part.panelPatient, row.patient);
  list.part.note.value = list.drafts.get(id) ?? "";
  list.part.note.dataset.unsent = `note-${id}`; // as in careplan/pressed.py; unsent.js leaves it with the server
  setText(list.part.tooLong, "");
  unfold(list, false);
  part.done.setAttribute("aria-expanded", "true");
  list.part.panel.showPopover();
  settle(list.part.panel, OPENED_MS);
  placePanel(list);
  followPage(list, true);
  list.part.panel.querySelector("[data-act=as_planned]").focus({ preventScroll: true });
}

/** Close without an act; what was written stays as a draft of that task. */
function closePanel(list, { refocus = false } = {}) {
  if (!list.panel) return;
  const { id } = list.panel;
  list.panel = null;
  followPage(list, false);
  list.part.panel.hidePopover();
  const entry = list.rows.get(id);
  entry?.part.done.setAttribute("aria-expanded", "false");
  if (refocus && entry) focusRow(list, id, "done");
}

/** The task changed or left while its menu was open: close, and say so. Returns the sentence, or "". */
function closeIfChanged(list, focusBefore) {
  if (!list.panel) return "";
  const { id, v } = list.panel;
  const row = list.rows.get(id)?.row;
  if (row?.v === v && row.done === "menu") return "";
  const name = list.part.panelTitle.textContent;
  const inPanel = list.part.panel.contains(focusBefore.node);
  closePanel(list);
  if (inPanel) focusRow(list, nearest(list, { ...focusBefore, id }), "done");
  const kept = list.drafts.get(id) && row ? " Your note is kept." : "";
  return row ? `“${name}” changed while its menu was open. Look at it again.${kept}` : `“${name}” is no longer in this list.`;
}

function unfold(list, open) {
  list.part.reasons.hidden = !open;
  list.part.unfold.setAttribute("aria-expanded", String(open));
  if (!open) return;
  // The sheet of a phone grows upwards, so another button comes to lie under the finger.
  settle(list.part.panel, UNFOLDED_MS);
  placePanel(list);
}

function placePanel(list) {
  if (!list.panel) return;
  const { panel } = list.part;
  if (SHEET.matches) return placeSheet(panel);
  const anchor = list.rows.get(list.panel.id).part.done.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = anchor.bottom + GAP_PX;
  const fits = below + height <= innerHeight - EDGE_PX;
  const top = fits ? below : Math.max(EDGE_PX, Math.min(anchor.top - height - GAP_PX, innerHeight - height - EDGE_PX));
  const left = Math.max(EDGE_PX, Math.min(anchor.right - width, innerWidth - width - EDGE_PX));
  Object.assign(panel.style, { top: `${top}px`, left: `${left}px`, bottom: "auto" });
}

/** The sheet stands on the keyboard of the phone when there is one. */
function placeSheet(panel) {
  const seen = window.visualViewport;
  const hidden = seen ? Math.max(0, innerHeight - seen.height - seen.offsetTop) : 0;
  Object.assign(panel.style, { top: "auto", left: "0", bottom: `${hidden}px` });
}

function followPage(list, on) {
  const change = on ? "addEventListener" : "removeEventListener";
  window[change]("scroll", list.replace, { capture: true, passive: true });
  window[change]("resize", list.replace);
  window.visualViewport?.[change]("resize", list.replace);
  document[change]("pointerdown", list.pressOutside, true);
}

/** A press outside closes the menu. Under a sheet that press does nothing else: what lies behind it is dimmed. */
function pressOutside(list, event) {
  const way = event.composedPath();
  const { done } = list.rows.get(list.panel.id).part;
  if (way.includes(list.part.panel) || (way.includes(done) && !SHEET.matches)) return;
  closePanel(list);
  if (!SHEET.matches) return;
  const swallow = (click) => {
    click.preventDefault();
    click.stopPropagation();
  };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, true), UNFOLDED_MS);
}

function clickInPanel(list, event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.classList.contains("unfold")) return unfold(list, list.part.reasons.hidden);
  if (button.classList.contains("hand")) return handOff(list);
  if (button.classList.contains("cancel")) return closePanel(list, { refocus: true });
  if (refuseLong(list)) return;
  const { id, v } = list.panel;
  closePanel(list, { refocus: true });
  if (event.detail) settle(list.part.groups, SETTLE_MS);
  sendKept(list, id, { act: button.dataset.act, id, v, note: list.drafts.get(id) ?? "" });
}

/** The hand-off has a form of its own, in the drawer; what was noted stays as a draft. */
function handOff(list) {
  const { row } = list.rows.get(list.panel.id);
  closePanel(list, { refocus: true });
  sendOpen(list, "hand", row);
}

/** A note that is too long is kept as it is, and said to be so: what was pasted is never cut without a word. */
function refuseLong(list) {
  const { note, tooLong } = list.part;
  const count = [...note.value].length;
  setText(tooLong, count > NOTE_MOST ? `${count.toLocaleString("en")} characters; at most ${NOTE_MOST.toLocaleString("en")}.` : "");
  if (count <= NOTE_MOST) return false;
  note.focus();
  return true;
}

function keyInPanel(list, event) {
  // Keys leave the shadow root with the host as target: a letter of the note would be a shortcut of the page.
  event.stopPropagation();
  if (event.type !== "keydown") return;
  ignoreHeldKey(event);
  const controls = [...list.part.panel.querySelectorAll("button, input")].filter((node) => node.offsetParent);
  const to = stepInPanel(controls, controls.indexOf(focusedIn(list)), event);
  if (event.key === "Escape") closePanel(list, { refocus: true });
  else if (to) to.focus();
  else return;
  event.preventDefault();
}

function stepInPanel(controls, at, event) {
  const inNote = controls[at]?.tagName === "INPUT";
  const around = (step) => controls[(at + step + controls.length) % controls.length];
  if (event.key === "Tab") return around(event.shiftKey ? -1 : 1);
  if (event.key === "Enter" && inNote) return event.isComposing ? null : controls[0];
  if (event.key === "ArrowDown") return around(1);
  if (event.key === "ArrowUp") return around(-1);
  if (event.key === "Home" && !inNote) return controls[0];
  if (event.key === "End" && !inNote) return controls[controls.length - 1];
  return null;
}
