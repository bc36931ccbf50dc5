/* Leaving for another screen is one step of the browser's history. When the server sends a browser from /patients to
   /patient?id=P-0001, Streamlit first pushes ?id=P-0001 onto the address of the screen that is being left, and only then
   the new path: Back would lead to /patients?id=P-0001, which nobody ever saw. So a new path takes the place of a query
   that was pushed just before it, with no press of a person in between. The later ones of a double press and of a key that
   is held do not count, and neither does one that was made before the push, or hard upon it, and is only heard now.

   Who presses Back again before a screen is drawn has left it: what the server was drawing then comes late, and Streamlit
   would push the address of that screen once more. So nothing leads to a path that Back has left until a person presses
   something else. */
(() => {
  const DOUBLE_PRESS_MS = 500;
  const { history, location } = window;
  const { pushState } = history;
  let pushed = null;
  let here = location.pathname;
  const left = new Set();
  history.pushState = (state, title, url) => {
    const to = new URL(url, location.href);
    const leaves = to.pathname !== location.pathname;
    if (leaves && left.has(to.pathname)) return;
    here = to.pathname;
    const onward = leaves && pushed && pushed.search === to.search;
    if (onward) history.replaceState(state, title, url);
    else pushState.call(history, state, title, url);
    pushed = leaves ? null : { search: to.search, at: performance.now() };
  };
  const seen = ({ detail, repeat, timeStamp, button, altKey, key }) => {
    if (!(button > 2 || altKey || key?.startsWith("Browser"))) left.clear(); // those lead back themselves
    if (pushed && detail < 2 && !repeat && timeStamp - pushed.at > DOUBLE_PRESS_MS) pushed = null;
  };
  for (const kind of ["mousedown", "keydown", "click"]) window.addEventListener(kind, seen, true);
  window.addEventListener("popstate", () => {
    pushed = null;
    left.add(here);
    here = location.pathname;
    left.delete(here);
  }, true);
})();
