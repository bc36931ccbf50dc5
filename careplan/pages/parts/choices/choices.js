// Choices above a list: drawn once, then only what differs. A pressed chip is chosen at once; the list follows.

const drawn = new WeakMap();

export default framed(({ parentElement, data, setTriggerValue }) => {
  const box = parentElement.querySelector(".choices");
  if (!drawn.has(box)) mount(box);
  const chips = Object.assign(drawn.get(box), { answered: data.answered });
  chips.send = () => setTriggerValue("choose", { number: pressed.number, chosen: pressed.chosen });
  pressed.again = () => isUnanswered(chips) && chips.send();
  drawRows(box, data);
  letGo(chips);
  return endOfDrawing(parentElement, () => {
    document.removeEventListener("click", chips.hold, true);
    drawn.delete(box);
    Object.assign(pressed, { number: 0, chosen: {}, again() {} });
  });
});

function mount(box) {
  const chips = { held: null, hold: (event) => hold(chips, event) };
  drawn.set(box, chips);
  box.addEventListener("click", (event) => press(box, event.target.closest("button")));
  box.addEventListener("keydown", (event) => step(event));
  document.addEventListener("click", chips.hold, true);
}

function isUnanswered(chips) {
  return pressed.number > chips.answered;
}

function drawRows(box, { choices, answered }) {
  while (box.children.length > choices.length) box.lastChild.remove();
  choices.forEach((choice, at) => {
    const row = box.children[at] ?? box.appendChild(document.createElement("div"));
    drawRow(row, choice, standing(choice.name, choice.chosen, answered));
  });
}

function drawRow(row, { name, label, options, joined = false }, chosen) {
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

/** What was not answered yet is sent once more: this press brings the server the address of before both. */
function press(box, chip) {
  if (!chip || chip.getAttribute("aria-checked") === "true") return;
  const chips = drawn.get(box);
  const row = chip.parentElement;
  pressed.chosen = { ...(isUnanswered(chips) && pressed.chosen), [row.dataset.name]: chip.dataset.value };
  pressed.number = Math.max(pressed.number, chips.answered) + 1;
  check(row, chip.dataset.value);
  window.dispatchEvent(new Event(PRESSED));
  chips.send();
}

/** A file is made of what the server drew last: a press on its button waits until what the chips show is drawn there. */
const FILE = "button.take";

function hold(chips, event) {
  const button = event.composedPath().find((node) => node instanceof Element && node.matches(FILE));
  if (!button || !isUnanswered(chips)) return;
  event.stopPropagation();
  chips.held = button;
  chips.send();
}

function letGo(chips) {
  const { held } = chips;
  if (!held || isUnanswered(chips)) return;
  chips.held = null;
  held.click();
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
