// Templates: mounted once, drawn again only when what the server says is another thing, so that what a reader opened
// stays open. Contract: contract.py.

const views = new WeakMap();
const DRAW = { shelves: drawShelves, template: drawTemplate, comparison: drawComparison };

export default framed(({ parentElement, data, setTriggerValue }) => {
  const root = parentElement.querySelector(".library");
  const view = views.get(root) ?? {};
  views.set(root, view);
  view.send = (opened) => setTriggerValue("open", opened);
  const text = JSON.stringify(data);
  if (view.text === text) return;
  view.text = text;
  root.dataset.view = data.view;
  root.replaceChildren(...DRAW[data.view](view, data));
  if (data.open) root.querySelector("details.task[open]")?.scrollIntoView({ block: "center" });
});
