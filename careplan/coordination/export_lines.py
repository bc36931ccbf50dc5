"""What the store keeps, as the rows of files: the words and numbers that a file tells beside the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from careplan.cause import Certainty
from careplan.clock import Clock
from careplan.exchange.plans_csv import PlanLine
from careplan.exchange.task_lines import details, member_sources, outcome_note
from careplan.exchange.tasks_csv import TaskLine
from careplan.identity import Identity
from careplan.improvement import improvement
from careplan.measure import Measure
from careplan.observation import Observation
from careplan.outlook import outlook_of
from careplan.store import ExportRow, PlanExportRow
from careplan.task import Readiness, TaskStatus
from careplan.team import COORDINATOR, CoreRole

_TODO: Final = TaskStatus.TODO.value
_CANCELLED: Final = TaskStatus.CANCELLED.value
_NOT_NOW: Final = frozenset({Readiness.WAITING.value, Readiness.HELD.value})

_OF_PLAN: Final = itemgetter(ExportRow._fields.index("of_plan"))
_TEMPLATE_TASKS: Final = 4096
"""How many texts of template tasks are kept: more than all templates have."""

Measures = Mapping[str, Measure]


def stored_task_lines(
    rows: Iterable[ExportRow], *, today: date, address: str, names: bool, words: Callable[[str], str]
) -> Iterator[TaskLine]:
    """Yield the rows of the tasks file as `exchange.task_lines` makes them of a plan."""

    @lru_cache(maxsize=_TEMPLATE_TASKS)
    def told(module: str, done_when: tuple[str, ...]) -> str:
        return details(module, done_when, words)

    day = today.isoformat()
    for of_plan, tasks in groupby(rows, key=_OF_PLAN):
        patient_id, plan_id, name, named, goal, versions = of_plan
        causes, source, shown_name = ";".join(named), _sources_by(versions), name if names else None
        link = f"{address}/plan?id={plan_id}&task=" if address else ""
        for row in tasks:
            yield TaskLine(
                row.task_id,
                patient_id,
                shown_name,
                plan_id,
                causes,
                row.phase,
                row.seq,
                row.title,
                told(row.module, row.done_when),
                row.role,
                row.assignee,
                _shown_status(row, day),
                row.priority,
                row.window_from,
                row.due,
                None if row.status == _CANCELLED else row.closed_on,
                row.outcome,
                outcome_note(row.note, row.cancelled_because),
                row.depends_on,
                row.hand_off,
                goal,
                source(row.members, row.module, row.instance, row.occurrence, row.occurrences),
                f"{row.evidence};{row.sources}".strip(";"),
                bool(row.red_flag),
                None if row.readiness is None else _days_late(row, today, day),
                row.created_at,
                row.updated_at,
                row.updated_by,
                row.row_version,
                link and link + row.task_id,
            )


def _shown_status(row: ExportRow, day: str) -> str:
    """Return the status as files show it: waiting where a task is not to be done yet."""
    if row.status == _TODO and (row.readiness in _NOT_NOW or _rests(row, day)):
        return "waiting"
    return row.status


def _rests(row: ExportRow, day: str) -> bool:
    return row.rests_from is not None and row.rests_from <= day


def _days_late(row: ExportRow, today: date, day: str) -> int:
    """Return by how many days a task is late that is past its last day; waiting ones never are (R19)."""
    late_after = row.late_after
    if late_after is None or late_after >= day or row.readiness != Readiness.READY or _rests(row, day):
        return 0
    return (today - date.fromisoformat(late_after)).days


@lru_cache(maxsize=256)
def _sources_by(versions: tuple[tuple[str, int], ...]) -> Callable[[str, str, int, int, int], str]:
    """Return what tells a task's sources where the modules have these versions; tasks of one template say the same."""
    by_module = dict(versions)

    @lru_cache(maxsize=_TEMPLATE_TASKS)
    def sources(members: str, module: str, instance: int, occurrence: int, occurrences: int) -> str:
        identity = Identity(module, "", instance, occurrence)
        return ";".join(member_sources(members.split(";"), identity, occurrences, by_module))

    return sources


def plan_lines(
    rows: Iterable[PlanExportRow], measures: Measures, clock: Clock, *, address: str, names: bool
) -> Iterator[PlanLine]:
    """Yield the rows of the plans file."""
    today = clock.today()
    for plan in rows:
        row, act, ahead = plan.row, plan.row.next_action, outlook_of(plan.steps, today)
        odi, back, leg = (_moved(plan, measures[name]) for name in ("odi", "nrs_back", "nrs_leg"))
        yield PlanLine(
            plan_id=row.id,
            patient_id=row.patient_id,
            patient_name=row.patient_name if names else None,
            cause=tuple(cause for cause, certainty in row.causes if certainty is not Certainty.REFUTED),
            cause_confirmed_by=";".join(plan.confirmed_by) or None,
            status=row.status,
            phase=row.phase,
            goal=row.goal,
            coordinator=_holders(plan, COORDINATOR),
            primary_care=_holders(plan, CoreRole.PRIMARY_CARE),
            surgeon=_holders(plan, CoreRole.SURGEON),
            physical_therapist=_holders(plan, CoreRole.PHYSICAL_THERAPIST),
            pain_specialist=_holders(plan, CoreRole.PAIN_SPECIALIST),
            created_on=clock.day_of(row.created_at),
            next_review=row.next_review,
            last_review=row.last_review,
            tasks_total=row.tasks_total,
            tasks_done=row.tasks_done,
            tasks_overdue=row.late,
            percent_done=round(100 * row.tasks_done / row.tasks_total) if row.tasks_total else 0,
            next_task_id=act.task_id if act else None,
            next_task=act.title if act else None,
            next_role=act.role if act else None,
            next_due=act.due if act else None,
            predicted_end=ahead.end,
            slowest_role=ahead.slowest,
            red_flags_open=row.red_flags_open,
            odi_baseline=odi[0],
            odi_latest=odi[1],
            nrs_back_baseline=back[0],
            nrs_back_latest=back[1],
            nrs_leg_baseline=leg[0],
            nrs_leg_latest=leg[1],
            eq5d_latest=_eq5d(plan),
            mme_latest=plan.opioid_mme,
            template=tuple(f"{module}@{version}" for module, version in plan.modules.items()),
            plan_version=plan.version,
            link=f"{address}/plan?id={row.id}" if address else "",
        )


def _holders(plan: PlanExportRow, role: str) -> str | None:
    """Return the sign-in names of those who hold a role on the team."""
    return ";".join(member.id for member in plan.members if member.role == role) or None


def _moved(plan: PlanExportRow, measure: Measure) -> tuple[float | None, float | None]:
    """Return the baseline and the last value of a measure; the same one where it was taken once."""
    moved = improvement(measure, (kept.observation for kept in plan.observations), plan.row.start)
    if moved is None:
        return None, None
    return _number(moved.baseline), _number(moved.latest or moved.baseline)


def _eq5d(plan: PlanExportRow) -> str | float | None:
    """Return the last EQ-5D as it is kept: the profile, or an index where only that was entered.

    No index is computed here: that needs the value set of a country (REFERENCE 5).
    """
    seen = [kept.observation for kept in plan.observations]
    for measure in ("eq5d_profile", "eq5d_index"):
        if taken := [one for one in seen if one.measure == measure]:
            return max(taken, key=lambda one: one.day).value
    return None


def _number(seen: Observation) -> float | None:
    return None if isinstance(seen.value, str) else seen.value
