// Single keys (PRODUCT 3): to screens by their links, E and U by the button on the screen that says the same. Whoever
// types, chooses from a list or has a window open over the screen gets none; nor does a key with another one held.
const BUTTONS = { e: "Export CSV", u: "Undo" };
const TYPING = "input, textarea, select, [contenteditable], [role=combobox], [role=listbox], [role=menu], [role=spinbutton]";
const OVER_THE_SCREEN = "[role=dialog], [role=alertdialog]";
let rowWithKeys = null;

function useShortcuts(row, isOn) {
  rowWithKeys = isOn ? row : null;
  for (const link of row.querySelectorAll("a[data-key]")) {
    if (isOn && link.dataset.key) link.setAttribute("aria-keyshortcuts", link.dataset.key);
    else link.removeAttribute("aria-keyshortcuts");
  }
}

document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, shiftKey, repeat, isComposing, defaultPrevented } = event;
  if (!rowWithKeys?.isConnected || ctrlKey || metaKey || altKey || shiftKey || repeat || isComposing || defaultPrevented) return;
  if (isTyping(event) || isCovered()) return;
  const control = leadingTo(key.toLowerCase());
  if (!control) return;
  event.preventDefault();
  control.click();
});

function isTyping(event) {
  return event.composedPath().some((node) => node instanceof Element && node.matches(TYPING));
}

function isCovered() {
  return [...document.querySelectorAll(OVER_THE_SCREEN)].some((node) => node.checkVisibility());
}

function leadingTo(key) {
  if (!/^[a-z]$/.test(key)) return null;
  return rowWithKeys.querySelector(`a[data-key="${key}"]:not([hidden])`) ?? (key in BUTTONS ? buttonSaying(BUTTONS[key]) : null);
}

/** The first button of the screen with these words that can be pressed; some stand in the shadow of a component. */
function buttonSaying(words) {
  return everyButton(document).find((each) => each.textContent.trim() === words && !each.disabled && each.checkVisibility());
}

function everyButton(root) {
  return [...root.querySelectorAll("*")].flatMap((node) =>
    node.shadowRoot ? everyButton(node.shadowRoot) : node.matches("button") ? [node] : []);
}
