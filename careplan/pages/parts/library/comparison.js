// Two templates side by side. What is the same, different or only in one is said by a word and a shape.

Object.assign(SHAPES, {
  same: ["M2.5 5h9M2.5 9h9", ""],
  differs: ["M2.5 5h9M2.5 9h9M9.5 2l-5 10", ""],
  first: ["M2 2.5h10v9H2z", "M2 2.5h5v9H2z"],
  second: ["M2 2.5h10v9H2z", "M7 2.5h5v9H7z"],
});

function drawComparison(view, data) {
  const sides = { first: data.first, second: data.second };
  return [summaryList(data), ...data.phases.map((phase) => comparedPhase(view, phase, sides))];
}

function summaryList({ phases, first, second }) {
  const all = (name) => phases.flatMap((phase) => phase[name]);
  const shared = all("shared");
  const different = shared.filter((pair) => pair.differences.length).length;
  const lines = [
    ["same", `${shared.length} in both`],
    ["differs", `${different} of them different`],
    ["first", `${all("only_first").length} only in ${first.title}`],
    ["second", `${all("only_second").length} only in ${second.title}`],
  ];
  const list = node("ul", "summary", ...lines.map(([shape, text]) => node("li", "", sign(shape), text)));
  list.setAttribute("role", "list");
  list.setAttribute("aria-label", "Summary");
  return list;
}

function comparedPhase(view, phase, sides) {
  const parts = [];
  if (phase.shared.length) {
    const pairs = phase.shared.map((pair) => sharedPair(view, pair, sides));
    parts.push(ruledList("both", "In both", "same", pairs));
  }
  const only = ["first", "second"].map((side) => {
    const tasks = phase[`only_${side}`].map((task) => node("li", "", comparedTask(view, task, sides[side].key)));
    return tasks.length ? ruledList("only", `Only in ${sides[side].title}`, side, tasks) : node("div", "only");
  });
  parts.push(node("div", "sides", ...only));
  return node("section", "compared", node("div", "group-heading", node("h2", "", phase.title)), ...parts);
}

function ruledList(className, title, shape, rows) {
  const list = node("ul", "rows", ...rows);
  list.setAttribute("role", "list");
  const count = node("span", "count", String(rows.length));
  return node("div", className, node("div", "side-heading", sign(shape), node("h3", "", title), count), list);
}

function sharedPair(view, pair, sides) {
  const shape = pair.differences.length ? "differs" : "same";
  const word = node("span", "relation", sign(shape), pair.word);
  word.toggleAttribute("data-differs", pair.differences.length > 0);
  const cells = ["first", "second"].map((side) => {
    const cell = comparedTask(view, pair[side], sides[side].key, pair.differences);
    cell.prepend(node("span", "whose", sides[side].title));
    return cell;
  });
  return node("li", "pair", word, node("div", "sides", ...cells));
}

function comparedTask(view, task, template, differences = []) {
  const marked = (name, cell) => {
    if (differences.includes(name)) cell.prepend(sign("differs"), said("different: "));
    cell.toggleAttribute("data-differs", differences.includes(name));
    return cell;
  };
  const role = marked("role", node("span", "role", sign(task.role.shape, task.role.tone), node("span", "", task.role.word)));
  const due = marked("day", node("span", "due", task.due));
  const repeats = task.repeats && marked("repeat", node("span", "due", task.repeats));
  const only = task.only_if && node("span", "due", `if ${task.only_if[0].toLowerCase()}${task.only_if.slice(1)}`);
  const title = node("span", "title", innerLink(view, task.title, template, task.key));
  return node("div", "compared-task", title, node("span", "meta", role, due, repeats, only));
}
