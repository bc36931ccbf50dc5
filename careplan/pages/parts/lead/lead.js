// Leads the focus to what a refusal speaks of, once for each refusal, and lets a screen reader say why with it.

const FOCUSABLE = "input, textarea, button, [tabindex='0']";
const AGAIN_MS = 150;
const TRIES = 8;
const led = new Set();

export default framed(({ data, parentElement }) => {
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.display = "none"; // it takes no room among its neighbours
  if (led.has(data.refusal)) return;
  led.add(data.refusal);
  requestAnimationFrame(() => lead(data));
});

/**
 * Focus what is meant, and look again a little later: a dialog that is being drawn anew may take the focus back, or hold a
 * control that cannot have it yet. Whoever presses, types or dictates something meanwhile is left alone.
 */
function lead(data, tries = TRIES) {
  const control = data.keys.map(boxOf).map(controlIn).find(Boolean);
  const moved = new AbortController();
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => moved.abort(), { capture: true, signal: moved.signal });
  if (control) point(control, data);
  else if (boxOf(data.beside)) bringIntoView(boxOf(data.beside));
  setTimeout(() => {
    const left = moved.signal.aborted;
    moved.abort();
    if (!left && tries && document.activeElement !== control) lead(data, tries - 1);
  }, AGAIN_MS);
}

function point(control, { says, beside }) {
  control.focus({ preventScroll: true, focusVisible: true });
  for (const shown of [boxOf(beside), control.closest("[class*=st-key-]")]) if (shown) bringIntoView(shown);
  describe(control, says);
}

/** With room around it: a scroll may stop within a pixel, and what is led to would lack its edge. */
function bringIntoView(node) {
  node.style.scrollMargin = "8px";
  node.scrollIntoView({ block: "nearest" });
}

function controlIn(box) {
  return box?.matches(FOCUSABLE) ? box : box?.querySelector(FOCUSABLE);
}

/** The reason is read out with the control that it speaks of, until that is left. */
function describe(control, says) {
  control.setAttribute("aria-description", says);
  control.addEventListener("blur", () => control.removeAttribute("aria-description"), { once: true });
}
