// The suspected causes: picked with a tick, explained in words.

function drawFlags(sheet, flags) {
  const box = sheet.part.flags;
  box.hidden = !flags.length;
  sync(box.lastElementChild, flags, {
    keyOf: (flag) => flag.name,
    create: () => make("li", {}, make("b"), make("span", { class: "urgency" }), make("p")),
    patch: (node, flag) => {
      setText(node.children[0], flag.name);
      setText(node.children[1], flag.urgency);
      setText(node.children[2], flag.action);
    },
  });
}

function drawCauses(sheet, panel) {
  const { part } = sheet;
  setText(part.causeLine, panel.line);
  part.causeLine.hidden = !panel.line;
  sync(part.causes, panel.causes, { keyOf: (cause) => cause.id, create: createCause, patch: patchCause });
  setText(part.recoveryHint, panel.hint);
  part.recoveryHint.hidden = !panel.hint;
  setText(part.causeWrong, panel.wrong);
  drawOthers(part.others, panel.others);
  drawMore(part.contributing, "Contributing factors", panel.contributing ?? [], explainedShort);
  drawMore(part.leftOut, "Left out", panel.left_out ?? [], ({ name, because }) => `${name}: ${because}`);
  setText(part.notice, panel.notice);
  drawParts(sheet, part.reason, panel.reason ? [panel.reason] : []);
  tickAsPicked(sheet);
}

function createCause({ id, open }) {
  const tick = make("input", { type: "checkbox", id: `cause-${id}`, "data-cause": id });
  const name = make("label", { for: tick.id });
  const toggle = make("button", { type: "button", class: "why", "aria-expanded": String(Boolean(open)), text: "Why" });
  const head = make("div", { class: "cause-head" }, tick, name, make("span", { class: "band" }), toggle);
  setAttribute(toggle, "aria-describedby", tick.id);
  const node = make("li", { class: "cause" }, head, make("dl"));
  node.lastElementChild.hidden = !open;
  toggle.addEventListener("click", () => {
    const shut = !node.lastElementChild.hidden;
    node.lastElementChild.hidden = shut;
    toggle.setAttribute("aria-expanded", String(!shut));
  });
  return node;
}

function patchCause(node, cause) {
  const [head, why] = node.children;
  const [, name, band, toggle] = head.children;
  setText(name, cause.name);
  setText(band, cause.band);
  band.dataset.strength = cause.strength ?? "";
  setAttribute(name, "title", cause.plain);
  const lines = [["for", cause.for], ["against", cause.against], ["would settle it", cause.settle], ["left out", cause.left_out]];
  const said = lines.filter(([, texts]) => texts?.length);
  toggle.hidden = !said.length;
  sync(why, said, {
    keyOf: ([word]) => word,
    create: ([word]) => make("div", { "data-line": word }, make("dt", { text: word }), make("dd")),
    patch: (line, [, texts]) => setText(line.lastElementChild, texts.join("; ")),
  });
}

function drawOthers(select, others) {
  const known = JSON.stringify(others);
  if (select.dataset.options === known) return;
  select.dataset.options = known;
  const options = others.map(([value, text]) => make("option", { value, text }));
  select.replaceChildren(make("option", { value: "", text: "Choose…" }), ...options);
}

function explainedShort({ name, band, for: reasons }) {
  return `${name} (${band}): ${reasons.join("; ")}`;
}

function drawMore(details, title, items, words) {
  details.hidden = !items.length;
  setText(details.firstElementChild, `${title} (${items.length})`);
  syncTexts(details.lastElementChild, items.map(words));
}

/** The picks as they are, with what was ticked here and is still on its way. */
function picksOf(sheet) {
  return sheet.pending.get("causes") ?? sheet.data.causes.picks;
}

function tickAsPicked(sheet) {
  const picks = picksOf(sheet);
  const full = picks.length >= sheet.data.causes.most;
  for (const tick of sheet.part.causes.querySelectorAll("input")) {
    tick.checked = picks.includes(tick.dataset.cause);
    setAttribute(tick, "disabled", full && !tick.checked);
  }
  setAttribute(sheet.part.others, "disabled", full);
}

function pickCause(sheet, cause, picked) {
  const others = picksOf(sheet).filter((other) => other !== cause);
  change(sheet, "causes", picked ? [...others, cause] : others);
  tickAsPicked(sheet);
}
