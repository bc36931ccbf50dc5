/* No patient stays on the glass when nobody is there. The server says when the session ends; a minute before, one quiet line
   says so, and at the end the screen is blank before the way in is shown, which leads back to this very place. Asking is no
   activity: a press, a key or a wheel is, and is told to the server once a minute at most. */
(() => {
  const STATE = "/session/state";
  const ACTIVE = "/session/active";
  const TICK_MS = 5000;
  const MINUTE_MS = 60000;
  const AFTER_PRESS_MS = 2000; // out of the way of what the press itself asks of the server
  const IDLE = "This screen is locked in less than a minute, because nobody uses it. Press any key to go on.";
  const AT_MOST = "This session ends in less than a minute. Send what you have typed, then sign in again.";
  const say = window.careplanQuietLine("session-end");
  let endsAt = Infinity;
  let isIdle = true;
  let askedAt = -Infinity;
  let toldAt = -Infinity;
  let telling = null;
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
    telling = null;
    toldAt = Date.now();
    ask(ACTIVE, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  }

  function pressed({ isTrusted }) {
    const isWarned = endsAt - Date.now() <= MINUTE_MS;
    if (!isTrusted || telling || (!isWarned && Date.now() - toldAt < MINUTE_MS)) return;
    telling = setTimeout(tell, isWarned ? 0 : AFTER_PRESS_MS);
  }

  function tick() {
    show();
    const isNear = endsAt - Date.now() <= MINUTE_MS;
    if (Date.now() - askedAt >= (isNear ? TICK_MS : MINUTE_MS)) ask(STATE);
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
})();
