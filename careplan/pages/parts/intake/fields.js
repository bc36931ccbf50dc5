// The inputs of the form. What was typed here and is still on its way goes before what the server knows.

let fieldNumber = 0;

function createField(sheet, { type, long, beside }) {
  const id = `field-${(fieldNumber += 1)}`;
  const node = make("div", { class: beside ? "field beside" : "field" });
  const entry = createEntry(id, type, long);
  const unit = make("span", { class: "unit", id: `${id}-unit` });
  const record = make("span", { class: "small", id: `${id}-record` });
  const wrong = make("span", { class: "wrong", id: `${id}-wrong` });
  node.parts = { ...entry, label: make("label", { for: id, class: "label" }), unit, record, wrong };
  node.append(node.parts.label, make("span", { class: "entry" }, entry.node, unit), record, wrong);
  return node;
}

function createEntry(id, type, long) {
  if (type === "day") return dayField(id);
  const control = type === "select" ? make("select", { id }) : long ? make("textarea", { id, rows: "2" }) : make("input", { id, type: "text" });
  if (type === "number") setAttribute(control, "inputmode", "decimal");
  return { control, node: control };
}

function patchField(sheet, node, part) {
  const { label, control, open, unit, record, wrong } = node.parts;
  setText(label, part.label);
  control.dataset.name = part.key;
  if (part.options) patchOptions(control, part.options);
  if (open) nameCalendar(open, part.title ?? part.label);
  else setAttribute(control, "placeholder", part.placeholder);
  setAttribute(control, "autocomplete", "off");
  setAttribute(control, "aria-label", part.title && part.beside ? part.title : null);
  setAttribute(control, "title", part.title && !part.beside ? part.title : null);
  if (part.size) control.style.setProperty("--size", `${part.size}ch`);
  node.toggleAttribute("data-sized", Boolean(part.size));
  node.toggleAttribute("data-long", Boolean(part.long));
  setText(unit, part.unit);
  setText(record, part.record);
  setText(wrong, part.wrong);
  setAttribute(control, "aria-invalid", part.wrong ? "true" : null);
  const said = [part.unit && unit.id, part.record && record.id, part.wrong && wrong.id].filter(Boolean).join(" ");
  setAttribute(control, "aria-describedby", said || null);
  keepTyped(sheet, control, part.value);
}

function patchOptions(select, options) {
  const known = JSON.stringify(options);
  if (select.dataset.options === known) return;
  select.dataset.options = known;
  select.replaceChildren(...options.map(([value, text]) => make("option", { value, text })));
}

/** The server's value is shown unless something newer was typed here and is still on its way. */
function keepTyped(sheet, control, value) {
  control.known = value;
  if (sheet.pending.has(control.dataset.name) || sheet.typing === control) return;
  if (value.length === TYPED_MOST && control.value.startsWith(value)) return; // the rest is here alone
  if (control.value !== value) control.value = value;
}
