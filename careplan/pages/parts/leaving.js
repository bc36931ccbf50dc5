// Leaving for another screen with one step of the browser's history.
//
// When the server sends a browser to /patient?id=P-0001, Streamlit first writes ?id=P-0001 into the address of the screen
// that is being left, and only then goes: Back would lead to a screen with an id that it never had.

/**
 * From now on the next screen takes the place of that first step. Call what is returned if no other screen comes, and not
 * when a component goes: it may go before the address does.
 */
function leaveCleanly() {
  const { history, location } = window;
  const { pushState } = history;
  const here = location.href;
  const stay = () => {
    if (history.pushState === step) history.pushState = pushState;
  };
  function step(state, title, url) {
    const leaves = new URL(url, location.href).pathname !== location.pathname;
    if (!leaves) return history.replaceState(state, title, url);
    stay();
    history.replaceState(state, title, here);
    return history.pushState(state, title, url);
  }
  history.pushState = step;
  return stay;
}
