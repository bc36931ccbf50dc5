// Small builders. Text goes in through textContent only; an address must begin with http.

/** Return an element with a class and children, of which strings become text; empty children are left out. */
function node(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== "" && child != null));
  return made;
}

function sign(shape, tone = "") {
  const svg = document.createElementNS(SVG, "svg");
  drawShape(svg, shape, tone);
  return svg;
}

/** Text for screen readers only. */
function said(text) {
  return node("span", "hidden", text);
}

function roleCell(role) {
  return node("span", "role", sign(role.shape, role.tone), node("span", "", role.word));
}

/** Numbers of tasks by role: the shape is for the eye, the words are read out, or written where `named` is set. */
function roleCounts(roles, named = false) {
  const counts = roles.map((role) => {
    if (!role.count) return node("span", "");
    const word = named ? node("span", "", role.word) : said(`${role.word} `);
    const one = node("span", "role-count", sign(role.shape, role.tone), word, String(role.count));
    one.title = role.word;
    return one;
  });
  return node("span", "role-counts", ...counts);
}

/** A link within the screen: a plain press is answered without loading the page anew; a new tab works too. */
function innerLink(view, text, key, task = "") {
  const link = node("a", "inner", text);
  link.href = `?key=${encodeURIComponent(key)}${task && `&task=${encodeURIComponent(task)}`}`;
  link.addEventListener("click", (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    view.send({ key, task });
  });
  return link;
}

/** A link that leaves the program: a new tab that knows nothing of this one. */
function sourceLink(source) {
  if (!/^https?:\/\//.test(source.address ?? "")) return node("span", "", source.text);
  const link = node("a", "", source.text);
  link.href = source.address;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}
