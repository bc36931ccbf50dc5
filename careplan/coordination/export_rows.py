"""What a file is about, and its rows: of what a person may see, streamed from the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from careplan.clinic import Clinic
from careplan.coordination.export_lines import plan_lines, stored_task_lines
from careplan.coordination.fhir_rows import words_of
from careplan.coordination.flag_reply import deadlines
from careplan.coordination.measure_lines import measure_lines
from careplan.coordination.patients import Narrowed, plan_filter
from careplan.exchange.measures_csv import MeasureLine
from careplan.exchange.plans_csv import PlanLine
from careplan.exchange.tasks_csv import TaskLine
from careplan.store import ExportFilter, PlanFilter, Records

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
    FHIR = "fhir"


def rows_of_tasks(
    clinic: Clinic, records: Records, scope: Scope, teams: tuple[int, ...], sheet: Sheet
) -> Iterator[TaskLine]:
    """Yield the rows of the tasks file."""
    rows, words, today = records.tasks.rows_for_export(_tasks_of(scope, teams)), clinic.words.text, clinic.today()
    return stored_task_lines(rows, today=today, address=sheet.address, names=sheet.names, words=words)


def rows_of_plans(
    clinic: Clinic, records: Records, scope: Scope, teams: tuple[int, ...], sheet: Sheet
) -> Iterator[PlanLine]:
    """Yield the rows of the plans file."""
    rows = records.plans.rows_for_export(plans_of(scope, teams), clinic.today(), deadlines=deadlines(clinic))
    measures = clinic.content.measures.by_id
    return plan_lines(rows, measures, clinic.clock, address=sheet.address, names=sheet.names)


def rows_of_measures(
    clinic: Clinic, records: Records, scope: Scope, teams: tuple[int, ...], sheet: Sheet
) -> Iterator[MeasureLine]:
    """Yield the rows of the measures file."""
    rows = records.plans.rows_for_export(plans_of(scope, teams), clinic.today(), deadlines=deadlines(clinic))
    return measure_lines(rows, clinic.content.measures, clinic.today(), names=sheet.names)


def count(clinic: Clinic, records: Records, kind: Kind, scope: Scope, teams: tuple[int, ...]) -> int:
    """Return how many rows a file has."""
    if kind is Kind.TASKS:
        return records.tasks.count_for_export(_tasks_of(scope, teams))
    if kind is Kind.FHIR:
        roles, late = words_of(clinic).roles, deadlines(clinic)
        return records.plans.count_resources(plans_of(scope, teams), clinic.today(), roles=roles, deadlines=late)
    counted = records.plans.count if kind is Kind.PLANS else records.plans.count_measures
    return counted(plans_of(scope, teams), clinic.today(), deadlines=deadlines(clinic))


def _tasks_of(scope: Scope, teams: tuple[int, ...]) -> ExportFilter:
    return ExportFilter(teams, scope.patient_id, scope.plan_id, task_ids=scope.task_ids, sessions=scope.sessions)


def plans_of(scope: Scope, teams: tuple[int, ...]) -> PlanFilter:
    """Return the plans that the store is asked for: closed ones too, unless a list asks for open ones."""
    if scope.narrowed is not None:
        return plan_filter(scope.narrowed, teams)
    return PlanFilter(teams, status=None, patient_id=scope.patient_id, plan_id=scope.plan_id)


def scope_words(scope: Scope) -> str:
    """Return what a file is about, by its kind: no filter is named that somebody typed."""
    if scope.plan_id is not None:
        return "plan" if scope.task_ids is None else "tasks of a plan"
    if scope.patient_id is not None:
        return "patient"
    if scope.task_ids is not None:
        return "tasks of a list"
    return "patients of a list" if scope.narrowed is not None and scope.narrowed.narrows else "all patients"
