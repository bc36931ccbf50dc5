"""Where to go after sign-in: to a screen or a document of this program and nowhere else."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

from careplan import screen

FIRST = "/"
"""Leads to the first screen of whoever is signed in (`sign_in_routes.first_screen`)."""
_LONGEST = 500
_DOCUMENT: Final = re.compile(rf"{screen.PRINTED}[a-z-]+(?:/[A-Za-z0-9-]+){{1,2}}")


def local_path(text: str | None) -> str:
    """Return `text` where it is the address of a screen or a document, with an optional query, else the first screen's.

    A browser reads `//host`, `/\\host` and addresses with a scheme as other places, and drops tabs and
    line breaks before it looks; so all of these are refused.
    """
    if not text or len(text) > _LONGEST or not text.isascii() or not text.isprintable():
        return FIRST
    if not text.startswith("/") or text.startswith("//") or "\\" in text or " " in text:
        return FIRST
    parts = urlsplit(text)
    known = parts.path in screen.ADDRESSES or _DOCUMENT.fullmatch(parts.path)
    return text if known and not (parts.scheme or parts.netloc) else FIRST


def signin_address(path: str, query: str) -> str:
    """Return the address of the sign-in page that leads back to `path` with `query`."""
    back = local_path(f"{path}?{query}" if query else path)
    return "/signin" if back == FIRST else f"/signin?next={quote(back, safe='/')}"
