"""What an act refuses because a text of it is too long, with the count."""

from __future__ import annotations

from collections.abc import Iterator

from careplan.coordination.done import Made
from careplan.errors import InvalidInput
from careplan.text_length import MOST, too_long


def refuse_long(what: str, text: str, most: int = MOST) -> None:
    """Refuse a text that is too long, and say by how much; raises InvalidInput."""
    if said := too_long(what, text, most):
        raise InvalidInput(said)


def refuse_long_texts(made: Made) -> None:
    """Refuse an act of which a text is too long; raises InvalidInput."""
    for what, text in _texts(made):
        refuse_long(what, text)


def _texts(made: Made) -> Iterator[tuple[str, str]]:
    note = made.after.get("note")
    if isinstance(note, str):
        yield "The note", note
    yield "The reason", made.reason
    for why in made.whys.values():
        yield "The reason", why
    for name, value in made.after.items():
        if isinstance(value, str) and name != "note":
            yield "The reason" if name.endswith(("not obtained", "reason")) else "The text", value
