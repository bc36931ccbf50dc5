// Leads the focus to what a refusal speaks of, once for each refusal, and lets a screen reader say why with it.

const FOCUSABLE = "input, textarea, button, [tabindex='0']";
const led = new Set();

export default framed(({ data, parentElement }) => {
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.display = "none"; // it takes no room among its neighbours
  if (led.has(data.refusal)) return;
  led.add(data.refusal);
  requestAnimationFrame(() => lead(data));
});

function lead({ keys, says, beside }) {
  const box = keys.map(boxOf).find(controlIn);
  if (!box) return;
  const control = controlIn(box);
  control.focus({ preventScroll: true, focusVisible: true });
  for (const shown of [boxOf(beside), box]) if (shown) bringIntoView(shown);
  describe(control, says);
}

/** With room around it: a scroll may stop within a pixel, and what is led to would lack its edge. */
function bringIntoView(node) {
  node.style.scrollMargin = "8px";
  node.scrollIntoView({ block: "nearest" });
}

/** Streamlit names what was drawn with a key by the key, with a hyphen for every sign that a class cannot hold. */
function boxOf(key) {
  return document.querySelector(`.st-key-${key.trim().replaceAll(/[^a-zA-Z0-9_-]/g, "-")}`);
}

function controlIn(box) {
  return box?.matches(FOCUSABLE) ? box : box?.querySelector(FOCUSABLE);
}

/** The reason is read out with the control that it speaks of, until that is left. */
function describe(control, says) {
  control.setAttribute("aria-description", says);
  control.addEventListener("blur", () => control.removeAttribute("aria-description"), { once: true });
}
