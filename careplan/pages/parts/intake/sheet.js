// The new-plan screen: mounted once, then drawn again with each answer of the server. Contract: sheet_data.py.

const sheets = new WeakMap();
/** Where the right half stays when the page is scrolled: below the navigation. The same in result.css. */
const SIDE_TOP_PX = 68;

/** Streamlit calls this at the first drawing and at each change of data or theme; what it returns runs at the end. */
export default framed(({ data, parentElement, setTriggerValue }) => {
  let sheet = sheets.get(parentElement);
  if (!sheet) {
    sheet = mount(parentElement);
    sheets.set(parentElement, sheet);
  }
  sheet.trigger = setTriggerValue;
  draw(sheet, data);
  return endOfDrawing(parentElement, () => {
    clearTimeout(sheet.answerTimer);
    clearTimeout(sheet.typingTimer);
    window.removeEventListener("scroll", sheet.fit, true);
    window.removeEventListener("resize", sheet.fit);
    sheets.delete(parentElement);
  });
});

function mount(parentElement) {
  const root = parentElement.querySelector(".sheet");
  const sheet = { root, part: partsOf(root), pending: new Map(), sent: new Map() };
  Object.assign(sheet, { typing: null, late: false, slow: false, times: 0, went: "" });
  sheet.fit = () => fit(sheet);
  listen(sheet);
  return sheet;
}

/** The right half ends at the foot of the screen, whether the title above it is in sight or scrolled away. */
function fit({ part }) {
  part.side.style.setProperty("--above", `${Math.max(SIDE_TOP_PX, Math.round(part.side.getBoundingClientRect().top))}px`);
}

function partsOf(root) {
  const part = {};
  for (const node of root.querySelectorAll("[data-part]")) part[node.dataset.part] = node;
  return part;
}

function draw(sheet, data) {
  sheet.data = data;
  settle(sheet, data.acks);
  drawParts(sheet, sheet.part.form, data.form);
  drawFlags(sheet, data.flags);
  drawCauses(sheet, data.causes);
  drawPreview(sheet, data);
  drawFoot(sheet);
  goTo(sheet, data.foot);
  fit(sheet);
}

function listen(sheet) {
  const { root, part } = sheet;
  root.addEventListener("click", (event) => pressed(sheet, event));
  root.addEventListener("input", (event) => written(sheet, event));
  root.addEventListener("change", (event) => chosen(sheet, event));
  root.addEventListener("focusout", () => sheet.typing && flushTyping(sheet));
  window.addEventListener("scroll", sheet.fit, { capture: true, passive: true });
  window.addEventListener("resize", sheet.fit);
  for (const kind of ["keydown", "keyup", "keypress"]) root.addEventListener(kind, keepLetters);
  part.create.addEventListener("click", () => create(sheet));
  part.discard.addEventListener("click", () => press(sheet, "discard"));
  part.restore.addEventListener("click", () => press(sheet, "restore"));
  part.retry.addEventListener("click", () => tell(sheet));
  part.addTask.addEventListener("click", () => openAdd(sheet, part.addTask));
  part.panel.addEventListener("keydown", (event) => event.key === "Escape" && closePanel(sheet));
}

/** Letters that are typed here are no shortcuts of the page. */
function keepLetters(event) {
  if (event.target.closest("input, textarea, select")) event.stopPropagation();
}

function pressed(sheet, event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.chip) pressChip(sheet, button);
  else if (button.dataset.act) act(sheet, button.dataset.act, button.press);
  else if (button.dataset.to) show(sheet.root.querySelector(`#${button.dataset.to}`));
  else if (button.dataset.offer) markDone(sheet, button);
  else if (button.dataset.edit) openEdit(sheet, button, button.dataset.edit);
}

/** The offer goes with its press, so the focus is at once where its day can be changed. */
function markDone(sheet, button) {
  button.closest("li").querySelector("[data-edit]").focus();
  change(sheet, `done.${button.dataset.offer}`, button.dataset.day);
}

function pressChip(sheet, button) {
  const { chip } = button;
  const on = button.getAttribute("aria-pressed") === "true";
  for (const name of chip.one ?? []) if (sheet.pending.get(name)) sheet.pending.set(name, ""); // this press takes it back
  change(sheet, chip.name, on ? chip.off ?? "" : chip.value);
  for (const other of sheet.root.querySelectorAll(".chip")) {
    if (other.chip?.name === chip.name || chip.one?.includes(other.chip?.name)) patchChip(sheet, other, other.chip);
  }
}

function written(sheet, event) {
  const control = event.target;
  if (control.dataset.name && control.tagName !== "SELECT") typed(sheet, control);
}

function chosen(sheet, event) {
  const control = event.target;
  const { name, tick, cause } = control.dataset;
  if (tick) change(sheet, `tick.${tick}`, control.checked ? "yes" : "");
  else if (cause) pickCause(sheet, cause, control.checked);
  else if (control === sheet.part.others) {
    if (control.value) pickCause(sheet, control.value, true);
  } else if (name) {
    sheet.typing = null;
    keepChange(sheet, control);
  }
}

function create(sheet) {
  if (sheet.part.create.getAttribute("aria-disabled")) return;
  press(sheet, "create");
}

/** Go to the question or field that a refusal names, once for each refusal: what it is called and says is in sight. */
function goTo(sheet, { go_to: key, nonce: n }) {
  if (!key || n === sheet.went) return;
  sheet.went = n;
  const question = sheet.root.querySelector(`[data-key="${key}"]`);
  if (question) show(question, "start");
  else show(sheet.root.querySelector(`[data-name="${key}"]`)?.closest(".field"));
}

function show(node, block = "center") {
  if (!node) return;
  node.scrollIntoView({ block });
  const first = node.matches("[tabindex]") ? node : node.querySelector("button, input, select, textarea");
  first?.focus({ preventScroll: true });
}
