/* One quiet line, in a place above every screen that is kept free for it (screens.css): made when it is first needed. React
   Aria, which draws the dialogs, leaves alone what is marked so: else the line would be mute beside a drawer. */
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
    if (line.textContent !== words) line.textContent = words;
  };
};
