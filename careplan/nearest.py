"""The valid word that a person probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the valid word that looks most like `word`, whatever its case, or None when none looks like it."""
    by_lower = {valid.lower(): valid for valid in words}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return a closing sentence with the nearest valid word, or with all of them when they are few."""
    valid = list(words)
    if found := nearest(word, valid):
        return f"Did you mean “{found}”?"
    if 0 < len(valid) <= 12:
        return f"Write one of: {', '.join(valid)}."
    return "Check the spelling."
