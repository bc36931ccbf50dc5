// One template: phases that fold, one line a task, details on opening.

function drawTemplate(view, data) {
  const phases = data.phases.map((phase) => phaseSection(phase, data.open));
  const notes = data.notes.length && node("ul", "notes", ...data.notes.map((note) => node("li", "", note)));
  const head = node("div", "head", roleCounts(data.roles, true), node("div", "mix", data.evidence_words));
  return [head, ...(notes ? [notes] : []), ...phases, ...(data.courses.length ? [coursesSection(data)] : [])];
}

function phaseSection(phase, open) {
  const heading = node("h2", "", phase.title);
  const count = node("span", "count", String(phase.tasks.length), said(phase.tasks.length === 1 ? " task" : " tasks"));
  const summary = node("summary", "group-heading", heading, count, roleCounts(phase.roles));
  const rows = node("ul", "rows", ...phase.tasks.map((task) => node("li", "", taskDetails(task, task.key === open))));
  rows.setAttribute("role", "list");
  const section = node("details", "phase", summary, rows);
  section.open = true;
  section.dataset.phase = phase.key;
  return section;
}

function taskDetails(task, open) {
  const only = task.only_if && node("span", "condition", `if ${task.only_if[0].toLowerCase()}${task.only_if.slice(1)}`);
  const title = node("span", "title", node("span", "name", task.title), only);
  const due = node("span", "due", task.due, task.repeats && node("span", "repeats", task.repeats));
  const summary = node("summary", "task-row", title, roleCell(task.role), due, node("span", "evidence", task.evidence));
  const made = node("details", "task", summary, taskFacts(task));
  made.open = open;
  made.dataset.task = task.key;
  return made;
}

function taskFacts(task) {
  const pairs = task.details.flatMap(([label, lines]) => [
    node("dt", "", label),
    node("dd", "", ...lines.map((line) => node("span", "line", line))),
  ]);
  if (task.sources.length) {
    const sources = task.sources.map((source) => node("span", "line", sourceLink(source)));
    pairs.push(node("dt", "", task.sources.length === 1 ? "Source" : "Sources"), node("dd", "", ...sources));
  }
  return node("dl", "", ...pairs);
}

function coursesSection({ courses, course_headings: headings }) {
  const heads = ["", ...headings].map((text) => {
    const head = node(text ? "th" : "td", "", text);
    if (text) head.scope = "col";
    return head;
  });
  const rows = courses.map(([topic, ...ways]) => {
    const head = node("th", "", topic);
    head.scope = "row";
    const cells = headings.map((heading, at) => {
      const cell = node("td", "", ways[at]);
      cell.dataset.heading = heading;
      return cell;
    });
    return node("tr", "", head, ...cells);
  });
  const table = node("table", "", node("thead", "", node("tr", "", ...heads)), node("tbody", "", ...rows));
  return node("section", "courses", node("div", "group-heading", node("h2", "", "Ways side by side")), table);
}
