/** Streamlit names what was drawn with a key by the key, with a hyphen for every sign that a class cannot hold. */
function boxOf(key) {
  return document.querySelector(`.st-key-${key.trim().replaceAll(/[^a-zA-Z0-9_-]/g, "-")}`);
}
