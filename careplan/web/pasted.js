/* What comes along unseen when text is pasted from a word processor or a web page: soft hyphens, breaks without width, marks of
   a file's beginning. They say nothing, and the server refuses them in every text (careplan/unseen.py). They are left out as
   the text goes into its field, so that what is sent is what is seen there; joiners stay, which scripts and emoji need. */
(() => {
  const UNSEEN = /[\u00ad\u200b\u2060\ufeff]/g;

  window.addEventListener("paste", (event) => {
    const field = event.composedPath()[0];
    const isText = field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type !== "password");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const seen = text.replace(UNSEEN, "");
    if (!isText || seen === text) return;
    event.preventDefault();
    document.execCommand("insertText", false, seen); // the one way that can be undone with the keyboard
  }, true);
})();
