"""The tasks CSV of what a plan board shows: every occurrence of the lines of its filter (PRODUCT 8, R36)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.coordination.acting import Opened, open_plan
from careplan.coordination.board import Show, lines_of, shown
from careplan.event import Event
from careplan.exchange import tasks_csv
from careplan.exchange.task_lines import Kept, Sheet, task_lines
from careplan.plan import PlannedTask
from careplan.store import ExportFilter
from careplan.team import Practitioner


def board_csv(clinic: Clinic, plan_id: str, show: Show, *, actor: Practitioner, address: str) -> bytes:
    """Return the file, and write in the audit trail that it left.

    Args:
        address: beginning of the links to tasks, such as http://127.0.0.1:8501.

    Raises:
        NotFound, NotAllowed.
    """
    with clinic.store.reading() as records:
        opened = open_plan(clinic, records, plan_id, actor)
        opened.authorise("export.plan")
        rows = list(records.tasks.rows_for_export(ExportFilter(team_ids=(opened.record.team,), plan_id=plan_id)))
    kept = {row.identity: Kept(row.created_at, row.updated_at, row.updated_by, row.row_version) for row in rows}
    sheet = Sheet(opened.today, opened.record.modules, address, opened.record.patient.name, kept)
    wanted = _wanted(opened, show)
    ids = {task.id for task in opened.plan.tasks.values() if wanted(task)}
    lines = [line for line in task_lines(opened.plan, opened.standings, sheet) if line.task_id in ids]
    _note(clinic, opened, f"tasks CSV, {len(lines)} rows, {show.value}")
    return b"".join(tasks_csv.write(lines))


def _wanted(opened: Opened, show: Show) -> Callable[[PlannedTask], bool]:
    """Return whether a task is among what is shown: a series is one line there and all its open sessions here."""
    found = shown(lines_of(opened), show, actor=opened.actor, today=opened.today).lines
    ids = {line.id for line in found}
    if show is Show.OVERDUE:
        return lambda task: task.id in ids
    series = {task.identity.series for task in opened.plan.tasks.values() if task.id in ids}
    return lambda task: task.identity.series in series and (task.is_open or show is Show.ALL)


def _note(clinic: Clinic, opened: Opened, what: str) -> None:
    event = Event(
        what="exported",
        actor=opened.actor.id,
        acting_role=opened.actor.role,
        at=opened.now,
        act=uuid4().hex,
        patient_id=opened.plan.patient_id,
        plan_id=opened.plan.id,
        reason=what,
    )
    with clinic.store.writing() as records:
        records.events.add(event)
