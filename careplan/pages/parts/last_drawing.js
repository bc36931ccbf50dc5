/**
 * Return what Streamlit may call to end a drawing of `parentElement`. It ends the component when that has gone, but also a
 * drawing that a newer one overtook while the script was on its way, or while answers came fast: then the element is still
 * there, and `end` does not run.
 */
function endOfDrawing(parentElement, end) {
  return () => {
    if (!parentElement.isConnected) end();
  };
}
