/* What is said while the server cannot be reached: one quiet line in its own place, which goes by itself. Streamlit opens
   a window of its own instead, over what is being written; that one is closed before it is seen. Streamlit then tries
   again as before, and opens none until the connection was back. It also disables its fields meanwhile, which drops the
   focus: whoever was writing goes on in the same place. */
(() => {
  const LOST = "Connection lost. What you have typed is still here.";
  const SHUT = "Connection lost. Text is kept; nothing can be typed yet.";
  const SHUT_FIELDS = ":is([data-testid=stTextInput], [data-testid=stTextArea]) :disabled";
  const FOR_GOOD = "Connection lost. Reload the page to go on.";
  const STATE = "data-test-connection-state";
  const SCRIPT = "data-test-script-state";
  const RESTS_MS = 300; // one drawing may end for the next to begin
  const LATE_MS = 10_000; // a screen that is not drawn by then is drawn by the next press
  const THEIR_HEADING = "Connection error";
  const BLINK_MS = 1500; // what is back so soon is not worth a word
  const DROPPED_MS = 200; // a field that was left longer before was left by the person
  const write = window.careplanQuietLine("connection-lost");
  let isThere = false;
  let wasThere = false;
  let timer = null;
  let held = null;
  let leftAt = Infinity;

  function say(words) {
    clearTimeout(timer);
    timer = null;
    write(words);
  }

  /** Streamlit's fields are shut meanwhile, ours are not. */
  function sayLost() {
    say(document.querySelector(SHUT_FIELDS) ? SHUT : LOST);
  }

  function look() {
    const state = document.querySelector(`[${STATE}]`)?.getAttribute(STATE);
    const before = isThere;
    isThere = state === "CONNECTED";
    if (isThere) {
      say("");
      if (wasThere && !before) comeBack();
      wasThere = true;
    } else if (state === "DISCONNECTED_FOREVER") {
      say(FOR_GOOD);
    } else if (before) {
      if (performance.now() - leftAt > DROPPED_MS) held = null;
      timer = setTimeout(sayLost, BLINK_MS);
      window.dispatchEvent(new Event("disconnected"));
    }
  }

  /** The focus goes back to where it was dropped, unless it has found a place since. */
  function giveBack() {
    if (document.activeElement === document.body) held?.focus({ preventScroll: true });
  }

  /**
   * A server that was started again knows nothing of this page, and drops a press in a part that is drawn alone: the row of
   * screens has all of it drawn once (“connected”), then lists send what was pressed meanwhile (“caught-up”). Where a dialog
   * is open nothing is drawn under the hands of whoever writes in it.
   */
  function comeBack() {
    giveBack();
    if (document.querySelector("[data-testid=stDialog]")) return;
    const app = document.querySelector(`[${SCRIPT}]`);
    let rests = null;
    const drawn = new MutationObserver(() => {
      clearTimeout(rests);
      if (app.getAttribute(SCRIPT) === "notRunning") rests = setTimeout(end, RESTS_MS);
    });
    const late = setTimeout(end, LATE_MS);
    drawn.observe(app, { attributeFilter: [SCRIPT] });
    window.dispatchEvent(new Event("connected"));

    function end() {
      drawn.disconnect();
      clearTimeout(late);
      window.dispatchEvent(new Event("caught-up"));
    }
  }

  function isTheirs(dialog) {
    return dialog?.querySelector("[slot=title]")?.textContent === THEIR_HEADING;
  }

  /** Closed by its own button, so that Streamlit knows. */
  function closeTheirs() {
    for (const dialog of document.querySelectorAll("[data-testid=stDialog]:not([data-closed])")) {
      if (!isTheirs(dialog)) continue;
      dialog.dataset.closed = "";
      dialog.querySelector("[aria-label=Close]").click();
      sayLost();
      setTimeout(giveBack);
    }
  }

  window.addEventListener("focusin", (event) => {
    if (isTheirs(event.target.closest("[data-testid=stDialog]"))) return;
    held = event.composedPath()[0];
    leftAt = Infinity;
  }, true);
  window.addEventListener("focusout", () => { leftAt = performance.now(); }, true);

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document.body, { subtree: true, attributeFilter: [STATE] });
    new MutationObserver(closeTheirs).observe(document.body, { childList: true });
    new MutationObserver((_, first) => {
      if (!document.querySelector(`[${STATE}]`)) return;
      first.disconnect();
      look();
    }).observe(document.body, { subtree: true, childList: true });
  });
})();
