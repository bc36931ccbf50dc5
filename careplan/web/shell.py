"""The page that every screen is drawn in: Streamlit's own, with what it cannot know about this server."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse

from careplan.component_files import COMPONENTS, component_script
from careplan.errors import NotReady

_SERVER = "<script>window.__streamlit = { BACKEND_BASE_URL: window.location.origin }</script>"
"""Without it the page first looks for the server below its own address, as in /work/_stcore/health, and fails twice."""

_SCRIPTS = "".join(
    f"<script>{files('careplan.web').joinpath(name).read_text('utf-8')}</script>"
    for name in ("one_step.js", "quiet_line.js", "connection_lost.js", "unsent.js", "session_end.js", "pasted.js")
)
"""They must be there before Streamlit's own script, on every screen."""

_STYLE = f"<style>{files('careplan.web').joinpath('screens.css').read_text('utf-8')}</style>"

_CHANGES = (
    (r"<title>.*?</title>", "<title>Careplan</title>", 1),
    (r"<noscript>.*?</noscript>", "<noscript><p>Careplan needs JavaScript. Switch it on and reload.</p></noscript>", 1),
    (r'\s*<!--(?:(?!-->).)*-->\s*<link rel="service-desc"[^>]*>', "", 1),  # the door for programs, which is shut
    (r'(href|src)="\./', r'\1="/', 0),
)
"""What is replaced by what, and how often it must be found (0: at least once)."""

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


async def shell(request: Request) -> HTMLResponse:
    """Answer the address of a screen."""
    return HTMLResponse(shell_html())


@cache
def shell_html() -> str:
    """Return the page; raises NotReady where the installed Streamlit's page is not the one we know."""
    html = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    ours = f"<head>\n    {_SERVER}{_SCRIPTS}{_STYLE}{_preloads()}"
    head = (r"<head>", ours.replace("\\", r"\\"), 1)  # what scripts escape is theirs
    for pattern, ours, times in (head, *_CHANGES):
        html, found = re.subn(pattern, ours, html, flags=re.DOTALL)
        if not found or (times and found != times):
            raise NotReady("The page of the installed Streamlit is not the expected one. Install the program again.")
    return html


def _preloads() -> str:
    """Return links by which our scripts are fetched beside Streamlit's own: no component is drawn and waits for one."""
    addresses = (component_script(name).address for name in COMPONENTS)
    return "".join(f'\n    <link rel="modulepreload" href="{address}">' for address in addresses)


def inline_script_hashes() -> list[str]:
    """Return the hashes by which a content security policy lets in the inline scripts of the page."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(shell_html()))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
