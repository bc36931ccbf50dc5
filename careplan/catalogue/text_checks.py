"""What must hold for every text that a person may read: no dose in it, no character that cannot be seen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from careplan.catalogue.doses import dose_in
from careplan.catalogue.problem import Problem

_NAMES = ("id", "act", "group", "cause", "class", "name", "order")
"""Fields that name a row, the first that it has."""

_NUMBERS = (int, float, type(None))


def dose_refusal(field: str, text: str) -> str | None:
    """Return why `text` may not stand in a plan, or None when it may."""
    dose = dose_in(text)
    return (
        f"{field} names a dose (“{dose}”). A plan never does: say who decides and what is recorded." if dose else None
    )


def check_doses(file: str, model: BaseModel) -> Iterator[Problem]:
    """Yield every text of a clinical file, or of one row of it, that names a dose."""
    for place, field, text in _texts(model.model_dump(), "", ""):
        # One word is an id, of which there are thousands; a dose in one word begins with its number.
        if not text.isidentifier() and (sentence := dose_refusal(field, text)):
            yield Problem(file, place, sentence)


def unseen_in(row: object, written: str) -> Iterator[str]:
    """Yield a sentence for every text of a row that holds a character nobody can see.

    `written` is the row as JSON, which escapes some of these characters and keeps the others: one look at it is
    enough for most rows.
    """
    if written.isprintable() and "\\" not in written:
        return
    for _, field, text in _texts(row, "", ""):
        if not text.isprintable() and (letter := _unseen(text)):
            code = f"U+{ord(letter):04X}"
            yield f"“{field}” holds a character that cannot be seen ({code}). Delete the text and type it anew."


def _unseen(text: str) -> str | None:
    """Return the first control or format character; any space, tabs and line breaks may stand in a text."""
    seen = (letter.isprintable() or letter in "\n\t" or unicodedata.category(letter) == "Zs" for letter in text)
    return next((letter for letter, shown in zip(text, seen, strict=True) if not shown), None)


def _texts(value: Any, place: str, field: str) -> Iterator[tuple[str, str, str]]:
    """Yield place, field and text of every text in a table, however deep."""
    if isinstance(value, str):
        yield place, field, value
    elif isinstance(value, Mapping):
        inside = next((str(value[name]) for name in _NAMES if isinstance(value.get(name), str | int)), place)
        for name, part in value.items():
            if isinstance(part, str):
                yield inside, str(name), part
            elif not isinstance(part, _NUMBERS):
                yield from _texts(part, inside, str(name))
    elif isinstance(value, list | tuple | frozenset | set):
        for part in value:
            yield from _texts(part, place, field)
