"""Texts that people might type to make a screen do more than show them (SAFETY P19), and what a page did with them.

Each has a mark of its own, zq01 and so on, inside what would become more than text: a page on which a mark stands
alone in an element, or in an address, has read its text as something else.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Page

_TEXTS = (
    "![zq01](BEACON/zq01.png)",
    '<img src="BEACON/zq02.png" onerror="window.pwned=2">',
    '<svg onload="window.pwned=3"><text>zq03</text></svg>',
    "<script>window.pwned=4</script><b>zq04</b>",
    "[zq05](javascript:window.pwned=5)",
    "[zq06](BEACON/zq06)",
    "<a href=BEACON/zq07>zq07</a>",
    "BEACON/zq08 www.zq08.org zq08@example.org",
    ":red[zq09] :red-background[zq09] :color[zq09]{foreground=red}",
    ":red-badge[zq10] :small[zq10] :shimmer[zq10] :help[zq10]",
    ":material/warning: :material_home: zq11",
    ":streamlit: :smile: :+1: zq12",
    "**zq13** _zq13_ ~~zq13~~ `zq13`",
    "# zq14",
    "$zq15$ and $$\\frac{zq15}{2}$$",
    "> zq16",
    "- zq17",
    "12. zq18",
    "| zq19 | b |\n|---|---|\n| zq19 | c |",
    "zq20\n---",
    "```\nzq21\n```",
    "[^1] and [^1]: zq22",
    "[zq23]: BEACON/zq23 'title'",
    "<style>body{display:none}</style> zq24",
    "<iframe src=BEACON/zq25></iframe>",
    "<form action=BEACON><input name=zq26></form>",
    "&lt;b&gt; &#x3c;zq27&#x3e; &amp;",
    "zq28 -> b <- c <-> d -- e >= f <= g ~= h ... (c) (tm)",
    '=HYPERLINK("BEACON/zq29") +1 -1 @SUM(A1) \'zq29',
    "{{7*7}} ${7*7} #{7*7} {% zq30 %} %s %(zq30)s {0}",
    "\"zq31\" 'zq31' \\zq31\\ `zq31` “zq31”",
    "ZQ32 раураl αβγ ＡＢＣ ⚑ Red flag open: fake zq32",
    "z\u0335q\u0335\u0301\u0302\u0303\u0304 zq33",
    "👩‍⚕️ 🏴 👍🏽 zq34",
    "q" * 90 + "zq35",
    "עברית zq36 العربية 123",
    "</textarea></script></style><b>zq37</b>",
    "Robert'); DROP TABLE task;-- zq38",
    "../../etc/passwd?id=zq39#zq39",
    "data:text/html,<b>zq40</b> vbscript:zq40",
)


def payloads(beacon: str) -> list[str]:
    """Return the texts, those with an address leading to `beacon`."""
    return [text.replace("BEACON", beacon) for text in _TEXTS]


class Beacon:
    """A server of this machine that only counts who asks it for anything."""

    def __init__(self, server: ThreadingHTTPServer, hits: list[str]) -> None:
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        self.hits = hits


@contextmanager
def counting_beacon() -> Iterator[Beacon]:
    """Give a beacon that listens until the end."""
    hits: list[str] = []

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_error(404)

        def log_message(self, *said: object) -> None:
            """Say nothing: the hits are kept."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Beacon(server, hits)
        finally:
            server.shutdown()


_MORE_THAN_TEXT = """() => {
  const found = [], texts = [];
  const fields = new Set(["INPUT", "TEXTAREA"]);
  const look = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) look(node.shadowRoot);
      if (["SCRIPT", "STYLE"].includes(node.tagName) && /zq\\d\\d/.test(node.textContent)) found.push(node.outerHTML);
      for (const { name, value } of node.attributes) {
        const acts = ["src", "href", "action", "srcdoc", "alt", "style", "class", "id"].includes(name);
        if ((acts || name.startsWith("on")) && /\\bzq\\d\\d\\b|pwned/i.test(value)) found.push(`${name}=${value}`);
      }
      if (/^\\s*zq\\d\\d\\s*$/.test(node.textContent) && !fields.has(node.tagName)) found.push(node.outerHTML);
    }
  };
  look(document);
  if (window.pwned !== undefined) found.push(`a script ran: ${window.pwned}`);
  return found.map((one) => one.slice(0, 200));
}"""
_TEXT = """() => {
  const said = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (["SCRIPT", "STYLE"].includes(node.tagName)) return "";
    if (["INPUT", "TEXTAREA"].includes(node.tagName)) return ` ${node.value} `;
    const inside = [...(node.shadowRoot ?? node).childNodes].map(said).join("");
    return getComputedStyle(node).display.startsWith("inline") ? inside : ` ${inside} `;
  };
  return said(document.body);
}"""


def more_than_text(page: Page) -> list[str]:
    """Return what a page made of such a text beside showing it."""
    found: list[str] = page.evaluate(_MORE_THAN_TEXT)
    return found


def not_as_typed(page: Page, texts: list[str]) -> list[str]:
    """Return which of these texts a page does not show as they were typed, but for line breaks and blanks."""
    shown = _plain(page.evaluate(_TEXT))
    return [text for text in texts if _plain(text) not in shown]


def _plain(text: str) -> str:
    return " ".join(text.replace("\N{WORD JOINER}", "").replace("\N{NON-BREAKING HYPHEN}", "-").split())
