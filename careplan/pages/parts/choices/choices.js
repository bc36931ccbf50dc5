// Choices above a list: drawn once, then only what differs. A pressed chip is chosen at once; the list follows.

const drawn = new WeakMap();

export default framed(({ parentElement, data, setTriggerValue }) => {
  const box = parentElement.querySelector(".choices");
  if (!drawn.has(box)) {
    drawn.set(box, {});
    box.addEventListener("click", (event) => press(box, event.target.closest("button")));
    box.addEventListener("keydown", (event) => step(event));
  }
  drawn.get(box).send = (name, value) => setTriggerValue("choose", { name, value });
  drawRows(box, data.choices);
});

function drawRows(box, choices) {
  while (box.children.length > choices.length) box.lastChild.remove();
  choices.forEach((choice, at) => drawRow(box.children[at] ?? box.appendChild(document.createElement("div")), choice));
}

function drawRow(row, { name, label, options, chosen, joined = false }) {
  row.className = joined ? "row joined" : "row";
  row.dataset.name = name;
  row.setAttribute("role", "radiogroup");
  row.setAttribute("aria-label", label);
  while (row.children.length > options.length) row.lastChild.remove();
  options.forEach(({ value, words }, at) => {
    const chip = row.children[at] ?? row.appendChild(newChip());
    if (chip.textContent !== words) chip.textContent = words;
    chip.dataset.value = value;
  });
  check(row, chosen);
}

function newChip() {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.setAttribute("role", "radio");
  return chip;
}

function check(row, chosen) {
  for (const chip of row.children) {
    const is = String(chip.dataset.value === chosen);
    if (chip.getAttribute("aria-checked") !== is) chip.setAttribute("aria-checked", is);
  }
}

function press(box, chip) {
  if (!chip || chip.getAttribute("aria-checked") === "true") return;
  const row = chip.parentElement;
  check(row, chip.dataset.value);
  drawn.get(box).send(row.dataset.name, chip.dataset.value);
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Arrows go from chip to chip; Enter and space choose. */
function step(event) {
  const chip = event.target.closest("button");
  if (!chip || !(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const chips = [...chip.parentElement.children];
  chips[(chips.indexOf(chip) + STEPS[event.key] + chips.length) % chips.length].focus();
  event.preventDefault();
}
