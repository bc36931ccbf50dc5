"""What leaves the clinic as CSV: what a person may read, streamed from the store, with one event a file.

A file of one plan, one patient or a list of tasks needs `export.plan`; one over many patients needs
`export.panel` and a reason. The event tells which file it was, of what, and how many rows leave. It is written
before the first byte leaves, with where the history ended: where it cannot be kept, nothing does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.access import seen_by
from careplan.coordination.authority import authorise, must_give_reason
from careplan.coordination.export_lines import plan_lines, stored_task_lines
from careplan.coordination.flag_reply import deadlines
from careplan.coordination.leaving import end_words, note_leaving
from careplan.coordination.measure_lines import measure_lines
from careplan.coordination.patients import Narrowed, plan_filter
from careplan.coordination.refusals import noting_on_screen, noting_refusals
from careplan.coordination.text_limits import refuse_long
from careplan.exchange import measures_csv as measures_file
from careplan.exchange import plans_csv as plans_file
from careplan.exchange import tasks_csv as tasks_file
from careplan.store import ExportFilter, PlanFilter, Records
from careplan.team import Practitioner

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


class Kind(StrEnum):
    """What is in a file."""

    TASKS = "tasks"
    PLANS = "plans"
    MEASURES = "measures"


def tasks_csv(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the tasks file in chunks: 31 columns, by patient, plan, place in the plan.

    Raises:
        NotFound: no such plan or patient, or none that this person may see.
        NotAllowed: the person may not export, or gives no reason for many patients.
    """

    def chunks(records: Records, teams: tuple[int, ...]) -> Iterator[bytes]:
        rows = records.tasks.rows_for_export(_tasks_of(scope, teams))
        words, today = clinic.words.text, clinic.today()
        return tasks_file.write(
            stored_task_lines(rows, today=today, address=sheet.address, names=sheet.names, words=words)
        )

    return _file(clinic, scope, _Made(Kind.TASKS, chunks), actor=actor, sheet=sheet)


def plans_csv(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the plans file in chunks: one row a plan, by patient and plan; raises as `tasks_csv`."""

    def chunks(records: Records, teams: tuple[int, ...]) -> Iterator[bytes]:
        rows = records.plans.rows_for_export(_plans_of(scope, teams), clinic.today(), deadlines=deadlines(clinic))
        measures = clinic.content.measures.by_id
        return plans_file.write(plan_lines(rows, measures, clinic.clock, address=sheet.address, names=sheet.names))

    return _file(clinic, scope, _Made(Kind.PLANS, chunks), actor=actor, sheet=sheet)


def measures_csv(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the measures file in chunks: one row a value, by patient and day; raises as `tasks_csv`."""

    def chunks(records: Records, teams: tuple[int, ...]) -> Iterator[bytes]:
        rows = records.plans.rows_for_export(_plans_of(scope, teams), clinic.today(), deadlines=deadlines(clinic))
        return measures_file.write(measure_lines(rows, clinic.content.measures, clinic.today(), names=sheet.names))

    return _file(clinic, scope, _Made(Kind.MEASURES, chunks), actor=actor, sheet=sheet)


def rows_of(clinic: Clinic, kind: Kind, scope: Scope, *, actor: Practitioner) -> int:
    """Return how many rows a file would have for this person; raises as `tasks_csv`, but asks for no reason."""
    with noting_on_screen(clinic, actor, scope.plan_id or scope.patient_id or ""):
        teams = _allowed(clinic, scope, actor)
    with clinic.store.reading() as records:
        return _count(clinic, records, kind, scope, teams)


def _count(clinic: Clinic, records: Records, kind: Kind, scope: Scope, teams: tuple[int, ...]) -> int:
    if kind is Kind.TASKS:
        return records.tasks.count_for_export(_tasks_of(scope, teams))
    counted = records.plans.count if kind is Kind.PLANS else records.plans.count_measures
    return counted(_plans_of(scope, teams), clinic.today(), deadlines=deadlines(clinic))


def _tasks_of(scope: Scope, teams: tuple[int, ...]) -> ExportFilter:
    return ExportFilter(teams, scope.patient_id, scope.plan_id, task_ids=scope.task_ids, sessions=scope.sessions)


def _plans_of(scope: Scope, teams: tuple[int, ...]) -> PlanFilter:
    """Return the plans that the store is asked for: closed ones too, unless a list asks for open ones."""
    if scope.narrowed is not None:
        return plan_filter(scope.narrowed, teams)
    return PlanFilter(teams, status=None, patient_id=scope.patient_id, plan_id=scope.plan_id)


class _Made(NamedTuple):
    """One kind of file, and its bytes."""

    kind: Kind
    chunks: Callable[[Records, tuple[int, ...]], Iterator[bytes]]


def _file(clinic: Clinic, scope: Scope, made: _Made, *, actor: Practitioner, sheet: Sheet) -> Iterator[bytes]:
    """Check permission now, and return the file's chunks; the event is written before the first."""
    with noting_refusals(clinic, actor, scope.plan_id or scope.patient_id or ""):
        teams = _allowed(clinic, scope, actor)
        must_give_reason(clinic.catalogue, _act(scope), sheet.reason)
    refuse_long("The reason", sheet.reason)
    return _chunks(clinic, scope, made, teams, actor=actor, sheet=sheet)


def _chunks(
    clinic: Clinic, scope: Scope, made: _Made, teams: tuple[int, ...], *, actor: Practitioner, sheet: Sheet
) -> Iterator[bytes]:
    with clinic.store.reading() as records:
        rows = _count(clinic, records, made.kind, scope, teams)
    _note(clinic, scope, made.kind, rows, actor, sheet)
    with clinic.store.reading() as records:
        yield from made.chunks(records, teams)


def _act(scope: Scope) -> str:
    return "export.panel" if scope.panel else "export.plan"


def _allowed(clinic: Clinic, scope: Scope, actor: Practitioner) -> tuple[int, ...]:
    """Return the teams whose records may leave."""
    with clinic.store.reading() as records:
        teams = records.teams.of(actor.id)
        if one := _patient_of(records, scope):
            actor = seen_by(clinic, records, actor, one.patient_id, on_team=one.team in teams)
    authorise(clinic.catalogue, actor, _act(scope), patient_id=one.patient_id if one else None)
    return teams


class _Patient(NamedTuple):
    """The one patient whose records would leave, and the care team."""

    patient_id: str
    team: int


def _patient_of(records: Records, scope: Scope) -> _Patient | None:
    """Return the patient of the one plan or patient asked for; None where there are many. Raises NotFound."""
    if scope.plan_id is not None:
        return _Patient(*records.plans.whose(scope.plan_id))
    if scope.patient_id is not None:
        return _Patient(scope.patient_id, records.patients.get(scope.patient_id).team)
    return None


def _note(clinic: Clinic, scope: Scope, what: str, rows: int, actor: Practitioner, sheet: Sheet) -> None:
    """Write that a file leaves."""
    told = {"file": what, "format": "csv", "scope": _scope_words(scope), "rows": rows, "plan": scope.plan_id}
    told["asked_for_at"] = sheet.place
    with clinic.store.writing() as records:
        note_leaving(clinic, records, actor, told, patient_id=_whose(records, scope), reason=sheet.reason)


def trail_end(clinic: Clinic, scope: Scope) -> str:
    """Return where the history ends that tells of a file with this scope: a line to keep with the file."""
    with clinic.store.reading() as records:
        return end_words(records, _whose(records, scope))


def _whose(records: Records, scope: Scope) -> str | None:
    """Return the one patient of a scope; None where there are many."""
    return records.plans.whose(scope.plan_id)[0] if scope.plan_id is not None else scope.patient_id


def _scope_words(scope: Scope) -> str:
    """Return what a file is about, by its kind: no filter is named that somebody typed."""
    if scope.plan_id is not None:
        return "plan" if scope.task_ids is None else "tasks of a plan"
    if scope.patient_id is not None:
        return "patient"
    if scope.task_ids is not None:
        return "tasks of a list"
    return "patients of a list" if scope.narrowed is not None and scope.narrowed.narrows else "all patients"
