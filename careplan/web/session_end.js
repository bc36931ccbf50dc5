/* No patient stays on the glass when nobody is there. The server says when the session ends; a minute before, one quiet line
   says so, and at the end the screen is blank before the way in is shown, which leads back to this very place. Asking is no
   activity: a press, a key or a wheel is, and is told to the server once a minute at most.

   A session that was ended elsewhere shows at the next press. What the press asks of the server is refused (“signed-out”),
   or the line by which the screen is drawn is shut (“disconnected”), and why is asked at once. For a press that asks nothing
   of the server it is asked within a few seconds. */
(() => {
  const STATE = "/session/state";
  const ACTIVE = "/session/active";
  const TICK_MS = 5000;
  const MINUTE_MS = 60000;
  const AFTER_PRESS_MS = 2000; // out of the way of what the press itself asks of the server
  const IDLE = "Unused: locked within a minute. Press any key to go on.";
  const AT_MOST = "Session ends within a minute. Send what you have typed.";
  const say = window.careplanQuietLine("session-end");
  let endsAt = Infinity;
  let isIdle = true;
  let askedAt = -Infinity;
  let toldAt = -Infinity;
  let telling = null;
  let wasUsed = false;
  let title = "";
  let isLeaving = false;

  function show() {
    const left = endsAt - Date.now();
    cover(left <= 0);
    if (left > 0) say(left > MINUTE_MS ? "" : isIdle ? IDLE : AT_MOST);
  }

  /** Blank what is seen and the title of the tab; the page itself stays until the server confirms that this is the end. */
  function cover(isCovered) {
    const { dataset } = document.documentElement;
    if (isCovered === "locked" in dataset) return;
    if (isCovered) {
      title = document.title;
      dataset.locked = "";
      document.title = "Locked · Careplan";
      say("Locked. Sign in to go on.");
    } else {
      delete dataset.locked;
      document.title = title;
    }
  }

  function leave() {
    if (isLeaving) return;
    isLeaving = true;
    cover(true);
    location.replace(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
  }

  async function ask(address, options) {
    askedAt = Date.now();
    wasUsed = false;
    try {
      const answer = await fetch(address, { cache: "no-store", ...options });
      if (!answer.ok) return;
      const { seconds, idle } = await answer.json();
      if (seconds <= 0) return leave();
      endsAt = Date.now() + seconds * 1000;
      isIdle = idle;
    } catch {
      /* The server cannot be reached: what was known counts, and connection_lost.js says so. */
    }
    show();
  }

  function tell() {
    clearTimeout(telling);
    telling = null;
    toldAt = Date.now();
    const headers = { "content-type": "application/json" };
    ask(ACTIVE, { method: "POST", headers, body: "{}", keepalive: true }); // also when the page is left meanwhile
  }

  function pressed({ isTrusted }) {
    wasUsed ||= isTrusted;
    const isWarned = endsAt - Date.now() <= MINUTE_MS;
    if (!isTrusted || telling || (!isWarned && Date.now() - toldAt < MINUTE_MS)) return;
    telling = setTimeout(tell, isWarned ? 0 : AFTER_PRESS_MS);
  }

  function tick() {
    show();
    const isNear = endsAt - Date.now() <= MINUTE_MS;
    if (Date.now() - askedAt >= (isNear || wasUsed ? TICK_MS : MINUTE_MS)) ask(STATE);
  }

  document.addEventListener("DOMContentLoaded", () => {
    ask(STATE);
    setInterval(tick, TICK_MS);
    for (const kind of ["keydown", "pointerdown", "wheel", "touchmove"]) {
      window.addEventListener(kind, pressed, { capture: true, passive: true });
    }
    for (const kind of ["focus", "pageshow"]) window.addEventListener(kind, () => tick());
    document.addEventListener("visibilitychange", () => tick());
  });
  window.addEventListener("signed-out", leave);
  window.addEventListener("disconnected", () => ask(STATE));
  window.addEventListener("pagehide", () => { if (telling) tell(); });
})();
