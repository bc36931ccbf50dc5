// The plan before it is created: rows by phase, questions, alerts, checks, the team.

function drawPreview(sheet, data) {
  const { part } = sheet;
  const { preview } = data;
  setText(part.previewLine, previewWords(preview));
  part.addTask.hidden = !preview;
  sync(part.groups, preview ? preview.groups : [], { keyOf: (g) => g.key, create: createGroup, patch: (n, g) => patchGroup(sheet, n, g) });
  part.questions.hidden = !(data.questions.length || data.later);
  drawParts(sheet, part.asked, data.questions.map((question) => withHint(question)));
  setText(part.later, data.later ? `Depends on a later result (${data.later})` : "");
  part.alerts.hidden = !data.alerts.length;
  sync(part.alertList, data.alerts, { keyOf: (a) => a.rule, create: createAlert, patch: patchAlert });
  drawChecks(part, data.checks);
  setText(part.team, data.team);
}

/** What is suggested and not picked is shown, and said to be no more than that. */
function previewWords(preview) {
  if (!preview) return "Pick a suspected cause to see the plan.";
  return preview.suggested ? `If you pick ${preview.suggested}: ${preview.heading}` : preview.heading;
}

/** A question says what its answer opens. */
function withHint(question) {
  return { part: "row", key: `ask-${question.key}`, parts: [{ ...question, hint: undefined }, { part: "note", key: "opens", text: question.hint }] };
}

function createGroup({ key }) {
  const title = make("h3", { id: `phase-${key}` });
  return make("div", { class: "group", role: "group", "aria-labelledby": title.id }, title, make("ul", { role: "list" }));
}

function patchGroup(sheet, node, { title, count, rows }) {
  setText(node.firstElementChild, `${title} ${count}`);
  sync(node.lastElementChild, rows, { keyOf: (row) => row.id, create: createTask, patch: (n, row) => patchTask(sheet, n, row) });
}

function createTask({ id }) {
  const tick = make("input", { type: "checkbox", id: `tick-${id}`, "data-tick": id });
  const title = make("label", { for: tick.id, id: `title-${id}` });
  const role = make("span", { class: "role" }, sign(), make("span"));
  const edit = make("button", { type: "button", class: "button quiet edit", "data-edit": id, text: "Edit" });
  edit.setAttribute("aria-describedby", title.id);
  edit.setAttribute("aria-haspopup", "dialog");
  const offer = make("button", { type: "button", class: "link", "data-offer": id });
  const words = make("div", { class: "words" }, title, make("span", { class: "meta" }), offer);
  offer.setAttribute("aria-describedby", title.id);
  return make("li", { class: "task", "data-task": id }, tick, words, role, make("span", { class: "due" }), edit);
}

function patchTask(sheet, node, row) {
  const [tick, words, role, due, edit] = node.children;
  const sent = sheet.pending.get(`tick.${row.id}`);
  tick.checked = sent === undefined ? row.ticked : sent === "yes";
  setAttribute(tick, "disabled", Boolean(row.fixed));
  setText(words.firstElementChild, row.title);
  setText(words.children[1], metaOf(row));
  setText(words.children[2], row.offered);
  words.children[2].dataset.day = row.offered_day ?? "";
  words.children[2].hidden = !row.offered;
  const mark = sheet.data.preview.roles.find((known) => known.id === row.role) ?? { word: row.role };
  drawSign(role.firstElementChild, mark);
  setText(role.lastElementChild, mark.word);
  setText(due, tellsDone(row) ? "" : row.done || row.due);
  node.toggleAttribute("data-off", !tick.checked);
  node.toggleAttribute("data-done", Boolean(row.done));
  node.toggleAttribute("data-urgent", Boolean(row.urgent));
  edit.hidden = Boolean(row.answered) || row.id.startsWith("red_flags/");
}

/** What is said under a title: what was done of it and what is to come, what it waits for, what was changed by hand. */
function metaOf(row) {
  if (tellsDone(row)) return doneWords(row);
  const sessions = row.sessions ? `${row.sessions} sessions` : "";
  const waits = row.waits ? `waits for ${row.waits}` : "";
  const fixed = row.fixed ? "safety check, cannot be left out" : "";
  return [sessions, waits, fixed, ...(row.changed ?? [])].filter(Boolean).join(", ");
}

/** Whether there is more to say of what is done than its day, which then stands in the sentence. */
function tellsDone({ done, answered, sessions }) {
  return Boolean(done && (answered || sessions));
}

function doneWords({ done, answered, sessions, changed = [] }) {
  const said = [done, answered ? "answered at intake" : "", ...changed].filter(Boolean).join(", ");
  return sessions > 1 ? `${said}; ${sessions - 1} more to come` : said;
}

function createAlert() {
  return make("li", {}, make("b"), make("span"));
}

function patchAlert(node, { word, text, grave }) {
  setText(node.firstElementChild, word);
  setText(node.lastElementChild, text);
  node.toggleAttribute("data-grave", Boolean(grave));
}

function drawChecks(part, { words, errors, warnings }) {
  setText(part.checkLine, words);
  part.checkLine.toggleAttribute("data-bad", errors.length > 0);
  const lines = [...errors.map((text) => ({ text, bad: true })), ...warnings.map((text) => ({ text }))];
  sync(part.checkList, lines, {
    keyOf: ({ text }) => text,
    create: ({ text }) => make("li", { text }),
    patch: (node, { bad }) => node.toggleAttribute("data-bad", Boolean(bad)),
  });
}
