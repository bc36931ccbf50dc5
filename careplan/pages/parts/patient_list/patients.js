// The list of patients: drawn anew with each answer of the server. Contract: contract.py.

/** Streamlit calls this at the first drawing and at each change of data or theme. */
export default framed(({ data, parentElement, setTriggerValue }) => {
  const root = parentElement.querySelector(".patients");
  const focused = root.getRootNode().activeElement?.dataset?.id;
  const body = root.querySelector("tbody");
  body.replaceChildren(...data.rows.map((row) => rowOf(root.querySelector("template"), row)));
  if (focused) body.querySelector(`a[data-id="${CSS.escape(focused)}"]`)?.focus();
  body.onclick = (event) => open(event, setTriggerValue);
});

/** A plain press opens the patient here; one with a key held down is the browser's own: another tab or window. */
function open(event, setTriggerValue) {
  const row = event.target.closest("tr");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  setTriggerValue("open", { id: row.dataset.id });
}

function rowOf(form, row) {
  const node = form.content.firstElementChild.cloneNode(true);
  const find = (selector) => node.querySelector(selector);
  const link = find("a");
  node.dataset.id = link.dataset.id = row.id;
  link.href = `/patient?id=${encodeURIComponent(row.id)}`;
  link.textContent = row.id;
  find(".name").textContent = row.name;
  find(".alarm").hidden = !row.alarm;
  node.toggleAttribute("data-alarm", Boolean(row.alarm));
  if (row.alarm) drawShape(find(".alarm svg"), "flag", "red");
  find(".alarm span").textContent = row.alarm;
  find(".causes").replaceChildren(...row.causes.map(causeOf));
  for (const name of ["phase", "due", "late", "response", "review"]) find(`.${name}`).textContent = row[name];
  find(".score").textContent = row.outcome;
  find(".response").dataset.tone = row.response_tone;
  find(".due").dataset.tone = row.due_tone;
  find(".step").textContent = row.step || "Nothing can be done now";
  find(".step").toggleAttribute("data-none", !row.step);
  drawRole(find(".role"), row.role);
  return node;
}

function causeOf([cause, certainty]) {
  const node = document.createElement("span");
  const said = document.createElement("small");
  node.className = "cause";
  said.textContent = certainty;
  node.append(cause, " ", said);
  return node;
}

function drawRole(cell, role) {
  if (!role) return cell.replaceChildren();
  drawShape(cell.querySelector("svg"), role.shape, role.tone);
  cell.querySelector("span").textContent = role.word;
}
