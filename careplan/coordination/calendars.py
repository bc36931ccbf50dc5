"""A person's calendar: the open tasks that My work lists for them, each on its day, and for a while what was closed.

It has what has a day and may be done: what waits for something else is there as tentative, what a red flag or a
planned operation holds is not, nor what is only offered. Who covers for somebody has their tasks until that is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.access import seen_by
from careplan.coordination.authority import authorise, may
from careplan.coordination.covers import covers_today
from careplan.coordination.export_rows import Scope, Sheet, scope_words
from careplan.coordination.leaving import note_leaving
from careplan.coordination.refusals import noting_on_screen, noting_refusals
from careplan.coordination.work_desk import ALL_ROWS, work_desk
from careplan.exchange.task_calendar import Entry, EntryState, write
from careplan.store import CalendarTask, Records, TaskRow
from careplan.task import Readiness
from careplan.team import Practitioner

CALENDAR: Final = "calendar.own"
_SHOWN_CLOSED: Final = timedelta(days=14)
"""For so long after a task was closed its entry says cancelled: long enough that every program has seen it."""


def calendar_file(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet) -> Iterator[bytes]:
    """Return the person's calendar as a file, of one plan or patient where the scope says so; it is written down.

    Raises:
        NotFound: no such plan or patient, or none that this person may see.
        NotAllowed: the person's role has no tasks.
    """
    with noting_refusals(clinic, actor, scope.plan_id or scope.patient_id or ""):
        _refuse(clinic, scope, actor)
    return _chunks(clinic, scope, actor, sheet)


def count_entries(clinic: Clinic, scope: Scope, *, actor: Practitioner) -> int:
    """Return how many entries the file would have; raises as `calendar_file`."""
    with noting_on_screen(clinic, actor):
        _refuse(clinic, scope, actor)
    with clinic.store.reading() as records:
        return len(entries(clinic, records, actor, scope=scope))


def entries(
    clinic: Clinic, records: Records, actor: Practitioner, *, address: str = "", scope: Scope | None = None
) -> list[Entry]:
    """Return a person's calendar by day; links begin with `address`."""
    plan_id, patient_id = (scope.plan_id, scope.patient_id) if scope else (None, None)
    mark, today = clinic.store.keyed_hash("calendar")[:16], clinic.today()
    return [
        _entry(one, mark, address)
        for one in sorted(_tasks(clinic, records, actor), key=lambda one: (one.due, one.id))
        if plan_id in (None, one.plan_id) and patient_id in (None, one.patient_id) and not one.held(today)
    ]


def _tasks(clinic: Clinic, records: Records, actor: Practitioner) -> Iterable[CalendarTask]:
    if not (may(clinic.catalogue, actor, CALENDAR) and may(clinic.catalogue, actor, "plan.read")):
        return ()
    teams = records.teams.of(actor.id)
    closed = records.calendar_tasks.closed(actor.role, actor.id, teams, clinic.today() - _SHOWN_CLOSED)
    listed = records.calendar_tasks.listed(actor.role, actor.id, teams)
    return {one.id: one for one in (*closed, *_covered(clinic, records, actor, teams), *listed)}.values()


def _covered(clinic: Clinic, records: Records, actor: Practitioner, teams: tuple[int, ...]) -> Iterable[CalendarTask]:
    """Return the work of who is away, for whom the person covers; what is only offered to them is not theirs yet."""
    if not covers_today(clinic, records, teams).by(actor.id):
        return ()
    groups = [one for one in work_desk(clinic, records, actor).groups_beside(ALL_ROWS) if one.cover]
    return records.calendar_tasks.some(
        {row.id for one in groups for row in one.rows if one.cover and _belongs(row, one.cover.away)}
    )


def _belongs(row: TaskRow, person: Practitioner) -> bool:
    return row.role == person.role or row.assignee == person.id


def _entry(task: CalendarTask, mark: str, address: str) -> Entry:
    states = {None: EntryState.CLOSED, Readiness.READY: EntryState.READY}
    return Entry(
        uid=f"{task.id}-{mark}@careplan",
        task_id=task.id,
        patient_id=task.patient_id,
        day=task.due,
        sequence=task.version - 1,
        created_at=task.created_at,
        changed_at=task.updated_at,
        state=states.get(task.readiness, EntryState.WAITING),
        link=f"{address}/plan?id={task.plan_id}&task={task.id}" if address else "",
    )


def _refuse(clinic: Clinic, scope: Scope, actor: Practitioner) -> None:
    """Raise NotFound, NotAllowed where the person has no calendar, or may not see what it is narrowed to."""
    patient_id = scope.patient_id
    with clinic.store.reading() as records:
        if scope.plan_id is not None:
            patient_id, _ = records.plans.whose(scope.plan_id)
        if patient_id is not None:
            on_team = records.patients.get(patient_id).team in records.teams.of(actor.id)
            actor = seen_by(clinic, records, actor, patient_id, on_team=on_team)
    authorise(clinic.catalogue, actor, CALENDAR, patient_id=patient_id)


def _chunks(clinic: Clinic, scope: Scope, actor: Practitioner, sheet: Sheet) -> Iterator[bytes]:
    """Write down that the file leaves, then make it."""
    with clinic.store.reading() as records:
        found = entries(clinic, records, actor, address=sheet.address, scope=scope)
        whose = records.plans.whose(scope.plan_id)[0] if scope.plan_id is not None else scope.patient_id
    told = {"file": "calendar", "format": "ics", "scope": scope_words(scope), "rows": len(found)}
    told |= {"plan": scope.plan_id, "asked_for_at": sheet.place}
    with clinic.store.writing() as records:
        note_leaving(clinic, records, actor, told, patient_id=whose)
    yield write(found, demo=clinic.store.is_demo())
