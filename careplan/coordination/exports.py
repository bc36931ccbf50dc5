"""What leaves the clinic as a file: what a person may read, streamed from the store, with one event a file.

A file of one plan, one patient or a list of tasks needs `export.plan`; one over many patients needs
`export.panel` and a reason. The event tells which file it was, of what, and how many rows leave. It is written
before the first byte leaves, with where the history ended: where it cannot be kept, nothing does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.access import seen_by
from careplan.coordination.authority import authorise, must_give_reason
from careplan.coordination.export_rows import (
    PLAIN,
    Kind,
    Scope,
    Sheet,
    count,
    plans_of,
    rows_of_measures,
    rows_of_plans,
    rows_of_tasks,
    scope_words,
)
from careplan.coordination.fhir_rows import plans_told
from careplan.coordination.leaving import end_words, note_leaving
from careplan.coordination.refusals import noting_on_screen, noting_refusals
from careplan.coordination.text_limits import refuse_long
from careplan.exchange import fhir_bundle as fhir_file
from careplan.exchange import measures_csv as measures_file
from careplan.exchange import plans_csv as plans_file
from careplan.exchange import tasks_csv as tasks_file
from careplan.exchange import workbook as workbook_file
from careplan.store import Records
from careplan.team import Practitioner


def tasks_csv(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the tasks file in chunks: 31 columns, by patient, plan, place in the plan.

    Raises:
        NotFound: no such plan or patient, or none that this person may see.
        NotAllowed: the person may not export, or gives no reason for many patients.
    """

    def chunks(records: Records, teams: tuple[int, ...]) -> Iterator[bytes]:
        return tasks_file.write(rows_of_tasks(clinic, records, scope, teams, sheet))

    return _file(clinic, scope, _Made((Kind.TASKS,), chunks), actor=actor, sheet=sheet)


def plans_csv(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the plans file in chunks: one row a plan, by patient and plan; raises as `tasks_csv`."""

    def chunks(records: Records, teams: tuple[int, ...]) -> Iterator[bytes]:
        return plans_file.write(rows_of_plans(clinic, records, scope, teams, sheet))

    return _file(clinic, scope, _Made((Kind.PLANS,), chunks), actor=actor, sheet=sheet)


def measures_csv(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the measures file in chunks: one row a value, by patient and day; raises as `tasks_csv`."""

    def chunks(records: Records, teams: tuple[int, ...]) -> Iterator[bytes]:
        return measures_file.write(rows_of_measures(clinic, records, scope, teams, sheet))

    return _file(clinic, scope, _Made((Kind.MEASURES,), chunks), actor=actor, sheet=sheet)


def workbook(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return the workbook with a sheet for each file, in one chunk; raises as `tasks_csv`."""

    def chunks(records: Records, teams: tuple[int, ...]) -> Iterator[bytes]:
        notices = clinic.content.notices.notices
        about = [
            ("Notice", notices.full),
            ("Made on", clinic.now().strftime("%Y-%m-%d %H:%M UTC")),
            ("Made by", f"careplan {version('careplan')}"),
            ("Sheets", "tasks, plans and measures, with the columns of the CSV files"),
        ]
        sheets = (
            workbook_file.Sheet("tasks", tasks_file.COLUMNS, rows_of_tasks(clinic, records, scope, teams, sheet)),
            workbook_file.Sheet("plans", plans_file.COLUMNS, rows_of_plans(clinic, records, scope, teams, sheet)),
            workbook_file.Sheet(
                "measures", measures_file.COLUMNS, rows_of_measures(clinic, records, scope, teams, sheet)
            ),
        )
        yield workbook_file.write(about, sheets)

    return _file(
        clinic, scope, _Made((Kind.TASKS, Kind.PLANS, Kind.MEASURES), chunks, "xlsx"), actor=actor, sheet=sheet
    )


def fhir(clinic: Clinic, scope: Scope, *, actor: Practitioner, sheet: Sheet = PLAIN) -> Iterator[bytes]:
    """Return plans as one FHIR R4 Bundle in chunks, one a plan; without names unless the sheet asks for them.

    Raises:
        NotFound, NotAllowed: as `tasks_csv`.
    """

    def chunks(records: Records, teams: tuple[int, ...]) -> Iterator[bytes]:
        return fhir_file.write(plans_told(clinic, records, plans_of(scope, teams), names=sheet.names))

    return _file(clinic, scope, _Made((Kind.FHIR,), chunks, "json"), actor=actor, sheet=sheet)


def rows_of(clinic: Clinic, kind: Kind, scope: Scope, *, actor: Practitioner) -> int:
    """Return how many rows a file would have for this person; raises as `tasks_csv`, but asks for no reason."""
    with noting_on_screen(clinic, actor, scope.plan_id or scope.patient_id or ""):
        teams = allowed(clinic, scope, actor)
    with clinic.store.reading() as records:
        return count(clinic, records, kind, scope, teams)


class _Made(NamedTuple):
    """A file: what is in it, its bytes and its format."""

    kinds: tuple[Kind, ...]
    chunks: Callable[[Records, tuple[int, ...]], Iterator[bytes]]
    format: str = "csv"


def _file(clinic: Clinic, scope: Scope, made: _Made, *, actor: Practitioner, sheet: Sheet) -> Iterator[bytes]:
    """Check permission now, and return the file's chunks; the event is written before the first."""
    with noting_refusals(clinic, actor, scope.plan_id or scope.patient_id or ""):
        teams = allowed(clinic, scope, actor)
        must_give_reason(clinic.catalogue, _act(scope), sheet.reason)
    refuse_long("The reason", sheet.reason)
    return _chunks(clinic, scope, made, teams, actor=actor, sheet=sheet)


def _chunks(
    clinic: Clinic, scope: Scope, made: _Made, teams: tuple[int, ...], *, actor: Practitioner, sheet: Sheet
) -> Iterator[bytes]:
    with clinic.store.reading() as records:
        rows = sum(count(clinic, records, kind, scope, teams) for kind in made.kinds)
    _note(clinic, scope, made, rows, actor, sheet)
    with clinic.store.reading() as records:
        yield from made.chunks(records, teams)


def _act(scope: Scope) -> str:
    return "export.panel" if scope.panel else "export.plan"


def allowed(clinic: Clinic, scope: Scope, actor: Practitioner) -> tuple[int, ...]:
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


def _note(clinic: Clinic, scope: Scope, made: _Made, rows: int, actor: Practitioner, sheet: Sheet) -> None:
    """Write that a file leaves."""
    told = {
        "file": ", ".join(made.kinds),
        "format": made.format,
        "scope": scope_words(scope),
        "rows": rows,
        "plan": scope.plan_id,
        "names": sheet.names,
    }
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
