// Acts on their way: a row says "Saving…" until the server names the act's nonce. What takes longer says what is known:
// "Still saving…" while the server is there, "Not saved." once it cannot be reached. A late answer ends either of them.

const ROW_WORDS = { saving: "Saving…", still: "Still saving…", lost: "Not saved." };
const UNDO_WORDS = { saving: "Undoing…", still: "Still undoing…", lost: "Undo" };
const BUTTON_WORDS = { saving: "Done", still: "Ask again", lost: "Try again" };

/** A press on a chip that is not answered yet goes with it: an act brings the server the address of before that press. */
function send(list, message) {
  const sent = { note: "", v: 0, ...message, n: message.n ?? nonce() };
  pressed.again();
  list.send("act", sent);
  return sent;
}

function sendOutcome(list, message) {
  startWaiting(list, message.id, send(list, message));
  drawSending(list, list.rows.get(message.id));
}

/** Send the same act with the same nonce: if the first did arrive, the second changes nothing. */
function sendAgain(list, key) {
  const { message } = list.sending.get(key);
  startWaiting(list, key, send(list, message));
  drawWaiting(list, key);
}

function sendUndo(list, id) {
  if (list.sending.has("undo")) return sendAgain(list, "undo");
  startWaiting(list, "undo", send(list, { act: "undo", id }));
  drawUndo(list);
}

function startWaiting(list, key, message) {
  clearTimeout(list.sending.get(key)?.timer);
  const waiting = { message, state: "saving" };
  waiting.timer = setTimeout(() => takesLong(list, key, waiting), LONG_MS);
  list.sending.set(key, waiting);
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
  if (state === "still") say(list, `Still saving: ${what}. The row follows as soon as it is kept.`);
  else say(list, `Not saved: the connection was lost. ${what}. Your text is still here. Try again.`, true);
}

function drawWaiting(list, key) {
  const entry = list.rows.get(key);
  if (key === "undo") drawUndo(list);
  else if (entry) drawSending(list, entry);
}

/** Forget acts that were answered, and acts on rows that are gone; a row that a filter leaves out is not. */
function settleAnswered(list, acks) {
  for (const [key, { message, timer, state }] of list.sending) {
    const gone = key !== "undo" && !knownRow(list, key);
    if (!gone && !acks.includes(message.n)) continue;
    clearTimeout(timer);
    list.sending.delete(key);
    if (state !== "saving") list.news = null; // the server's words take the place of ours, old ones too
    const entry = list.rows.get(key);
    if (gone || (entry && entry.row.v !== message.v)) list.drafts.delete(key);
    if (entry) drawSending(list, entry);
  }
}

/** While saving, buttons are aria-disabled and not disabled: a disabled button would drop the focus. */
function drawSending(list, { node, part, row }) {
  const state = list.sending.get(row.id)?.state;
  node.dataset.sending = state ?? "";
  setText(part.due, state ? ROW_WORDS[state] : unbroken(row.due));
  part.due.dataset.tone = state ? (state === "lost" ? "red" : "") : row.due_tone ?? "";
  setText(part.done, BUTTON_WORDS[state] ?? "Done");
  for (const button of [part.done, part.open]) setAttribute(button, "aria-disabled", state === "saving" || null);
}

/** A narrow card breaks “due 9 Mar” before the day, never inside it. */
function unbroken(due = "") {
  return due.replace(/(\d) (?=[A-Z])/, "$1\u00a0");
}

function drawUndo(list) {
  const state = list.sending.get("undo")?.state;
  const { undo } = list.part;
  undo.hidden = !list.data.strip.undo;
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
