"""How long a text may be, and the one sentence about a text that is too long, whatever it is of.

A field keeps whatever is pasted into it, so that nothing is cut without a word; what is too long is refused by the act.
"""

from __future__ import annotations

from typing import Final

MOST: Final = 2000
"""Characters of a note, a reason or any other text that has no limit of its own."""
LONGEST_LINE: Final = 300
"""Characters of a name or a title."""
LONGEST_TYPED: Final = 100_000
"""Characters that a field sends to be kept in a draft; what is longer stays in the browser alone."""


def too_long(what: str, text: str, most: int = MOST) -> str:
    """Return by how much a text is too long, and what to do; empty where it is not."""
    return f"{what}: {len(text):,} characters; at most {most:,}. Shorten it." if len(text) > most else ""
