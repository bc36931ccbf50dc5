// The small window beside a row: due date, role, already done; or the fields of a task that is added.

function openEdit(sheet, button, id) {
  const row = sheet.data.preview.groups.flatMap((group) => group.rows).find((one) => one.id === id);
  if (!row) return;
  const fields = row.added !== undefined ? addedFields(sheet, row) : editFields(sheet, row);
  showPanel(sheet, button, row.title, fields);
}

function editFields(sheet, row) {
  const due = input("Due date", "date", row.day);
  due.control.addEventListener("change", () => change(sheet, `due.${row.id}`, due.control.value));
  const role = roleSelect(sheet, row.role);
  role.control.addEventListener("change", () => change(sheet, `role.${row.id}`, role.control.value));
  const done = input("Already done on", "date", row.done_day ?? "");
  setAttribute(done.control, "max", sheet.data.preview.start);
  done.control.addEventListener("change", () => change(sheet, `done.${row.id}`, done.control.value));
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
  const title = input("Task", "text", "");
  const role = roleSelect(sheet, "primary_care");
  const due = input("Due date", "date", sheet.data.preview.start);
  const add = make("button", { type: "button", class: "button strong", text: "Add" });
  const send = () => {
    if (!title.control.value.trim()) return title.control.focus();
    const task = { title: title.control.value.trim(), role: role.control.value, due: due.control.value };
    act(sheet, "added.add", task);
    closePanel(sheet);
  };
  add.addEventListener("click", send);
  title.control.addEventListener("keydown", (event) => event.key === "Enter" && send());
  showPanel(sheet, button, "Add a task", [title.node, role.node, due.node, add]);
}

let inputNumber = 0;

function input(label, type, value) {
  const id = `edit-${(inputNumber += 1)}`;
  const control = make("input", { id, type, autocomplete: "off", maxlength: "300" });
  control.value = value;
  return { control, node: make("div", { class: "field" }, make("label", { for: id, class: "label", text: label }), control) };
}

function roleSelect(sheet, value) {
  const id = `edit-${(inputNumber += 1)}`;
  const held = sheet.data.preview.roles.filter((role) => role.held || role.id === value);
  const control = make("select", { id }, ...held.map((role) => make("option", { value: role.id, text: role.word })));
  control.value = value;
  return { control, node: make("div", { class: "field" }, make("label", { for: id, class: "label", text: "Role" }), control) };
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
