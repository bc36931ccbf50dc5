// The agenda of a review meeting: drawn anew with each answer of the server. Contract: contract.py.
const PHONE = "(max-width: 640px)";
const opened = new WeakMap();

/** Streamlit calls this at the first drawing and at each change of data or theme. */
export default framed(({ data, parentElement, setTriggerValue }) => {
  const root = parentElement.querySelector(".agenda");
  const details = root.querySelector("details");
  const focused = root.getRootNode().activeElement?.dataset?.plan;
  root.toggleAttribute("data-beside", Boolean(data.current));
  root.querySelector(".count").textContent = data.count;
  root.querySelector("ol").replaceChildren(
    ...data.rows.map((row, at) => rowOf(root.querySelector("template"), row, at + 1, data.current)),
  );
  if (opened.get(root) !== data.current) { // on a phone the case comes first, once for each case that is opened
    details.open = !data.current || !matchMedia(PHONE).matches;
    opened.set(root, data.current);
  }
  if (focused) root.querySelector(`a[data-plan="${CSS.escape(focused)}"]`)?.focus();
  root.querySelector("ol").onclick = (event) => open(event, setTriggerValue);
});

/** A plain press opens the case here; one with a key held down is the browser's own: another tab or window. */
function open(event, setTriggerValue) {
  const row = event.target.closest("li");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  setTriggerValue("open", { plan: row.dataset.plan });
}

function rowOf(form, row, place, current) {
  const node = form.content.firstElementChild.cloneNode(true);
  const find = (selector) => node.querySelector(selector);
  const link = find("a");
  node.dataset.plan = link.dataset.plan = row.plan;
  node.toggleAttribute("data-flag", row.flag);
  node.toggleAttribute("data-current", row.plan === current);
  if (row.plan === current) link.setAttribute("aria-current", "true");
  link.href = row.address;
  link.textContent = row.patient;
  find(".place").textContent = place;
  find(".cause").textContent = row.cause;
  find(".reason span").textContent = row.reason;
  find(".reason svg").toggleAttribute("hidden", !row.flag);
  if (row.flag) drawShape(find(".reason svg"), "flag", "red");
  find(".more").replaceChildren(...row.more.map((words) => Object.assign(document.createElement("span"), { textContent: words })));
  find(".question").textContent = row.question;
  find(".question").toggleAttribute("data-offered", !row.asked);
  find(".note").textContent = row.note;
  find(".state").hidden = !row.decided;
  if (row.decided) drawShape(find(".state svg"), "check", "green");
  find(".state span").textContent = row.decided ? "Decided" : "";
  return node;
}
