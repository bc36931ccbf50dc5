"""The keyed hash chain that events hang on: what is hashed, with which key, and where a chain is broken.

Each event carries `HMAC-SHA256(key, hash of the event before + the event in its written form)`. The key
lies in a file beside the database, never in it, so who can change rows still cannot make a chain fit.
A sealed head for each chain keeps its length, so that cutting off its end shows too.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from careplan.errors import NotReady
from careplan.store.columns import encoded, written

KEY_FILE: Final = "audit.key"
START: Final = ""
"""Stands where the first event of a chain has no event before it."""

_KEY_BYTES: Final = 32
HASHED: Final = (
    *("chain", "seq", "at", "what", "actor", "acting_role", "patient", "plan", "task", "act", "undoes"),
    *("from_version", "to_version", "changes", "reason", "undo"),
)
"""The columns of an event that its hash is made of, in their order."""


class Break(NamedTuple):
    """The first place where a chain does not fit, and what is wrong there."""

    chain: str
    seq: int
    what: str


def event_hash(key: bytes, prev: str, row: Mapping[str, Any]) -> str:
    """Return the hash of an event's row after the event whose hash is `prev`."""
    return _hmac(key, prev + written([row[name] for name in HASHED]))


def hash_of_values(key: bytes, prev: str, values: Sequence[Any]) -> str:
    """Return the same of values as they were read, damaged or not, in the order of `HASHED`."""
    return _hmac(key, prev + encoded(list(values)))


def seal(key: bytes, chain: str, count: int, last: str) -> str:
    """Return the seal of a chain's head: that it has `count` events and ends with the hash `last`."""
    return _hmac(key, written(["head", chain, count, last]))


def keyed_hash(key: bytes, *words: str) -> str:
    """Return the keyed hash of some words, each told apart from the next; never that of an event or a head."""
    return _hmac(key, written(["words", *words]))


def same(one: str, other: str) -> bool:
    """Whether two hashes are equal."""
    return hmac.compare_digest(one, other)


def _hmac(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


def new_key() -> bytes:
    """Return a key."""
    return secrets.token_bytes(_KEY_BYTES)


def read_key(home: Path) -> bytes | None:
    """Return the key kept in `home`, None where there is none; raises NotReady for a file that holds no key."""
    file = home / KEY_FILE
    try:
        key = bytes.fromhex(file.read_text("ascii").strip())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, OSError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise NotReady(f"The audit key {KEY_FILE} cannot be read. Put back the file that was made with the database.")
    return key


def make_key(home: Path) -> bytes:
    """Make a key in `home`, readable by its owner only, and return it; the one that is there already wins."""
    home.mkdir(parents=True, exist_ok=True)
    key = new_key()
    try:
        file = os.open(home / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_key(home) or make_key(home)
    with os.fdopen(file, "w") as out:
        out.write(key.hex() + "\n")
        out.flush()
        os.fsync(out.fileno())
    return key
