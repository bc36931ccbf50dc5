/* One quiet line above everything, in the way of no press (screens.css): made when it is first needed. React Aria, which draws
   the dialogs, leaves alone what is marked so: else the line would be mute beside a drawer. A drawer makes room for it, so
   that whose task it is stays in sight. */
window.careplanQuietLine = (id) => {
  let line = null;

  function made() {
    const node = document.createElement("div");
    node.id = id;
    node.setAttribute("role", "status");
    node.dataset.reactAriaTopLayer = "true";
    document.body.append(node);
    return node;
  }

  return (words) => {
    line ??= made();
    if (line.textContent === words) return;
    line.textContent = words;
    document.documentElement.style.setProperty("--quiet-line", `${words ? line.offsetHeight : 0}px`);
  };
};
