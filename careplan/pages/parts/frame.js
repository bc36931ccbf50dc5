/**
 * Return `draw` in the form that Streamlit calls. What it draws into gets the frame and the styles of the component before
 * its first drawing; those of a script that was replaced while the page was open make room for them.
 */
function framed(draw) {
  const known = new WeakSet();
  return (drawing) => {
    const { parentElement } = drawing;
    if (!known.has(parentElement)) {
      known.add(parentElement);
      parentElement.querySelector("[data-frame]")?.remove();
      const box = document.createElement("div");
      const style = document.createElement("style");
      box.dataset.frame = "";
      box.innerHTML = FRAME;
      style.textContent = STYLES;
      box.append(style);
      parentElement.append(box);
    }
    return draw(drawing);
  };
}
