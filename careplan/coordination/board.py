"""The plan board: one plan's lines, which of them are shown, and what the plan as a whole asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from careplan.cause import SuspectedCause
from careplan.clinic import Clinic
from careplan.coordination.board_rules import Checked, checked, with_stops
from careplan.coordination.changes import PendingChange, pending_changes
from careplan.coordination.closing_plan import PLAN_CLOSED
from careplan.coordination.conflicts import ConflictShown, conflicts_of, shown_conflicts
from careplan.coordination.flag_reply import with_flag
from careplan.coordination.goals import GoalLine, goals_of
from careplan.coordination.lines import TaskLine, plan_lines, urgent_by, with_cover
from careplan.coordination.opened_plan import Opened, read_plan
from careplan.coordination.questions import Questions, questions_of
from careplan.coordination.reads import looking
from careplan.coordination.safety import safety_of
from careplan.identity import Identity
from careplan.outlook import Outlook
from careplan.plan import PlanStatus
from careplan.plan_safety import PlanSafety
from careplan.store import SOON_DAYS, EventFilter
from careplan.task import Readiness
from careplan.team import Practitioner, RoleId

NOW_DAYS: Final = timedelta(weeks=6)
"""How far ahead a plan opens (PLAN_RULES R36)."""
LINES_A_ROLE: Final = 12
"""Lines of one role that can be read at a glance (PLAN_RULES R36)."""

_READY_FIRST: Final = {
    Readiness.READY: 0,
    Readiness.HELD: 1,
    Readiness.WAITING: 2,
    Readiness.NO_DATE: 3,
    None: 4,
}


class Show(StrEnum):
    """Which lines of a plan are shown, in every view alike."""

    NOW = "now"
    OPEN = "open"
    OVERDUE = "overdue"
    MINE = "mine"
    ALL = "all"


class Shown(NamedTuple):
    """The lines of one filter.

    Attributes:
        lines: what is shown, late ones first.
        later: what is open besides; nothing unless only what matters now is shown.
        undecided: what is open and gets its date from a decision or an event that is still to come.
    """

    lines: tuple[TaskLine, ...]
    later: tuple[TaskLine, ...] = ()
    undecided: tuple[TaskLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """One plan as its board shows it.

    Attributes:
        is_open: whether it can be worked on; else `closed_on` says until when, and `closed_because` why not longer.
        replaces: the plan that it took over from.
        lines: every line, one for each series.
        questions: what the plan has to know.
        changes: what waits to be looked at.
        roles: the roles that own a line, in the order of the clinic.
        members: the care team, by person.
        checks: what the plan does not meet of its named rules; `conflicts` between the disciplines, open ones first.
        numbered: the number of its present version, as people count it.
        reads_until: until when an emergency lets the person read it; None on the care team.
    """

    plan_id: str
    patient_id: str
    version: int
    is_open: bool
    start: date
    goals: tuple[GoalLine, ...]
    causes: tuple[SuspectedCause, ...]
    lines: tuple[TaskLine, ...]
    questions: Questions
    changes: tuple[PendingChange, ...]
    outlook: Outlook
    roles: tuple[RoleId, ...]
    members: tuple[Practitioner, ...]
    checks: tuple[Checked, ...] = ()
    conflicts: tuple[ConflictShown, ...] = ()
    closed_on: date | None = None
    closed_because: str = ""
    numbered: int = 1
    reads_until: datetime | None = None


def board(clinic: Clinic, plan_id: str, *, actor: Practitioner) -> Board:
    """Return a plan for its board; raises NotFound where there is none that this person may see."""
    with looking(clinic, actor, plan_id, asked=plan_id) as look:
        records = look.records
        opened = read_plan(clinic, records, plan_id, actor)
        look.saw(opened.actor, opened.plan.patient_id)
        closed = opened.plan.status is PlanStatus.CLOSED
        safety = safety_of(opened, opened.rule_answers())
        closing = records.events.latest(EventFilter(plan_id=plan_id, what=PLAN_CLOSED), limit=1) if closed else []
        because, numbered = "".join(kept.event.reason for kept in closing), records.versions.present(plan_id)
    return replace(board_of(opened, safety), closed_because=because, numbered=numbered)


def board_of(opened: Opened, safety: PlanSafety) -> Board:
    """Return the board of a plan that was opened already, with its safety rules."""
    clinic, plan = opened.clinic, opened.plan
    is_open = plan.status is PlanStatus.OPEN
    lines = with_stops(opened, lines_of(opened), safety) if is_open else lines_of(opened)
    computed = clinic.compute(plan)
    owned = {line.role for line in lines}
    return Board(
        plan_id=plan.id,
        patient_id=plan.patient_id,
        version=plan.version,
        is_open=is_open,
        start=plan.inputs.start,
        goals=goals_of(opened),
        causes=plan.inputs.causes,
        lines=tuple(lines),
        questions=computed.kept(questions_of, computed, clinic.catalogue) if is_open else Questions(),
        changes=pending_changes(computed, clinic.words) if is_open else (),
        outlook=computed.outlook(opened.today),
        roles=tuple(role for role in clinic.catalogue.roles if role in owned),
        members=opened.members,
        checks=tuple(checked(opened)) if is_open else (),
        conflicts=shown_conflicts(opened, conflicts_of(opened, safety)) if is_open else (),
        closed_on=clinic.clock.day_of(opened.record.closed_at) if opened.record.closed_at else None,
        reads_until=opened.actor.reads_until,
    )


def lines_of(opened: Opened) -> list[TaskLine]:
    """Return every line of a plan as this person may act on it."""
    lines = opened.clinic.compute(opened.plan).kept(
        plan_lines,
        opened.plan,
        opened.standings,
        opened.record.row_versions,
        actor=opened.actor,
        today=opened.today,
        catalogue=opened.clinic.catalogue,
    )
    lines = [with_cover(line, opened.covers(), opened.record.team, opened.actor) for line in lines]
    flags = [found.flag for found in opened.plan.inputs.flags if found.cleared is None]
    if not flags:
        return lines
    known = {task.id: task.identity for task in opened.plan.tasks.values()}
    return [_under_flags(opened, line, known[line.id], flags) for line in lines]


def _under_flags(opened: Opened, line: TaskLine, identity: Identity, flags: Collection[str]) -> TaskLine:
    clinic = opened.clinic
    shown = with_flag(clinic, opened.actor, line, opened.flags.get(identity))
    return replace(shown, urgent_by=urgent_by(clinic, flags, identity, line.priority))


def shown(lines: Iterable[TaskLine], *, actor: Practitioner, today: date) -> dict[Show, Shown]:
    """Return the lines of each filter, the same for every view."""
    ordered = sorted(lines, key=first_to_look_at(today))
    wanted: Mapping[Show, Callable[[TaskLine], bool]] = {
        Show.OPEN: lambda line: line.is_open,
        Show.OVERDUE: lambda line: line.is_late,
        Show.MINE: lambda line: line.is_open and actor_has(actor, line),
        Show.ALL: lambda line: True,
    }
    kept = {show: Shown(tuple(filter(wants, ordered))) for show, wants in wanted.items()}
    return {Show.NOW: _now(ordered, today), **kept}


def rows_in_file(shown: Shown, show: Show) -> int:
    """Return how many rows a file of what is shown has: a series is one line, and each of its open sessions a row."""
    if show is Show.OVERDUE:
        return len(shown.lines)
    if show is Show.ALL:
        return sum(line.sessions for line in shown.lines)
    return sum(line.open_sessions for line in shown.lines)


def actor_has(actor: Practitioner, line: TaskLine) -> bool:
    """Return whether a line is the person's own, or the person's role has to do it."""
    return line.assignee == actor.id or (line.role == actor.role and line.assignee is None)


def first_to_look_at(today: date) -> Callable[[TaskLine], tuple[object, ...]]:
    """Return the order of lines: red flag, ready, pressing, days late, due now or soon; of closed ones the last first.

    What presses is the most urgent red flag, of such one to which a reply is overdue, then what red flags brought
    forward, then other urgent work from the day on which it can be done (`careplan.urgency`).
    Of what is due now, or soon, that comes first which unblocks most; what is due later stands by its day alone. The
    list of patients orders what is ready in the same way (`store.plan_list`).
    """
    soon = today + timedelta(days=SOON_DAYS)

    def order(line: TaskLine) -> tuple[object, ...]:
        due = line.due or date.max
        return (
            not line.is_open,
            not line.red_flag,
            _READY_FIRST[line.readiness],
            line.pressing(today),
            line.reply_missing is None,
            -line.late_days,
            (due > today) + (due > soon),
            -line.unblocks if due <= soon else 0,
            -(line.closed_on or date.min).toordinal(),
            due,
            line.id,
        )

    return order


def _now(ordered: Iterable[TaskLine], today: date) -> Shown:
    room: dict[RoleId, int] = {}
    now: list[TaskLine] = []
    later: list[TaskLine] = []
    undecided: list[TaskLine] = []
    for line in (one for one in ordered if one.is_open):
        used = room.setdefault(line.role, 0)
        if line.due is None:
            undecided.append(line)
        elif used < LINES_A_ROLE and (line.red_flag or line.due <= today + NOW_DAYS):
            room[line.role] = used + 1
            now.append(line)
        else:
            later.append(line)
    return Shown(tuple(now), tuple(sorted(later, key=_by_day)), tuple(undecided))


def _by_day(line: TaskLine) -> tuple[date, str]:
    return line.due or date.max, line.id
