// Acts on their way. What changes records is posted first; once it is kept, its row goes, and a trigger with the same
// nonce asks for the drawing that follows. A trigger by itself would do too, and does where the post is refused or lost,
// but Streamlit draws before it acts, and of several triggers that wait it keeps the last one only.
//
// A row says "Saving…" until it is gone or the server names the act's nonce. What takes longer says what is known:
// "Still saving…" while the server is there, "Not saved." once it cannot be reached. A late answer ends either of them.

const OPENS = {
  open: "the task opens",
  open_done: "the task opens and asks for its answer; it is not done yet",
  open_accept: "the task opens and asks you to confirm the request; it is not accepted yet",
  open_send_back: "the task opens and asks why; it is not sent back yet",
  open_hand_off: "the task opens with the form of its hand-off; it is not handed over yet",
  more: "more tasks are shown",
  select: "a window for the tasks you ticked opens",
};
const ROW_WORDS = { saving: "Saving…", still: "Still saving…", lost: "Not saved." };
const UNDO_WORDS = { saving: "Undoing…", still: "Still undoing…", lost: "Undo" };
const BUTTON_WORDS = { saving: "Done", still: "Ask again", lost: "Try again" };

/**
 * A press on a chip that is not answered yet goes with it: an act brings the server the address of before that press.
 * Without a connection Streamlit forgets what is pressed: the last press waits until it is back.
 */
function send(list, message) {
  const sent = { note: "", v: 0, n: nonce(), ...message };
  if (!isConnected()) return wait(list, sent);
  list.unsent = null;
  pressed.again();
  list.send("act", sent);
}

function isConnected() {
  const known = document.querySelector("[data-test-connection-state]");
  return !known || known.dataset.testConnectionState === "CONNECTED";
}

function wait(list, sent) {
  list.unsent = sent;
  const then = OPENS[sent.act];
  if (then) say(list, `No connection. Once it is back, ${then}.`, true);
}

/** The connection is back: what was not kept meanwhile is asked for again, each under its own nonce, then the last press. */
function catchUp(list) {
  const { unsent } = list;
  for (const [key, { kept }] of list.sending) if (!kept) sendAgain(list, key);
  if (!OPENS[unsent?.act]) return;
  say(list, "");
  send(list, unsent);
}

/** Have an act kept, and drawn; whichever of the two messages comes first does it, the other finds it done. */
async function sendKept(list, key, message, again = false) {
  const sent = { note: "", v: 0, ...message, n: message.n ?? nonce() };
  const waiting = startWaiting(list, key, sent);
  drawWaiting(list, key);
  const { kept, said } = await posted(sent);
  waiting.kept = kept;
  const unanswered = list.sending.get(key) === waiting; // asked before the row goes, with which it is forgotten
  if (kept && sent.v) takeAway(list, sent);
  if (kept && again && unanswered) tell(list, key, said);
  send(list, sent);
}

/** Post an act; return whether the server has kept it for good, and what was done in its words. */
async function posted(sent) {
  const headers = { "content-type": "application/json" };
  const signal = AbortSignal.timeout(REACH_MS);
  try {
    const answer = await fetch("/acts", { method: "POST", headers, body: JSON.stringify(sent), signal });
    if (answer.status === 401) window.dispatchEvent(new Event("signed-out"));
    return answer.ok ? await answer.json() : { kept: false };
  } catch {
    return { kept: false }; // the trigger that follows finds out whether it was
  }
}

/** Draw the list without a task that was closed; no drawing that is older than the act brings its row back. */
function takeAway(list, { id, v }) {
  if (!list.data.only_open) return;
  list.closed.set(id, v);
  draw(list, list.sent);
}

/** Whether a task was closed at the version named, or at a newer one. */
function isClosed(list, { id, v }) {
  return v <= list.closed.get(id);
}

function withoutClosed(list, groups) {
  return groups.map((group) => {
    const rows = group.rows.filter((row) => !isClosed(list, row));
    return { ...group, rows, count: group.count - (group.rows.length - rows.length) };
  });
}

/** Send the same act with the same nonce: if the first did arrive, the second changes nothing. */
function sendAgain(list, key) {
  sendKept(list, key, list.sending.get(key).message, true);
}

function sendUndo(list, id) {
  if (list.sending.has("undo")) return sendAgain(list, "undo");
  sendKept(list, "undo", { act: "undo", id });
}

function startWaiting(list, key, message) {
  clearTimeout(list.sending.get(key)?.timer);
  const waiting = { message, state: "saving" };
  waiting.timer = setTimeout(() => takesLong(list, key, waiting), LONG_MS);
  list.sending.set(key, waiting);
  return waiting;
}

/** Say what is known of an act that takes long; while the server is there, ask again later whether it still is. */
async function takesLong(list, key, waiting) {
  const state = (await isServerThere()) ? "still" : "lost";
  if (list.sending.get(key) !== waiting) return; // answered meanwhile
  if (state === "still") waiting.timer = setTimeout(() => takesLong(list, key, waiting), LONG_MS);
  if (state === waiting.state) return;
  waiting.state = state;
  drawWaiting(list, key);
  const row = knownRow(list, key);
  const what = row ? `“${row.title}”, ${row.patient}` : "Undo";
  if (state === "still") tell(list, key, `Still saving: ${what}. The row follows as soon as it is kept.`);
  else tell(list, key, `Not saved: the connection was lost. ${what}. Your text is still here. Try again.`, true);
}

/**
 * Say what is known of an act on its way, until the server says more. Undo is of the act before, which is no longer named:
 * it does not stand beside these words.
 */
function tell(list, key, text, refused = false) {
  say(list, text, refused);
  list.told = key;
  drawUndo(list);
}

function drawWaiting(list, key) {
  const entry = list.rows.get(key);
  if (key === "undo") drawUndo(list);
  else if (entry) drawSending(list, entry);
}

/** Forget acts that were answered, and acts on rows that are gone; a row that a filter leaves out is not. */
function settleAnswered(list) {
  for (const [key, waiting] of list.sending) {
    if (!isAnswered(list, waiting)) continue;
    clearTimeout(waiting.timer);
    list.sending.delete(key);
    if (list.told === key) list.news = null; // the server's words take the place of ours, old ones too
    if (isClosed(list, waiting.message) || knownRow(list, key)?.v !== waiting.message.v) list.drafts.delete(key);
    drawWaiting(list, key);
  }
}

/** An act that was kept shows in the drawing of a later one too: of its own, Streamlit may make none. */
function isAnswered(list, { message, kept }) {
  if (list.data.acks.includes(message.n)) return true;
  if (message.act === "undo") return kept && list.data.strip.undo !== message.id;
  const row = knownRow(list, message.id);
  return !row || isClosed(list, message) || (kept && row.v !== message.v);
}

/** While saving, buttons are aria-disabled and not disabled: a disabled button would drop the focus. */
function drawSending(list, { node, part, row }) {
  const state = list.sending.get(row.id)?.state;
  node.dataset.sending = state ?? "";
  setText(part.due, state ? ROW_WORDS[state] : unbroken(row.due));
  part.due.dataset.tone = state ? (state === "lost" ? "red" : "") : row.due_tone ?? "";
  setText(part.done, BUTTON_WORDS[state] ?? (row.done === "answer" ? "Accept" : "Done"));
  for (const button of [part.done, part.back, part.open]) setAttribute(button, "aria-disabled", state === "saving" || null);
}

/** A narrow card breaks “due 9 Mar” before the day, never inside it. */
function unbroken(due = "") {
  return due.replace(/(\d) (?=[A-Z])/, "$1\u00a0");
}

function drawUndo(list) {
  const state = list.sending.get("undo")?.state;
  const { undo } = list.part;
  undo.hidden = !list.data.strip.undo || (Boolean(list.told) && list.told !== "undo");
  setText(undo, UNDO_WORDS[state] ?? "Undo");
  setAttribute(undo, "aria-disabled", state === "saving" || null);
}

/** Say something in the strip. It is read out: so only what has happened is said, never what was only asked for. */
function say(list, text, refused = false) {
  setText(list.part.say, text);
  list.part.sign.toggleAttribute("hidden", !refused);
  list.part.strip.toggleAttribute("data-refused", refused);
  list.part.strip.toggleAttribute("data-said", Boolean(text));
}
