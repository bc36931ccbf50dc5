/* What is typed is left with the server while it is typed: a reload, a lost connection or a screen that locks itself takes
   none of it away. Streamlit sends a text only when its field is left. A field says by its key for which task, plan or
   patient it is; others are not kept. */
(() => {
  const PAUSE_MS = 600;
  const AGAIN_MS = 5000;
  const OURS = "[data-testid=stTextInput], [data-testid=stTextArea]";
  const KEY = /(?:^|\s)st-key-(\S+-(?:T|PL|P)-\S+)/;
  const waiting = new Map();

  function fieldOf(node) {
    if (node.dataset?.unsent) return node.dataset.unsent;
    const around = node.closest?.(OURS)?.closest("[class*='st-key-']");
    return around ? KEY.exec(around.className)?.[1] : undefined;
  }

  function leave(field, { keepalive = false } = {}) {
    const { node, timer, typed } = waiting.get(field);
    clearTimeout(timer);
    waiting.delete(field);
    if (!node.isConnected && !keepalive) return; // what was typed in its last moment went with it
    const headers = { "content-type": "application/json" };
    const age = Math.round(performance.now() - typed);
    const body = JSON.stringify({ field, text: node.value, age });
    const again = () => waiting.has(field) || wait(field, node, typed, AGAIN_MS);
    fetch("/unsent", { method: "POST", headers, body, keepalive }).then(({ status }) => {
      if (status === 401) window.dispatchEvent(new Event("signed-out"));
      if (status === 503) again();
    }, again);
  }

  /** Leave a field after a while; what was typed since then goes with it. */
  function wait(field, node, typed, milliseconds) {
    clearTimeout(waiting.get(field)?.timer);
    waiting.set(field, { node, typed, timer: setTimeout(() => leave(field), milliseconds) });
  }

  window.addEventListener("input", (event) => {
    const [node] = event.composedPath();
    const field = fieldOf(node);
    if (field) wait(field, node, performance.now(), PAUSE_MS);
  }, true);

  const leaveAll = () => [...waiting.keys()].forEach((field) => leave(field, { keepalive: true }));
  window.addEventListener("pagehide", leaveAll);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leaveAll(); });
})();
