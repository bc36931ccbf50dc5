// A list of people: drawn anew with each answer of the server. Contract: contract.py.

/** Streamlit calls this at the first drawing and at each change of data or theme. */
export default framed(({ data, parentElement, setTriggerValue }) => {
  const list = parentElement.querySelector(".people");
  const form = parentElement.querySelector("template");
  const held = list.getRootNode().activeElement?.closest("button");
  const place = held && [held.closest("li").dataset.id, held.dataset.act];
  list.setAttribute("aria-label", data.label);
  list.replaceChildren(...data.rows.map((row) => rowOf(form, row)));
  if (place) focusAgain(list, place);
  list.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) setTriggerValue("press", { id: button.closest("li").dataset.id, act: button.dataset.act });
  };
});

function rowOf(form, row) {
  const node = form.content.firstElementChild.cloneNode(true);
  const find = (selector) => node.querySelector(selector);
  node.dataset.id = row.id;
  for (const name of ["name", "about", "word"]) find(`.${name}`).textContent = row[name];
  find(".word").toggleAttribute("data-stops", row.stops);
  if (row.mark) drawShape(find(".mark svg"), row.mark.shape, row.mark.tone);
  else find(".mark").replaceChildren();
  if (row.mark) find(".mark span").textContent = row.mark.word;
  find(".buttons").replaceChildren(...row.buttons.map((each) => buttonOf(row, each)));
  return node;
}

/** What is read aloud names the row too: “Change anna.berg” among many that only say Change. */
function buttonOf(row, { act, words }) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.act = act;
  button.textContent = words;
  button.setAttribute("aria-label", `${words}: ${row.name}`);
  return button;
}

function focusAgain(list, [id, act]) {
  const row = list.querySelector(`li[data-id="${CSS.escape(id)}"]`);
  (row?.querySelector(`button[data-act="${CSS.escape(act)}"]`) ?? row?.querySelector("button"))?.focus();
}
