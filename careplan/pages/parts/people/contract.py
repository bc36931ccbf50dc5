"""What a list of people is given to draw, and what comes back from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from careplan.errors import InvalidInput
from careplan.pages.parts.words import Mark

Wire = dict[str, object]


class Button(NamedTuple):
    """A button of a row: what it asks for, and its words."""

    act: str
    words: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line.

    Attributes:
        id: names it in what comes back.
        name: what it is called, in bold.
        mark: a role with its shape and colour; None where there is none.
        about: what else is known, in words.
        word: what is special about it, such as “disabled”; empty otherwise. `stops`: whether nothing works with it.
        buttons: what can be done with it.
    """

    id: str
    name: str
    mark: Mark | None
    about: str
    word: str = ""
    stops: bool = False
    buttons: tuple[Button, ...] = ()


class Press(NamedTuple):
    """A press on a button of a row."""

    id: str
    act: str


def wire(label: str, rows: Iterable[PersonRow]) -> Wire:
    """Return what the browser is sent; `label` names the list."""
    return {"label": label, "rows": [_row(row) for row in rows]}


def press_of(raw: object) -> Press:
    """Return what was pressed; raises InvalidInput for anything else. Whether there is such a row, the act asks."""
    found = (raw.get("id"), raw.get("act")) if isinstance(raw, Mapping) else (None, None)
    match found:
        case (str(row), str(act)) if row and act:
            return Press(row, act)
    raise InvalidInput("The list sent something that is no press of a button. Reload the page.")


def _row(row: PersonRow) -> Wire:
    mark = row.mark
    return {
        "id": row.id,
        "name": row.name,
        "mark": {"shape": mark.shape.value, "tone": mark.tone.value, "word": mark.word} if mark else None,
        "about": row.about,
        "word": row.word,
        "stops": row.stops,
        "buttons": [button._asdict() for button in row.buttons],
    }
