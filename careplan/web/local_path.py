"""Where to go after sign-in: to a screen of this program and nowhere else."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from careplan import screen

FIRST = "/"
"""Leads to the first screen of whoever is signed in (`sign_in_routes.first_screen`)."""
_LONGEST = 500


def local_path(text: str | None) -> str:
    """Return `text` where it is the address of a screen with an optional query, else that of the first screen.

    A browser reads `//host`, `/\\host` and addresses with a scheme as other places, and drops tabs and
    line breaks before it looks; so all of these are refused.
    """
    if not text or len(text) > _LONGEST or not text.isascii() or not text.isprintable():
        return FIRST
    if not text.startswith("/") or text.startswith("//") or "\\" in text or " " in text:
        return FIRST
    parts = urlsplit(text)
    if parts.scheme or parts.netloc or parts.path not in screen.ADDRESSES:
        return FIRST
    return text


def signin_address(path: str, query: str) -> str:
    """Return the address of the sign-in page that leads back to `path` with `query`."""
    back = local_path(f"{path}?{query}" if query else path)
    return "/signin" if back == FIRST else f"/signin?next={quote(back, safe='/')}"
