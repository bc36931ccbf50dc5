"""The clinic as its team sees it: what is late and waits by role, what is missing, and the figures of a period.

Each number is that of a list, and the list is asked for by its name. Nothing is counted by person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.authority import authorise
from careplan.coordination.flag_reply import deadlines, missed_deadlines
from careplan.coordination.hand_offs import unanswered_since
from careplan.coordination.lines import TaskLine
from careplan.coordination.patients import Narrowed, Patients, my_patients, plan_filter
from careplan.coordination.work import PAGE, Section, work_lines
from careplan.figures import REACHED_MEASURES, Bottleneck, Period, Share, Typical, bottlenecks, reaching
from careplan.figures import to_full_assessment as days_to_full_assessment
from careplan.measure import Measure
from careplan.store import Badges, Records, TaskRow
from careplan.team import Practitioner, RoleId

__all__ = [
    "PAGE",
    "Attention",
    "ClinicView",
    "Period",
    "TaskPage",
    "clinic_view",
    "hand_offs_of",
    "held_up_by",
    "plans_of",
    "work_of",
]


class Attention(NamedTuple):
    """How many patients with an open plan ask for a look, each number that of a filter of the list of patients."""

    open_plans: int
    flagged: int
    unanswered: int
    late: int
    no_review: int
    unconfirmed: int


class HandOffsWaiting(NamedTuple):
    """How many hand-offs wait for an answer, and how many of them for longer than they should."""

    offered: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class ClinicView:
    """What the Clinic screen shows.

    Attributes:
        mine: the person's own work; None for who owns no tasks.
        work: what each role has to do, in lines, in the order of the clinic.
        hand_offs: what is offered and not yet accepted.
        waiting: for which roles others wait.
        assessment: days from a plan's start to its full assessment.
        reached: for each measure, in which plans it reached the smallest change that matters.
    """

    period: Period
    mine: Badges | None
    attention: Attention
    work: Mapping[RoleId, Badges]
    hand_offs: HandOffsWaiting
    waiting: tuple[Bottleneck, ...]
    assessment: Typical
    reached: tuple[tuple[Measure, Share], ...]


class TaskPage(NamedTuple):
    """The first lines of a list of tasks and how many it has in all."""

    lines: tuple[TaskLine, ...]
    total: int


def clinic_view(clinic: Clinic, period: Period, *, actor: Practitioner) -> ClinicView:
    """Return the clinic of the person's teams; raises NoRight for who may read no plans."""
    authorise(clinic.catalogue, actor, "plan.read")
    today, roles = clinic.today(), _roles(clinic)
    with clinic.store.reading() as records:
        teams = records.teams.of(actor.id)
        since = period.since(today)
        starts = records.figures.begun(teams, since, today)
        taken = records.figures.taken(teams, since, today, REACHED_MEASURES)
        by_now = missed_deadlines(clinic, records.red_flags.open(teams))
        work = records.tasks.by_role(roles, teams, today, deadlines=by_now)
        return ClinicView(
            period=period,
            mine=work.get(actor.role),
            attention=_attention(clinic, records, teams),
            work={role: found for role, found in work.items() if any(found)},
            hand_offs=HandOffsWaiting(*records.hand_offs.count_waiting(teams, until=unanswered_since(clinic, records))),
            waiting=bottlenecks(records.figures.held_up(teams, roles, today), today),
            assessment=days_to_full_assessment(records.figures.assessed(teams, since, today)),
            reached=tuple((one, reaching(one, starts, taken)) for one in _measures(clinic)),
        )


def work_of(clinic: Clinic, role: RoleId, section: Section, *, actor: Practitioner, rows: int = PAGE) -> TaskPage:
    """Return the first lines of one part of a role's work, as that role's own screen lists them."""
    authorise(clinic.catalogue, actor, "plan.read")
    today = clinic.today()
    with clinic.store.reading() as records:
        teams = records.teams.of(actor.id)
        flags = records.red_flags.open(teams)
        by_now = missed_deadlines(clinic, flags)
        found = records.tasks.work(role, "", teams, today, section, limit=rows, deadlines=by_now)
        counted = records.tasks.by_role([role], teams, today, deadlines=by_now)[role]
        return TaskPage(_lines(clinic, records, found, actor), int(getattr(counted, section.value)))


def held_up_by(clinic: Clinic, role: RoleId, *, actor: Practitioner, rows: int = PAGE) -> TaskPage:
    """Return the tasks of others that wait for a role although their day is past, those that wait longest first."""
    authorise(clinic.catalogue, actor, "plan.read")
    today = clinic.today()
    with clinic.store.reading() as records:
        teams = records.teams.of(actor.id)
        held_up = records.figures.held_up(teams, _roles(clinic), today)
        ids = [task.task_id for task in held_up if task.waits_for == role]
        place = {one: at for at, one in enumerate(ids)}
        found = sorted(records.tasks.some(ids[:rows], teams=teams), key=lambda row: place[row.id])
        return TaskPage(_lines(clinic, records, found, actor), len(ids))


def hand_offs_of(clinic: Clinic, *, late: bool, actor: Practitioner, rows: int = PAGE) -> TaskPage:
    """Return the tasks that are offered and not yet accepted; `late`: those without an answer in time."""
    authorise(clinic.catalogue, actor, "plan.read")
    with clinic.store.reading() as records:
        teams, since = records.teams.of(actor.id), unanswered_since(clinic, records)
        found = records.hand_offs.waiting(teams, until=since if late else clinic.today(), limit=rows)
        counted = HandOffsWaiting(*records.hand_offs.count_waiting(teams, until=since))
        return TaskPage(_lines(clinic, records, found, actor), counted.unanswered if late else counted.offered)


def plans_of(clinic: Clinic, plan_ids: tuple[str, ...], *, actor: Practitioner, rows: int = PAGE) -> Patients:
    """Return the patients behind a figure, those whose plans began first; closed plans too."""
    found = my_patients(clinic, Narrowed(plan_ids=plan_ids[:rows]), actor=actor, rows=rows)
    return Patients(found.lines, len(plan_ids))


def _lines(clinic: Clinic, records: Records, rows: Iterable[TaskRow], actor: Practitioner) -> tuple[TaskLine, ...]:
    listed = list(rows)
    flags = records.red_flags.open(records.teams.of(actor.id))
    lines = work_lines(clinic, records, listed, flags, actor, clinic.today())
    return tuple(lines[row.id] for row in listed)


def _attention(clinic: Clinic, records: Records, teams: tuple[int, ...]) -> Attention:
    today, by_now = clinic.today(), deadlines(clinic)
    asked = (
        Narrowed(),
        Narrowed(flagged=True),
        Narrowed(unanswered=True),
        Narrowed(late=True),
        Narrowed(no_review=True),
        Narrowed(unconfirmed=True),
    )
    return Attention(*(records.plans.count(plan_filter(which, teams), today, deadlines=by_now) for which in asked))


def _roles(clinic: Clinic) -> tuple[RoleId, ...]:
    return tuple(role.id for role in clinic.catalogue.roles.values() if not role.account_only)


def _measures(clinic: Clinic) -> tuple[Measure, ...]:
    return tuple(clinic.content.measures.by_id[name] for name in REACHED_MEASURES)
