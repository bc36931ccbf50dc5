"""The valid word that a person probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LEAST = 3
"""Letters from which the beginning of a word is worth a guess."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the valid word that looks most like `word` or begins with it, whatever its case; None if none does."""
    meant, by_lower = word.lower(), {valid.lower(): valid for valid in words}
    found = get_close_matches(meant, by_lower, n=1, cutoff=0.6)
    if not found and len(meant) >= _LEAST:
        found = [valid for valid in by_lower if valid.startswith(meant)]
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return a closing sentence with the nearest valid word, or with all of them when they are few."""
    valid = list(words)
    if found := nearest(word, valid):
        return f"Did you mean “{found}”?"
    if 0 < len(valid) <= 12:
        return f"Write one of: {', '.join(valid)}."
    return "Check the spelling."
