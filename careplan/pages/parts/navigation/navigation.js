const seen = new WeakMap();

export default framed(({ parentElement, data, setTriggerValue }) => {
  const row = parentElement.querySelector(".screens");
  if (!seen.has(row)) {
    seen.set(row, {});
    listen(row);
  }
  seen.get(row).go = (name) => setTriggerValue("go", name);
  draw(row, data);
});

function draw(row, { links, action, menu, person, demo, day }) {
  drawLinks(row.querySelector(".links"), links);
  drawLinks(row.querySelector(".menu"), menu);
  row.querySelector(".person").toggleAttribute("data-current", menu.some((link) => link.current));
  useShortcuts(row, person.shortcuts);
  row.querySelector(".paper").textContent = `Careplan, ${day}`;
  row.querySelector(".demo").hidden = !demo;
  const button = row.querySelector(".action");
  button.hidden = !action;
  if (action) fill(button, button.querySelector("span"), action);
  row.querySelector(".role").textContent = demo ? person.role : `${person.name} · ${person.role}`; // a demo has one a role
  row.querySelector(".who b").textContent = person.role;
  row.querySelector(".who span").textContent = `Signed in as ${person.name}`;
}

function drawLinks(list, links) {
  while (list.children.length > links.length) list.lastChild.remove();
  links.forEach((link, at) => {
    const place = list.children[at] ?? list.appendChild(document.createElement("li"));
    const anchor = place.firstChild ?? place.appendChild(document.createElement("a"));
    place.toggleAttribute("data-gives-way", Boolean(link.gives_way));
    fill(anchor, anchor, link);
  });
}

function fill(anchor, words, { name, title, short, address, current, key }) {
  if (words.textContent !== title) {
    words.textContent = short || title;
    if (short) words.appendChild(document.createElement("span")).textContent = title.slice(short.length);
  }
  anchor.setAttribute("href", address);
  anchor.dataset.name = name;
  anchor.dataset.key = key;
  if (current) anchor.setAttribute("aria-current", current);
  else anchor.removeAttribute("aria-current");
}

function listen(row) {
  const person = row.querySelector(".person");
  const panel = row.querySelector(".panel");
  const inPanel = () => [...panel.querySelectorAll("a, button")].filter((each) => each.checkVisibility());
  window.addEventListener("connected", () => seen.get(row).go("")); // no screen: this one is drawn again
  row.addEventListener("click", (event) => {
    const anchor = event.target.closest("a[data-name]");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault(); // a press with a key held opens the address in a tab of its own
    if (panel.matches(":popover-open")) panel.hidePopover();
    seen.get(row).go(anchor.dataset.name);
  });
  let wasOpen = false; // the browser shuts the panel before the click on its button arrives
  person.addEventListener("pointerdown", () => { wasOpen = panel.matches(":popover-open"); });
  person.addEventListener("click", () => {
    if (!wasOpen) {
      const { bottom, right } = person.getBoundingClientRect();
      panel.style.top = `${bottom + 6}px`;
      panel.style.right = `${document.documentElement.clientWidth - right}px`;
      panel.togglePopover();
      if (panel.matches(":popover-open")) inPanel()[0].focus(); // at once: the next key is for it
    }
    wasOpen = false;
  });
  panel.addEventListener("toggle", ({ newState }) => {
    person.setAttribute("aria-expanded", String(newState === "open"));
  });
  panel.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = inPanel();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    event.preventDefault();
  });
}
