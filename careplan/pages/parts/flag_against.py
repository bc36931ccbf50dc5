"""What is said before a decision for work that an open red flag holds: a warning, and the reason it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from careplan.pages.parts.words import escape_md


def against_words(flags: Sequence[str]) -> str:
    """Return which open red flags hold the work that a decision for yes sets going."""
    names = escape_md(" and ".join(f"“{flag}”" for flag in flags))
    one = len(flags) == 1
    held = f"The red flag {names} is open and holds" if one else f"The red flags {names} are open and hold"
    return f"{held} this work. Yes needs the reason why."


def reason_words(flags: Sequence[str]) -> str:
    """Return what the reason of a decision is asked for as."""
    return "Reason of the decision while a red flag is open" if flags else "Reason of the decision"
