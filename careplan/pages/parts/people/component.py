"""The list of people on the page: registered once; a press is handed to the screen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from careplan.errors import InvalidInput
from careplan.pages.parts.component import component
from careplan.pages.parts.people.contract import PersonRow, Press, press_of, wire

log = logging.getLogger(__name__)

_PEOPLE = component("people")


def people_list(label: str, rows: Iterable[PersonRow], *, key: str, on_press: Callable[[Press], None]) -> None:
    """Draw the rows; call `on_press` with what was pressed, before the page is drawn again."""
    _PEOPLE(key=key, data=wire(label, rows), hear={"press": lambda sent: receive(sent, on_press)})


def receive(raw: object, on_press: Callable[[Press], None]) -> None:
    """Pass a press on; ignore anything else."""
    try:
        press = press_of(raw)
    except InvalidInput as error:
        log.warning("A press on a list of people was ignored: %s", error)
        return
    on_press(press)
