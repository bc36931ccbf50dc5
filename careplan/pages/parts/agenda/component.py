"""The agenda on the page: registered once; a press opens the case."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from careplan.errors import InvalidInput
from careplan.pages.parts.agenda.contract import AgendaRow, plan_of, wire
from careplan.pages.parts.component import component

log = logging.getLogger(__name__)

_AGENDA = component("agenda")


def agenda_list(
    rows: Iterable[AgendaRow], *, count: str, current: str, key: str, on_open: Callable[[str], None]
) -> None:
    """Draw the agenda; call `on_open` with the plan of the case that was pressed.

    Args:
        count: how many cases it has, and how many are decided, in words.
        current: the plan of the case that is open; the agenda is narrow beside it, and folded on a phone.
    """
    hear = {"open": lambda sent: receive(sent, on_open)}
    _AGENDA(key=key, data=wire(rows, count=count, current=current), hear=hear)


def receive(raw: object, on_open: Callable[[str], None]) -> None:
    """Pass the plan of a case on; ignore anything else."""
    try:
        plan = plan_of(raw)
    except InvalidInput as error:
        log.warning("A press on the agenda was ignored: %s", error)
        return
    on_open(plan)
