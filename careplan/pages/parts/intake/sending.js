// Changes on their way. A change is kept until the server has answered the message that carried it, and goes with
// every message until then; the same change twice does no harm. An act (add, remove) goes once.

const TYPING_MS = 700;
/** What is kept of a text: far more than any may have, so that it is refused with its count and stays in its field. */
const TYPED_MOST = 100000;
/** Once the connection was lost: until the next look whether the server is back, and the next sending, which may be lost too. */
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
  send(sheet, { press: name });
}

function send(sheet, { press: pressed = "", also = {} } = {}) {
  clearTimeout(sheet.typingTimer);
  const n = nonce();
  const changes = Object.fromEntries(sheet.pending);
  sheet.sent.set(n, { changes, pressed, timer: setTimeout(() => takesLong(sheet, n), sheet.lost ? AGAIN_MS : LONG_MS) });
  sheet.trigger("said", { changes: { ...changes, ...also }, press: pressed, n });
  drawFoot(sheet);
}

/**
 * Say what is known of a message that takes long, and ask again later. Once the server was gone and is back, everything
 * is sent anew until it answers: what went out meanwhile is lost.
 */
async function takesLong(sheet, n) {
  const there = await isServerThere();
  const message = sheet.sent.get(n);
  if (!message) return; // answered meanwhile
  sheet.slow = there;
  sheet.late = !there;
  if (there && sheet.lost) return sendAgain(sheet);
  sheet.lost = !there;
  message.timer = setTimeout(() => takesLong(sheet, n), there ? LONG_MS : AGAIN_MS);
  drawFoot(sheet);
}

function sendAgain(sheet) {
  for (const { timer } of sheet.sent.values()) clearTimeout(timer);
  sheet.sent.clear();
  send(sheet);
}

function settle(sheet, acks) {
  for (const [n, { changes, timer }] of sheet.sent) {
    if (!acks.includes(n)) continue;
    clearTimeout(timer);
    sheet.sent.delete(n);
    for (const [name, value] of Object.entries(changes)) {
      if (sheet.pending.get(name) === value) sheet.pending.delete(name);
    }
    sheet.late = sheet.slow = sheet.lost = false;
  }
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

function waitsFor(sheet, pressed) {
  return !sheet.late && [...sheet.sent.values()].some((message) => message.pressed === pressed);
}

function drawFoot(sheet) {
  const { part } = sheet;
  const { foot, preview } = sheet.data;
  const creating = waitsFor(sheet, "create");
  const saving = sheet.pending.size > 0 && !sheet.late;
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
