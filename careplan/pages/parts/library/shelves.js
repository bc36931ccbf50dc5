// The list of templates.

function drawShelves(view, { shelves, roles }) {
  const legend = node("div", "head", node("span", "role-counts", ...roles.map(roleCell)));
  const sections = shelves.map((shelf) => {
    const heading = node("h2", "", shelf.title);
    heading.id = `shelf-${shelf.key}`;
    const list = node("ul", "rows", ...shelf.templates.map((line) => shelfRow(view, line)));
    list.setAttribute("role", "list");
    list.setAttribute("aria-labelledby", heading.id);
    const count = node("span", "count", String(shelf.templates.length));
    return node("section", "", node("div", "group-heading", heading, count), list);
  });
  return [legend, ...sections];
}

function shelfRow(view, line) {
  const condition = line.condition && node("span", "condition", `while ${line.condition[0].toLowerCase()}${line.condition.slice(1)}`);
  const title = node("span", "title", innerLink(view, line.title, line.key), condition);
  const tasks = node("span", "tasks-count", `${line.tasks} tasks`);
  const roles = roleCounts(line.roles);
  roles.style.setProperty("--roles", line.roles.length);
  const version = node("span", "version", `Version ${line.version}`);
  return node("li", "shelf-row", title, tasks, roles, evidenceCell(line), version);
}

/** The share of each kind of support as a bar, darker for stronger; the words beside it say the same. */
function evidenceCell(line) {
  const parts = line.evidence.map(({ mark, count }) => {
    const part = node("span", "");
    part.dataset.mark = mark;
    part.style.flexGrow = count;
    return part;
  });
  const bar = node("span", "bar", ...parts);
  bar.setAttribute("aria-hidden", "true");
  return node("span", "evidence-mix", bar, node("span", "words", line.evidence_words));
}
