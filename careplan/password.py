"""Passwords as argon2id hashes. Checking one takes a good tenth of a second on purpose: call it off the event loop."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pwdlib import PasswordHash

SHORTEST = 12
"""Characters that a password needs; nothing else is asked of it."""


LONGEST = 1000
"""More than anybody types or any program makes."""

_LOOKED_AT: Final = 72
"""Characters from which it is told how easily a password is guessed; the time that takes grows with their square."""
_FIRST_TRIES: Final = 1_000_000
"""A password that a guesser comes upon within so many tries is one that many people have."""


def hashed(password: str) -> str:
    """Return the hash to keep of a password."""
    return _argon2().hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Return whether `password` is the one whose hash was kept.

    Where none was kept, as for an unknown name, it takes the same time and the answer is no.
    """
    stand_in = _no_ones()  # made once, whoever is asked for first
    return _argon2().verify(password, kept or stand_in) and kept is not None


def is_guessed_early(password: str, *words: str) -> bool:
    """Whether whoever guesses comes upon a password early; `words` are what is known of the account, as its name."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # no stubs; takes longer to import than the command line

    return int(zxcvbn(password[:_LOOKED_AT], user_inputs=list(words))["guesses"]) < _FIRST_TRIES


@cache
def _argon2() -> PasswordHash:
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def _no_ones() -> str:
    return hashed("nobody has this password")
