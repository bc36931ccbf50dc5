"""Export CSV of My work: the tasks of what is filtered, one row each."""

from __future__ import annotations

from careplan.coordination.work import work_ids
from careplan.pages.desk import Desk
from careplan.pages.parts.drawn_alone import Latest
from careplan.pages.parts.export import export_tasks
from careplan.pages.parts.work_view import WorkView


def work_export(desk: Desk, view: Latest[WorkView]) -> None:
    """Draw the button; the file is made when it is pressed, of what is shown then."""
    export_tasks(desk, lambda: ids_shown(desk, view.value), key="export-work")


def ids_shown(desk: Desk, view: WorkView) -> tuple[str, ...]:
    """Return the tasks of what is shown of a person's work."""
    return work_ids(desk.clinic, desk.actor, view.sections(), view.beside())
