// Naming what is sent, and telling an answer that is late from a connection that is lost.

const LONG_MS = 15000;
const REACH_MS = 5000;
/** Answers of something on the way that cannot reach the server. */
const UNREACHED = [502, 503, 504];

/** crypto.randomUUID is missing on plain http away from localhost. */
function nonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function isServerThere() {
  try {
    const answer = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(REACH_MS) });
    return !UNREACHED.includes(answer.status);
  } catch (error) {
    return error.name === "TimeoutError"; // connected, and slow
  }
}
