"""What leaves the clinic as CSV: what a person may read, streamed from the store, with one event a file.

A file of one plan, one patient or a list of tasks needs `export.plan`; one over many patients needs
`export.panel` and a reason. The event tells which file it was, of what, and how many rows left. It is written
when the last row was read: where it cannot be kept, the file ends with that refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.coordination.authority import authorise, must_give_reason
from careplan.coordination.export_lines import measure_lines, plan_lines, stored_task_lines
from careplan.coordination.flag_reply import deadlines
from careplan.coordination.patients import Narrowed, plan_filter
from careplan.coordination.text_limits import refuse_long
from careplan.errors import NOT_HERE, NotFound
from careplan.event import Event, FieldChanged
from careplan.exchange import measures_csv as measures_file
from careplan.exchange import plans_csv as plans_file
from careplan.exchange import tasks_csv as tasks_file
from careplan.store import ExportFilter, PlanFilter, Records
from careplan.team import Practitioner

L = TypeVar("L")

SCREEN = "screen"
CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a file is about; with nothing given, everything of the person's teams. Give one at most.

    Attributes:
        plan_id, patient_id: one plan, or one patient with every plan.
        task_ids: the tasks that a list shows; `sessions` adds the later open sessions of their series.
        narrowed: the plans that the list of patients shows.
    """

    plan_id: str | None = None
    patient_id: str | None = None
    task_ids: tuple[str, ...] | None = None
    sessions: bool = False
    narrowed: Narrowed | None = None

    @property
    def panel(self) -> bool:
        """Whether it speaks of many patients."""
        return self.plan_id is None and self.patient_id is None and self.task_ids is None


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a file is written.

    Attributes:
        address: beginning of every link, such as http://127.0.0.1:8501; links are empty where it is.
        names: whether patients' names are in it.
        place: where it was asked for: a screen or the console.
        reason: why many patients leave; asked for only then.
    """

    address: str = ""
    names: bool = True
    place: str = SCREEN
    reason: str = ""


PLAIN = Sheet()


def tasks_csv(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the tasks file in chunks: 31 columns, by patient, plan, place in the plan.

    Raises:
        NotFound: no such plan or patient, or none that this person may see.
        NotAllowed: the person may not export, or gives no reason for many patients.
    """

    def lines(records: Records, teams: tuple[int, ...]) -> Iterator[tasks_file.TaskLine]:
        which = ExportFilter(teams, scope.patient_id, scope.plan_id, task_ids=scope.task_ids, sessions=scope.sessions)
        rows = records.tasks.rows_for_export(which)
        words, today = clinic.words.text, clinic.today()
        return stored_task_lines(rows, today=today, address=sheet.address, names=sheet.names, words=words)

    return _file(clinic, scope, "tasks", lines, tasks_file.write, actor=actor, sheet=sheet)


def plans_csv(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the plans file in chunks: one row a plan, by patient and plan; raises as `tasks_csv`."""

    def lines(records: Records, teams: tuple[int, ...]) -> Iterator[plans_file.PlanLine]:
        rows = records.plans.rows_for_export(_plans_of(scope, teams), clinic.today(), deadlines=deadlines(clinic))
        measures = clinic.content.measures.by_id
        return plan_lines(rows, measures, clinic.clock, address=sheet.address, names=sheet.names)

    return _file(clinic, scope, "plans", lines, plans_file.write, actor=actor, sheet=sheet)


def measures_csv(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the measures file in chunks: one row a value, by patient and day; raises as `tasks_csv`."""

    def lines(records: Records, teams: tuple[int, ...]) -> Iterator[measures_file.MeasureLine]:
        rows = records.plans.rows_for_export(_plans_of(scope, teams), clinic.today(), deadlines=deadlines(clinic))
        return measure_lines(rows, clinic.content.measures.by_id, names=sheet.names)

    return _file(clinic, scope, "measures", lines, measures_file.write, actor=actor, sheet=sheet)


def _plans_of(scope: Scope, teams: tuple[int, ...]) -> PlanFilter:
    """Return the plans that the store is asked for: closed ones too, unless a list asks for open ones."""
    if scope.narrowed is not None:
        return plan_filter(scope.narrowed, teams)
    return PlanFilter(teams, status=None, patient_id=scope.patient_id, plan_id=scope.plan_id)


def _file(
    clinic: Clinic,
    scope: Scope,
    what: str,
    lines: Callable[[Records, tuple[int, ...]], Iterator[L]],
    write: Callable[[Iterable[L]], Iterator[bytes]],
    *,
    actor: Practitioner,
    sheet: Sheet,
) -> Iterator[bytes]:
    """Check permission now, and return the file's chunks; what is read last writes the event."""
    teams = _allowed(clinic, scope, actor, sheet)
    return _chunks(clinic, scope, what, lambda records: lines(records, teams), write, actor=actor, sheet=sheet)


def _chunks(
    clinic: Clinic,
    scope: Scope,
    what: str,
    lines: Callable[[Records], Iterator[L]],
    write: Callable[[Iterable[L]], Iterator[bytes]],
    *,
    actor: Practitioner,
    sheet: Sheet,
) -> Iterator[bytes]:
    left = 0

    def counted(found: Iterator[L]) -> Iterator[L]:
        nonlocal left
        for left, line in enumerate(found, start=1):  # noqa: B007 - the count outlives the loop
            yield line

    try:
        with clinic.store.reading() as records:
            yield from write(counted(lines(records)))
    finally:
        _note(clinic, scope, what, left, actor, sheet)


def _allowed(clinic: Clinic, scope: Scope, actor: Practitioner, sheet: Sheet) -> tuple[int, ...]:
    """Return the teams whose records may leave."""
    with clinic.store.reading() as records:
        teams = records.teams.of(actor.id)
        whose = _team_of(records, scope)
    if whose is not None and whose not in teams:
        raise NotFound(NOT_HERE)
    act = "export.panel" if scope.panel else "export.plan"
    authorise(clinic.catalogue, actor, act)
    must_give_reason(clinic.catalogue, act, sheet.reason)
    refuse_long("The reason", sheet.reason)
    return teams


def _team_of(records: Records, scope: Scope) -> int | None:
    """Return the team of the one patient or plan; None where there are many. Raises NotFound."""
    if scope.plan_id is not None:
        return records.plans.whose(scope.plan_id)[1]
    return records.patients.get(scope.patient_id).team if scope.patient_id is not None else None


def _note(clinic: Clinic, scope: Scope, what: str, rows: int, actor: Practitioner, sheet: Sheet) -> None:
    """Write that a file left: in the patient's own history where it is one patient's."""
    told = {"file": what, "rows": rows, "plan": scope.plan_id, "asked_for_at": sheet.place}
    with clinic.store.writing() as records:
        plan = scope.plan_id
        patient = records.plans.whose(plan)[0] if plan is not None else scope.patient_id
        records.events.add(
            Event(
                what="exported",
                actor=actor.id,
                acting_role=actor.role,
                at=clinic.now(),
                act=uuid4().hex,
                patient_id=patient,
                changes={name: FieldChanged(None, value) for name, value in told.items() if value is not None},
                reason=sheet.reason,
            )
        )
