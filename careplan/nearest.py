"""The valid word that a person probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_LEAST = 3
"""Letters from which the beginning of a word is worth a guess."""

_MOST_LISTED = 24
"""Words that still read as one list; there are 17 red flags and 22 suspected causes."""
_CODE = re.compile(r"[A-Za-z]{1,3}\d+")


def nearest(word: str, words: Iterable[str], *, alike: float = 0.6) -> str | None:
    """Return the valid word that looks most like `word` or begins with it, whatever its case; None if none does.

    `alike`: from which share of common letters on, as `difflib` counts it, a word is taken for the one that was meant.
    """
    meant, by_lower = word.lower(), {valid.lower(): valid for valid in words}
    found = get_close_matches(meant, by_lower, n=1, cutoff=alike)
    if not found and len(meant) >= _LEAST:
        found = [valid for valid in by_lower if valid.startswith(meant)]
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str], where: str = "") -> str:
    """Return a closing sentence with the nearest valid word, or with all of them, or all of its family, to choose from.

    No code is guessed: RF09 looks like RF99 and is another disease. `where` is a sentence on where all of them are
    read: it is said where none is near and they are too many to list.
    """
    valid = list(words)
    if not _CODE.fullmatch(word) and (found := nearest(word, valid)):
        return f"Did you mean “{found}”?"
    if 0 < len(valid) <= _MOST_LISTED:
        return f"Write one of: {', '.join(valid)}."
    if alike := _of_one_family(word, valid):
        return (
            f"None is spelled like it; those that begin with “{alike[0].partition('_')[0]}_” are: {', '.join(alike)}."
        )
    return f"Nothing is spelled like it. {where}" if where else "Check the spelling."


def _of_one_family(word: str, valid: Iterable[str]) -> list[str]:
    """Return the valid words that begin as `word` does up to its underscore, as the findings of history have h_."""
    family, parted, _ = word.lower().partition("_")
    return [one for one in valid if parted and one.lower().startswith(f"{family}_")]
