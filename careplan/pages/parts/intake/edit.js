// The small window beside a row: due date, role, already done; or the fields of a task that is added.

function openEdit(sheet, button, id) {
  const row = sheet.data.preview.groups.flatMap((group) => group.rows).find((one) => one.id === id);
  if (!row) return;
  const fields = row.added !== undefined ? addedFields(sheet, row) : editFields(sheet, row);
  showPanel(sheet, button, row.title, fields);
}

function editFields(sheet, row) {
  const due = dayInput("Due date", row.day, (day) => change(sheet, `due.${row.id}`, day));
  const role = roleSelect(sheet, row.role);
  role.control.addEventListener("change", () => change(sheet, `role.${row.id}`, role.control.value));
  const max = sheet.data.preview.start;
  const done = dayInput("Already done on", row.done_day ?? "", (day) => change(sheet, `done.${row.id}`, day), { max });
  const nodes = [due.node, role.node, done.node];
  if (row.changed?.length) nodes.push(textButton("As the template has it", () => {
    change(sheet, `due.${row.id}`, "");
    change(sheet, `role.${row.id}`, "");
    closePanel(sheet);
  }));
  return nodes;
}

function addedFields(sheet, row) {
  return [make("p", { class: "note", text: "Added by hand." }), textButton("Remove", () => {
    act(sheet, "added.remove", Number(row.added));
    closePanel(sheet);
  })];
}

function openAdd(sheet, button) {
  const title = input("Task", make("input", { type: "text", autocomplete: "off" }));
  const role = roleSelect(sheet, "");
  const due = dayInput("Due date", "");
  const add = make("button", { type: "button", class: "button strong", text: "Add" });
  const send = () => {
    const task = { title: title.control.value.trim(), role: role.control.value, due: due.control.value };
    const first = [
      refuse(title, task.title ? tooLong(task.title) : "Say what is to be done."),
      refuse(role, task.role ? "" : "Choose who does it."),
      refuse(due, isDay(task.due) ? "" : task.due ? NO_DAY : "Give the day on which it is due."),
    ].find(Boolean);
    if (first) return first.focus();
    act(sheet, "added.add", task);
    closePanel(sheet);
  };
  add.addEventListener("click", send);
  title.control.addEventListener("keydown", (event) => event.key === "Enter" && send());
  showPanel(sheet, button, "Add a task", [title.node, role.node, due.node, add]);
}

/** Longest title of a task in characters; careplan/text_length.py has the same. */
const TITLE_MOST = 300;

function tooLong(title) {
  return title.length > TITLE_MOST ? `The title: ${title.length.toLocaleString("en")} characters; at most ${TITLE_MOST}. Shorten it.` : "";
}

let inputNumber = 0;

/** Return a control with its label and the place where it says what is wrong. */
function input(label, control, entry = control) {
  control.id = control.id || `edit-${(inputNumber += 1)}`;
  const wrong = make("span", { class: "wrong", id: `${control.id}-wrong` });
  const named = make("label", { for: control.id, class: "label", text: label });
  const made = { control, wrong, node: make("div", { class: "field" }, named, entry, wrong) };
  control.addEventListener("input", () => refuse(made, "")); // not when it is left: what is pressed then would move away
  return made;
}

/** A day; `keep` is told of each that there is, and of none. */
function dayInput(label, value, keep = () => {}, { max } = {}) {
  const { control, open, node } = dayField(`edit-${(inputNumber += 1)}`, { max });
  nameCalendar(open, label);
  control.value = value;
  const made = input(label, control, node);
  control.addEventListener("change", () => {
    const refused = refuse(made, control.value && !isDay(control.value) ? NO_DAY : "");
    if (!refused) keep(control.value);
  });
  return made;
}

/** Say what is wrong with a control and return it; say nothing, and return nothing, where nothing is. */
function refuse({ control, wrong }, words) {
  setText(wrong, words);
  setAttribute(control, "aria-invalid", words ? "true" : null);
  setAttribute(control, "aria-describedby", words ? wrong.id : null);
  return words ? control : null;
}

function roleSelect(sheet, value) {
  const held = sheet.data.preview.roles.filter((role) => role.held || role.id === value);
  const options = held.map((role) => make("option", { value: role.id, text: role.word }));
  const control = make("select", {}, ...(value ? [] : [make("option", { value: "", text: "Choose…" })]), ...options);
  control.value = value;
  return input("Role", control);
}

function textButton(text, press) {
  const button = make("button", { type: "button", class: "button", text });
  button.addEventListener("click", press);
  return button;
}

function showPanel(sheet, button, title, nodes) {
  const { panel } = sheet.part;
  closePanel(sheet);
  const close = make("button", { type: "button", class: "button quiet close", text: "Close" });
  close.addEventListener("click", () => closePanel(sheet));
  setText(panel.firstElementChild, title);
  panel.lastElementChild.replaceChildren(...nodes, close);
  sheet.opener = button.dataset.edit ?? "";
  panel.showPopover();
  place(panel, button);
  panel.querySelector("input, select, button").focus();
}

/** Beside its button, above it where there is no room below; on a phone the style sheet puts it at the foot. */
function place(panel, button) {
  const at = button.getBoundingClientRect();
  const { offsetHeight: height, offsetWidth: width } = panel;
  const below = at.bottom + 4 + height <= window.innerHeight;
  panel.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - 4 - height)}px`;
  panel.style.left = `${Math.max(8, Math.min(at.right - width, window.innerWidth - width - 8))}px`;
}

function closePanel(sheet) {
  const { panel } = sheet.part;
  if (!panel.matches(":popover-open")) return;
  panel.hidePopover();
  const row = [...sheet.part.groups.querySelectorAll("[data-edit]")].find((b) => b.dataset.edit === sheet.opener);
  (row ?? sheet.part.addTask).focus();
}
