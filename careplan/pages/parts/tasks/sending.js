// Acts on their way: a row says "Saving…" until the server names the act's nonce, "Not saved." after 15 s.

const LATE_MS = 15000;

function send(list, message) {
  const sent = { note: "", v: 0, ...message, n: message.n ?? nonce() };
  list.send("act", sent);
  return sent;
}

/** crypto.randomUUID is missing on plain http away from localhost. */
function nonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sendOutcome(list, message) {
  startWaiting(list, message.id, send(list, message));
  drawSending(list, list.rows.get(message.id));
}

/** Send the same act with the same nonce: if the first did arrive, the second changes nothing. */
function sendAgain(list, id) {
  sendOutcome(list, list.sending.get(id).message);
}

function sendUndo(list, id) {
  startWaiting(list, "undo", send(list, { act: "undo", id }));
  drawUndo(list);
}

function startWaiting(list, key, message) {
  clearTimeout(list.sending.get(key)?.timer);
  list.sending.set(key, { message, late: false, timer: setTimeout(() => tooLate(list, key), LATE_MS) });
}

function tooLate(list, key) {
  const waiting = list.sending.get(key);
  if (!waiting) return;
  waiting.late = true;
  const entry = list.rows.get(key);
  if (key === "undo") drawUndo(list);
  else if (entry) drawSending(list, entry);
  say(list, `Not saved: ${entry ? `“${entry.row.title}”, ${entry.row.patient}` : "Undo"}. Try again.`, true);
}

/** Forget acts that were answered, and acts on rows that are gone. */
function settleAnswered(list, acks) {
  for (const [key, { message, timer }] of list.sending) {
    const gone = key !== "undo" && !list.rows.has(key);
    if (!gone && !acks.includes(message.n)) continue;
    clearTimeout(timer);
    list.sending.delete(key);
    const entry = list.rows.get(key);
    if (gone || (entry && entry.row.v !== message.v)) list.drafts.delete(key);
    if (entry) drawSending(list, entry);
  }
}

/** While saving, buttons are aria-disabled and not disabled: a disabled button would drop the focus. */
function drawSending(list, { node, part, row }) {
  const waiting = list.sending.get(row.id);
  const saving = Boolean(waiting && !waiting.late);
  node.dataset.sending = waiting ? (waiting.late ? "late" : "saving") : "";
  setText(part.due, waiting ? (waiting.late ? "Not saved." : "Saving…") : row.due);
  part.due.dataset.tone = waiting ? (waiting.late ? "red" : "") : row.due_tone ?? "";
  setText(part.done, waiting?.late ? "Try again" : "Done");
  for (const button of [part.done, part.open]) setAttribute(button, "aria-disabled", saving || null);
}

function drawUndo(list) {
  const waiting = list.sending.get("undo");
  const { undo } = list.part;
  undo.hidden = !list.data.strip.undo;
  setText(undo, waiting && !waiting.late ? "Undoing…" : "Undo");
  setAttribute(undo, "aria-disabled", (waiting && !waiting.late) || null);
}

/** Say something in the strip. It is read out: so only what has happened is said, never what was only asked for. */
function say(list, text, refused = false) {
  setText(list.part.say, text);
  list.part.sign.toggleAttribute("hidden", !refused);
  list.part.strip.toggleAttribute("data-refused", refused);
  list.part.strip.toggleAttribute("data-said", Boolean(text));
}
