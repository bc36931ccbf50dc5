// A dialog of the page that was opened from a row has the focus while it is open. Once no dialog is left, the focus goes
// back to that row. Streamlit would do so itself, but what it remembers is the element that holds our shadow root, and
// that one takes no focus.

/** One dialog may follow another, as a neighbour's drawer does; for so long none has come. */
const NO_OTHER_MS = 150;
/** A dialog of Streamlit is there only while it is open; a popover is there always. */
const DIALOG = "[role=dialog]:not([popover])";

/** Remember the row and its button; they are given the focus back when the dialog that this press opens has closed. */
function giveBackTo(list, id, kind) {
  list.back = { id, kind, shown: rowIds(list), opened: false };
  list.leaving ??= new MutationObserver(() => noticeDialog(list));
  list.leaving.observe(document.body, { childList: true, subtree: true });
}

function noticeDialog(list) {
  const isOpen = Boolean(document.querySelector(DIALOG));
  clearTimeout(list.givingBack);
  if (isOpen) list.back.opened = true;
  else if (list.back.opened) list.givingBack = setTimeout(() => giveBack(list), NO_OTHER_MS);
}

/** Where the row has gone meanwhile, the nearest has it; what has taken the focus by itself keeps it. */
function giveBack(list) {
  const { back } = list;
  stopGivingBack(list);
  if (document.activeElement === document.body) focusRow(list, nearest(list, back), back.kind);
}

function stopGivingBack(list) {
  clearTimeout(list.givingBack);
  list.leaving?.disconnect();
}
