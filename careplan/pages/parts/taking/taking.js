// A file on its way. It is asked for by POST, so that nothing of it stands in an address; the browser saves it once all
// of it is here, so that no half file is kept. What the button says meanwhile stands in a bubble over the screen.

const SOON_MS = 500; // nobody need be told of less
const DONE_MS = 6000;
const SETTLED_MS = 5000;
const SENT_MS = 400; // within so long the server says that it draws what was typed
const HOVER_MS = 500;

export default framed(({ data, parentElement }) => {
  const [button, bubble, said, notice] = ["button", ".bubble", "[role=status]", "#notice"].map((one) => parentElement.querySelector(one));
  const box = (parentElement.taking ??= { button, bubble, said, seconds: parentElement.querySelector(".seconds") });
  box.file = data.file;
  if (button.textContent !== data.words) button.textContent = data.words;
  button.classList.toggle("primary", data.primary);
  button.disabled = data.off;
  notice.textContent = data.notice;
  button.onclick = () => take(box);
  button.onpointerenter = ({ pointerType }) => { if (pointerType === "mouse") box.hover = setTimeout(() => open(box), HOVER_MS); };
  button.onpointerdown = () => leave(box, document.activeElement);
  button.onfocus = ({ relatedTarget }) => {
    leave(box, relatedTarget);
    if (button.matches(":focus-visible")) open(box);
  };
  button.onpointerleave = button.onblur = () => rest(box);
  button.onkeydown = ({ key }) => { if (key === "Escape") close(box); };
  return () => close(box);
});

async function take(box) {
  if (box.busy) return;
  box.busy = true;
  box.button.setAttribute("aria-busy", "true");
  clearTimeout(box.hover);
  say(box, "");
  const began = Date.now();
  const tells = setInterval(() => {
    const passed = Math.floor((Date.now() - began) / 1000);
    if (passed) box.seconds.textContent = `${passed} s`;
    say(box, "Making the file…");
  }, SOON_MS);
  const found = await asked(box);
  clearInterval(tells);
  box.seconds.textContent = "";
  box.busy = false;
  box.button.removeAttribute("aria-busy");
  if (found.why) return say(box, found.why, true);
  save(found);
  say(box, `Downloaded: ${found.name}`);
  box.hover = setTimeout(() => rest(box, true), DONE_MS);
}

/** Return the file and its name, or why there is none. What is typed beside the button is on its way first. */
async function asked(box) {
  await settled(box);
  const headers = { "content-type": "application/json" };
  try {
    const answer = await fetch("/files", { method: "POST", headers, body: JSON.stringify({ file: box.file }) });
    if (answer.status === 401) {
      window.dispatchEvent(new Event("signed-out"));
      return { why: "You are signed out. Sign in, then press again." };
    }
    if (!answer.ok) return { why: (await answer.json()).why };
    const [, name] = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition"));
    return { name, blob: await answer.blob() };
  } catch {
    return { why: "The connection was lost, and no file was kept. Press again once it is back." };
  }
}

/** Note that a press, or the way to it by keys, leaves a field: what was typed in it is only sent now. */
function leave(box, field) {
  if (field?.matches("input, textarea")) box.left = Date.now();
}

/** Wait until what was typed is sent and drawn. */
async function settled({ left = 0 }) {
  const until = Date.now() + SETTLED_MS;
  while (!isDrawing() && Date.now() < left + SENT_MS) await pause();
  while (isDrawing() && Date.now() < until) await pause();
}

function isDrawing() {
  const state = document.querySelector("[data-test-script-state]")?.dataset.testScriptState;
  return state !== undefined && state !== "notRunning";
}

function pause() {
  return new Promise((go) => setTimeout(go, 25));
}

function save({ name, blob }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function say(box, words, isWrong = false) {
  box.wrong = isWrong;
  box.bubble.classList.toggle("wrong", isWrong);
  if (box.said.textContent !== words) box.said.textContent = words;
  if (words) open(box);
}

/** Show the bubble below the button, or above it where there is no room, and never beyond the edge. */
function open({ button, bubble }) {
  if (!bubble.showPopover || !button.isConnected) return;
  if (!bubble.matches(":popover-open")) bubble.showPopover();
  const [at, size] = [button.getBoundingClientRect(), bubble.getBoundingClientRect()];
  const below = at.bottom + 8;
  const fits = below + size.height < innerHeight;
  bubble.style.top = `${Math.max(8, fits ? below : at.top - 8 - size.height)}px`;
  bubble.style.left = `${Math.max(16, Math.min(at.left, innerWidth - 16 - size.width))}px`;
}

/** The person has gone on: what was wrong is still said until then, and what is being made as well. */
function rest(box, isOver = false) {
  clearTimeout(box.hover);
  if (box.busy || (isOver && (box.wrong || box.button.matches(":hover")))) return;
  if (!isOver && box.said.textContent && !box.wrong) return void (box.hover = setTimeout(() => rest(box, true), DONE_MS));
  close(box);
}

function close(box) {
  clearTimeout(box.hover);
  if (box.bubble.matches(":popover-open")) box.bubble.hidePopover();
  if (!box.busy) box.said.textContent = "";
}
