// Hands on what is typed in the fields of a container after a short pause, so that what is said of it follows at once. The
// field keeps the focus and its text: Streamlit is told as by Enter, or by Ctrl+Enter where Enter begins a new line.

const PAUSE_MS = 400;
const heeded = new WeakSet();

export default framed(({ data, parentElement }) => {
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.display = "none"; // it takes no room among its neighbours
  const box = boxOf(data.within);
  if (!box || heeded.has(box)) return;
  heeded.add(box);
  let pause;
  box.addEventListener("input", ({ target, isComposing }) => {
    clearTimeout(pause);
    if (!isComposing && target.matches("input[type=number], textarea")) pause = setTimeout(handOn, PAUSE_MS, target);
  });
});

/** What was left meanwhile is handed on already; half a number, such as a lone minus, is not one yet. */
function handOn(field) {
  const long = field.matches("textarea");
  if (field !== document.activeElement || !(long || field.value)) return;
  const enter = { key: "Enter", code: "Enter", ctrlKey: long, bubbles: true, cancelable: true };
  field.dispatchEvent(new KeyboardEvent("keydown", enter));
}
