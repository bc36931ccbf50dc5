const lastDrawings = new WeakMap();

/**
 * Return what Streamlit may call to end a drawing of `parentElement`. It ends the component when that goes, but also a
 * drawing that a newer one overtook while the script was on its way: `end` runs only if no newer one has come.
 */
function endOfDrawing(parentElement, end) {
  const drawing = {};
  lastDrawings.set(parentElement, drawing);
  return () => {
    if (lastDrawings.get(parentElement) === drawing) end();
  };
}
