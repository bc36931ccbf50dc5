// What is on its way. Of several triggers that wait Streamlit keeps the last one only, so each names every message that is
// not answered, oldest first; the server does each nonce once. What is not answered for long is sent again.

const TYPING_MS = 700;
/** What is kept of a text: far more than any may have, so that it is refused with its count and stays in its field. */
const TYPED_MOST = 100000;
/** Once the connection was lost: until the next look whether the server is back. */
const AGAIN_MS = 5000;

function change(sheet, name, value) {
  sheet.pending.set(name, value);
  send(sheet);
}

function act(sheet, name, value) {
  send(sheet, { also: { [name]: value } });
}

function press(sheet, name) {
  flushTyping(sheet);
  if (isPressed(sheet, name)) tell(sheet);
  else send(sheet, { press: name });
}

function send(sheet, { press: pressed = "", also = {} } = {}) {
  clearTimeout(sheet.typingTimer);
  const n = nonce();
  const unsent = [...sheet.pending].filter(([name, value]) => !isOnItsWay(sheet, name, value));
  sheet.sent.set(n, { changes: { ...Object.fromEntries(unsent), ...also }, press: pressed, n });
  tell(sheet);
}

function isOnItsWay(sheet, name, value) {
  return [...sheet.sent.values()].findLast(({ changes }) => name in changes)?.changes[name] === value;
}

function isPressed(sheet, name) {
  return [...sheet.sent.values()].some((message) => message.press === name);
}

function tell(sheet) {
  sheet.trigger("said", [...sheet.sent.values()]);
  waitForAnswer(sheet);
  drawFoot(sheet);
}

/** A server that is slow is asked less and less often: each trigger makes it begin its drawing anew. */
function waitForAnswer(sheet) {
  clearTimeout(sheet.answerTimer);
  sheet.answerTimer = setTimeout(() => takesLong(sheet), sheet.late ? AGAIN_MS : LONG_MS * 2 ** sheet.times);
}

/** Say what is known of a message that takes long, and send it again while the server is there. */
async function takesLong(sheet) {
  const [oldest] = sheet.sent.keys();
  const there = await isServerThere();
  if (!sheet.sent.has(oldest)) return; // answered meanwhile
  Object.assign(sheet, { slow: there, late: !there, times: there ? sheet.times + 1 : 0 });
  if (there) return tell(sheet);
  waitForAnswer(sheet);
  drawFoot(sheet);
}

function settle(sheet, acks) {
  for (const [n, { changes }] of sheet.sent) {
    if (!acks.includes(n)) continue;
    sheet.sent.delete(n);
    for (const [name, value] of Object.entries(changes)) {
      if (sheet.pending.get(name) === value) sheet.pending.delete(name);
    }
    Object.assign(sheet, { late: false, slow: false, times: 0 });
  }
  if (sheet.sent.size) waitForAnswer(sheet);
  else clearTimeout(sheet.answerTimer);
}

/** While somebody types, what is written is kept after a short pause, so that a reload loses nothing. */
function typed(sheet, control) {
  sheet.typing = control;
  clearTimeout(sheet.typingTimer);
  if (control.classList.contains("day") && control.value && !isDay(control.value)) return; // half a day is no day yet
  sheet.typingTimer = setTimeout(() => flushTyping(sheet), TYPING_MS);
}

function flushTyping(sheet) {
  clearTimeout(sheet.typingTimer);
  const control = sheet.typing;
  sheet.typing = null;
  if (control?.dataset.name) keepChange(sheet, control);
}

function keepChange(sheet, control) {
  const { name } = control.dataset;
  if (control.value === control.known && !sheet.pending.has(name)) return;
  change(sheet, name, control.value.slice(0, TYPED_MOST));
}

function drawFoot(sheet) {
  const { part } = sheet;
  const { foot, preview } = sheet.data;
  const creating = !sheet.late && isPressed(sheet, "create");
  const saving = sheet.sent.size > 0 && !sheet.late;
  const kept = foot.saved ?? (foot.discarded ? "Draft discarded." : "");
  const onItsWay = sheet.slow ? "Still saving…" : "Saving…";
  setText(part.saved, sheet.late ? "Not saved: the connection was lost. Your text is still here." : saving ? onItsWay : kept);
  part.retry.hidden = !sheet.late;
  part.discard.hidden = !foot.saved;
  part.restore.hidden = !foot.discarded;
  setText(part.summary, preview && !preview.suggested ? `${foot.summary}: ${preview.heading}` : foot.summary);
  setText(part.say, foot.said ?? "");
  part.say.hidden = !foot.said;
  setText(part.off, foot.off ?? "");
  setText(part.create, creating ? "Creating…" : "Create plan");
  setAttribute(part.create, "aria-disabled", creating || foot.off ? "true" : null);
}
