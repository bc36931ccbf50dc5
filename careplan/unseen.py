"""Characters that nobody can see: which of them no text may hold, and how one is shown where it stands already.

A control character may ring a terminal, a direction character turn a sentence round, a character without width hide a
word within a word. Of those that people type only the joiners have a use: between signs of scripts that join, and in
emoji. Tabs and line breaks are no part of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_ALONE: Final = r"[ -\u052f]"
"""Letters, digits and signs of scripts that never join: Latin, Greek, Cyrillic."""
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control
    r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # direction, without width
    r"\u2028\u2029\ud800-\udfff\U000e0000-\U000e0fff]"  # separators, halves of characters, tags
    rf"|(?:^|(?<={_ALONE})|(?<=[\s\u200c\u200d]))[\u200c\u200d]|[\u200c\u200d](?:$|(?={_ALONE})|(?=\s))"
)
_WORDS_BEFORE: Final = 24
"""Characters of a text that a refusal repeats, so that the place can be found."""


def unseen_in(text: str) -> str:
    """Return where the first such character of a text is, in words; empty where there is none."""
    if text.isprintable():
        return ""
    found = _UNSEEN.search(text)
    if found is None:
        return ""
    before = _visible(text[max(0, found.start() - _WORDS_BEFORE) : found.start()]).split("\n")[-1].strip()
    return f"{_code(found[0])} {f'after “{before}”' if before else 'at the beginning'}"


def refusal_of(texts: Iterable[object]) -> str:
    """Return why a text among these values cannot be kept; empty where each can."""
    for text in texts:
        if isinstance(text, str) and (where := unseen_in(text)):
            there = f"A text holds a character that cannot be seen ({where})."
            return f"{there} Delete the letters beside it and type them anew."
    return ""


def visible(text: str) -> str:
    """Return a text with a mark, such as ⟨U+202E⟩, in place of each such character."""
    return text if text.isprintable() else _visible(text)


def visible_on_terminal(text: str) -> str:
    """Return a text of several lines that moves no cursor, hides no line and changes no colour of a terminal."""
    if text.isprintable():
        return text
    return _visible(text.replace("\r\n", "\n").replace("\r", "⟨U+000D⟩").replace("\t", " "))


def texts_in(value: object) -> Iterable[str]:
    """Yield every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from texts_in(name)
            yield from texts_in(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from texts_in(part)


def _visible(text: str) -> str:
    return _UNSEEN.sub(lambda found: f"⟨{_code(found[0])}⟩", text)


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"
