"""Browsers in which an account was signed in to before.

Such a browser keeps a random name of its own, and for each account a mark that only this clinic can make. It opens
nothing: it only keeps strangers' wrong tries from counting for the owner (careplan.guessing).
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Final

from careplan.login_session import new_token

if TYPE_CHECKING:
    from careplan.clinic import Clinic

_MOST: Final = 12
"""Accounts that one browser is known for, the latest first: colleagues who share a computer."""
_MARK_LETTERS: Final = 32
_DEVICE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_MARK: Final = re.compile(r"[0-9a-f]{32}")


def device_of(clinic: Clinic, kept: str, account: str) -> str:
    """Return the name of a browser that signed in to this account before, from what it keeps; empty otherwise."""
    device, *marks = kept.split(".")
    mark = _mark(clinic, device, account)
    known = any(hmac.compare_digest(mark.encode(), each.encode()) for each in marks[:_MOST])
    return device if device and known else ""


def remembered(clinic: Clinic, kept: str, account: str) -> str:
    """Return what a browser keeps once it has signed in to this account."""
    device, *marks = kept.split(".")
    if not _DEVICE.fullmatch(device):
        device, marks = new_token(), []
    mark = _mark(clinic, device, account)
    others = [each for each in marks if each != mark and _MARK.fullmatch(each)]
    return ".".join([device, mark, *others[: _MOST - 1]])


def _mark(clinic: Clinic, device: str, account: str) -> str:
    return clinic.store.keyed_hash("device", device, account)[:_MARK_LETTERS]
