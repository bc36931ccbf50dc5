"""A file that came back: what it would change, cell by cell, before anything is written (PRODUCT 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO, Final

from careplan.clinic import Clinic
from careplan.coordination.authority import authorise
from careplan.coordination.measures_file import look_at_values
from careplan.coordination.offers import Preview
from careplan.coordination.refusals import noting_refusals
from careplan.coordination.tasks_file import look_at_tasks
from careplan.exchange import measure_difference, task_cells
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.csv_reading import Table
from careplan.exchange.difference import order_of_days
from careplan.exchange.file_kinds import FileKind, opened_file
from careplan.team import Practitioner

PREVIEW: Final = "import.preview"
SAID_NO: Final = "No changes in this file."
_DAYS: Final = {FileKind.TASKS: task_cells.DAYS, FileKind.MEASURES: measure_difference.DAYS}
_LOOK: Final[dict[FileKind, Callable[[Clinic, Table, DayOrder | None, Practitioner], Preview]]] = {
    FileKind.TASKS: look_at_tasks,
    FileKind.MEASURES: look_at_values,
}


def preview(clinic: Clinic, file: BinaryIO, *, actor: Practitioner, order: DayOrder | None = None) -> Preview:
    """Return what a tasks or measures file would change; nothing is written.

    Args:
        file: read from its beginning.
        order: in which order its days are meant, as the person said.

    Raises:
        NotAllowed: the person may not import.
        InvalidInput: the file cannot be read, or is none that comes back.
    """
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, PREVIEW)
    kind, table = opened_file(file)
    order, orders = _order(table, kind, order)
    if orders:
        return Preview(kind, orders=orders, strange=table.strange)
    return replace(_LOOK[kind](clinic, table, order, actor), strange=table.strange)


def _order(table: Table, kind: FileKind, said: DayOrder | None) -> tuple[DayOrder | None, tuple[DayOrder, ...]]:
    """Return the order of days, and those to choose from where it must be said."""
    fitting = order_of_days(table, _DAYS[kind])
    if said in fitting or not fitting:
        return said, ()
    return (fitting[0], ()) if len(fitting) == 1 else (None, fitting)
