"""The session that a person opens by signing in, and the token that stands for it in the browser."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

PLAIN_COOKIE = "careplan_session"
SECURE_COOKIE = "__Host-careplan_session"
"""The names of the cookie that holds the token; the second behind TLS."""
AGAIN = "again"
USED = "again, used"
"""How a session was opened that has ended at once: it only says that somebody signed in once more, for one act."""


class Visit(NamedTuple):
    """Where somebody comes from.

    Attributes:
        address: of the machine, as the network says; behind a proxy, as the proxy says.
        browser: in words, such as “Firefox on Windows”.
        keeps: what the browser keeps of earlier sign-ins.
    """

    address: str = ""
    browser: str = ""
    keeps: str = ""


class Ending(NamedTuple):
    """When a session ends by itself, in UTC, and whether for want of use."""

    at: datetime
    idle: bool


@dataclass(frozen=True, slots=True)
class LoginSession:
    """One sign-in of one browser. The store never sees the token, only its hash.

    Attributes:
        token_hash: SHA-256 of the token that the browser keeps in its cookie.
        account: name of the account.
        created_at: when the person signed in, in UTC.
        active_at: when the person last did something, in UTC.
        ended_at: when it was ended by sign-out; None while it was not.
        way: how it was opened: password, demo, link, oidc; or AGAIN, USED.
        browser: what the browser said of itself, shortened.
    """

    token_hash: bytes
    account: str
    created_at: datetime
    active_at: datetime
    ended_at: datetime | None = None
    way: str = ""
    browser: str = ""

    def lives(self, now: datetime, *, idle: timedelta, longest: timedelta) -> bool:
        """Return whether it still counts: not ended, used within `idle`, and no older than `longest`."""
        return self.ended_at is None and now < self.ending(idle=idle, longest=longest).at

    def ending(self, *, idle: timedelta, longest: timedelta) -> Ending:
        """Return when it ends if nobody does anything more."""
        unused, at_most = self.active_at + idle, self.created_at + longest
        return Ending(unused, True) if unused < at_most else Ending(at_most, False)


def new_token() -> str:
    """Return 256 random bits as text that a cookie can hold."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def token_in(cookies: Mapping[str, str]) -> str | None:
    """Return the token from a browser's cookies."""
    return cookies.get(SECURE_COOKIE) or cookies.get(PLAIN_COOKIE)


_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("Chrome/|CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
)
"""What tells them apart, the telling one before those that it names too."""


def browser_words(user_agent: str) -> str:
    """Return “Firefox on Windows” of what a browser says of itself, or “a browser” where that is no known one."""
    browser = next((words for sign, words in _BROWSERS if re.search(sign, user_agent)), "a browser")
    system = next((words for sign, words in _SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser
