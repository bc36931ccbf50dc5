"""Texts with characters that nobody can see are refused in whatever is written, whoever entered them and wherever."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from careplan.errors import InvalidInput
from careplan.unseen import refusal_of, texts_in

_ESCAPED: Final = re.compile(r"\\(?:u00[01]|[bf])")
"""How JSON writes control characters; a backslash that a person typed may look like it."""


def refuse_unseen(values: Iterable[object]) -> None:
    """Raise InvalidInput where one of these is such a text; each statement that writes is asked."""
    if refusal := refusal_of(values):
        raise InvalidInput(refusal)


def refuse_unseen_in_json(text: str, value: object) -> None:
    """The same for a value that was written as JSON `text`: where in the value it is, and not where in the JSON."""
    if _ESCAPED.search(text) or not text.isprintable():
        refuse_unseen(texts_in(value))
