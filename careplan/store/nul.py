"""The NUL character, which no spreadsheet, database server or screen can hold: refused in whatever is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from careplan.errors import InvalidInput

_NUL: Final = "\0"
_IN_JSON: Final = r"\u0000"
"""How JSON writes it; a backslash that a person typed may look like it."""


def refuse_nul(values: Iterable[object]) -> None:
    """Raise InvalidInput where one of these is a text with a NUL character; each statement that writes is asked."""
    for value in values:
        if isinstance(value, str) and _NUL in value:
            raise InvalidInput("A text holds a NUL character, which cannot be seen. Take it out: type the text anew.")


def refuse_nul_in_json(text: str, value: Any) -> None:
    """The same for a value that was written as JSON `text`, where the character is escaped."""
    if _IN_JSON in text:
        refuse_nul(_texts(value))


def _texts(value: Any) -> list[str]:
    """Return every text in a value, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list | tuple | set | frozenset) else []
