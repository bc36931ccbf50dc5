"""One line for each task as lists and boards show it; the sessions of a series are one line (PLAN_RULES R36)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from careplan.catalogue import Catalogue
from careplan.clinic import Clinic
from careplan.coordination.authority import may, owns
from careplan.coordination.covers import Covers
from careplan.expand import asks_to_close
from careplan.hand_off import TOLD, HandOff, HandOffState
from careplan.identity import Identity
from careplan.plan import CarePlan, PlannedTask, PlanStatus
from careplan.series import missed_sessions
from careplan.standing import Standing
from careplan.store import WaitedFor
from careplan.task import Outcome, Phase, Priority, Readiness, TaskStatus
from careplan.team import Practitioner, RoleId
from careplan.urgency import ROUTINE, pressing


class HandOffLine(NamedTuple):
    """What a list says of the last hand-off of a task; `mine`: this person may accept it or send it back."""

    state: HandOffState
    to_role: RoleId
    to_person: str | None
    on: date | None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class TaskLine:
    """What a list shows of one task, or of the next open session of a series.

    Attributes:
        version: row version, named by every act on it.
        key: the shown key, such as SC01.
        for_role: the discipline it was written for, where nobody on the team holds it (R31).
        readiness: None for a closed task.
        due: target day; `late_days` counts from the day after which it is late; `opens` is the first day of its window.
        no_date: what it waits for while it has no date.
        waits_for: the open tasks it waits for, in the order in which they are due.
        unblocks: how many open tasks wait for it.
        session, sessions: place in its series and how many there are; `next_session` is the day of the one after,
            `open_sessions` how many are still to be done, `missed` how many of them were due before today's.
        asks: closing it must answer something, so that it is closed in the drawer.
        may_close: whether this person may close it without giving a reason; a red flag’s task, by clearing the flag.
        held_by: the red flags that hold it, in words, or `holds.OPERATION`.
        urgent_by: the name of the open red flag that brought it forward (R25), else empty.
        by_hand: whether a person set its day; lists of several plans do not say it.
        reply_by: of the task of an open red flag, by when (in the clinic's time) a reply is due that is not there.
        reply_missing: the same moment, once it has passed.
        wanted_by: of what a red flag brought forward, the last day that this leaves it (R25).
        stopped: what the stop rule says that stops it; empty where none does.
        urgency: how much it presses from the day on which it can be done (`careplan.urgency`).
        hand_off: the last hand-off that came to something or waits for its answer.
        covered_by: who covers for its person or role today; `covers`: it is this person.
        cancelled: nothing of it is to be done any more, and nothing of it was: progress does not count it.
    """

    id: str
    version: int
    patient_id: str
    plan_id: str
    key: str
    title: str
    role: RoleId
    for_role: RoleId | None
    assignee: str | None
    phase: Phase
    priority: Priority
    status: TaskStatus
    outcome: Outcome | None
    readiness: Readiness | None
    due: date | None
    opens: date | None
    late_days: int
    closed_on: date | None
    no_date: str | None
    waits_for: tuple[WaitedFor, ...]
    unblocks: int
    session: int
    sessions: int
    next_session: date | None
    asks: bool
    may_close: bool
    red_flag: bool
    held_by: tuple[str, ...]
    question: tuple[str, ...] = ()
    orphaned: bool = False
    open_sessions: int = 1
    missed: int = 0
    urgent_by: str = ""
    by_hand: bool = False
    reply_by: datetime | None = None
    cancelled: bool = False
    reply_missing: datetime | None = None
    wanted_by: date | None = None
    urgency: int = ROUTINE
    stopped: str = ""
    hand_off: HandOffLine | None = None
    covered_by: str = ""
    covers: bool = False

    def pressing(self, today: date) -> int:
        """Return how much it presses today; the lower, the more."""
        return pressing(self.urgency, ready=self.readiness is Readiness.READY, opens=self.opens, today=today)

    @property
    def is_late(self) -> bool:
        """Whether its last day is past, or a reply to its red flag is overdue."""
        return self.late_days > 0 or self.reply_missing is not None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.readiness is not None


def plan_lines(
    plan: CarePlan,
    standings: Mapping[Identity, Standing],
    versions: Mapping[Identity, int],
    *,
    actor: Practitioner,
    today: date,
    catalogue: Catalogue,
) -> list[TaskLine]:
    """Return every line of a plan in its order: the earliest open session of a series, else its last closed one."""
    series: dict[tuple[str, str, int], list[PlannedTask]] = {}
    for task in plan.tasks.values():
        series.setdefault(task.identity.series, []).append(task)
    ordered = [sorted(sessions, key=lambda task: task.identity) for sessions in series.values()]
    return [
        _line(plan, _next_of(sessions), sessions, standings, versions, actor, today, catalogue) for sessions in ordered
    ]


def line_of(
    plan: CarePlan,
    task: PlannedTask,
    standings: Mapping[Identity, Standing],
    versions: Mapping[Identity, int],
    *,
    actor: Practitioner,
    today: date,
    catalogue: Catalogue,
) -> TaskLine:
    """Return the line of one task, whatever its place in its series."""
    series = (other for other in plan.tasks.values() if other.identity.series == task.identity.series)
    sessions = sorted(series, key=lambda other: other.identity)
    return _line(plan, task, sessions, standings, versions, actor, today, catalogue)


def _next_of(sessions: list[PlannedTask]) -> PlannedTask:
    """Return the session that stands for its series: the earliest open one, else the last."""
    return next((task for task in sessions if task.is_open), sessions[-1])


def _line(
    plan: CarePlan,
    task: PlannedTask,
    sessions: list[PlannedTask],
    standings: Mapping[Identity, Standing],
    versions: Mapping[Identity, int],
    actor: Practitioner,
    today: date,
    catalogue: Catalogue,
) -> TaskLine:
    found = standings.get(task.identity)
    standing = found.on(today) if found else None
    wanted = task.desired
    later = [other.due for other in sessions if other.is_open and other.identity > task.identity]
    return TaskLine(
        id=task.id,
        version=versions.get(task.identity, 0),
        patient_id=plan.patient_id,
        plan_id=plan.id,
        key=wanted.key,
        title=task.title,
        role=task.role,
        for_role=wanted.for_role,
        assignee=task.assignee,
        phase=wanted.phase,
        priority=task.priority,
        status=task.status,
        outcome=task.outcome,
        readiness=standing.readiness if standing else None,
        due=task.due,
        opens=task.opens,
        late_days=standing.days_late(today) if standing and plan.status is PlanStatus.OPEN else 0,
        closed_on=task.closed_on,
        no_date=wanted.no_date,
        waits_for=_waits(plan, standing.waits if standing else ()),
        unblocks=standing.unblocks if standing else 0,
        session=task.identity.occurrence,
        sessions=max(wanted.occurrences, len(sessions)),
        next_session=later[0] if later else None,
        asks=asks_to_close(wanted),
        may_close=plan.status is PlanStatus.OPEN and may(catalogue, actor, "task.complete", own=owns(actor, task)),
        red_flag=wanted.red_flag is not None,
        held_by=held_words(catalogue, standing.held_by) if standing else (),
        question=task.question,
        orphaned=task.orphaned,
        open_sessions=sum(other.is_open for other in sessions),
        missed=len(missed_sessions(task, sessions, on=today)) if task.is_open else 0,
        by_hand=task.due is not None and task.due == task.overrides.due,
        wanted_by=task.wanted_by,
        urgency=task.urgency,
        cancelled=all(other.status is TaskStatus.CANCELLED for other in sessions),
        hand_off=_hand_off(task.hand_off),
    )


def _hand_off(known: HandOff | None) -> HandOffLine | None:
    if known is None or known.state not in TOLD:
        return None
    return HandOffLine(known.state, known.to_role, known.to_person, known.day)


def with_cover(line: TaskLine, covers: Covers, team: int, actor: Practitioner) -> TaskLine:
    """Return the line of an open task with who covers for its person or role today, where somebody does."""
    cover = covers.of(team, line.role, line.assignee) if covers.all and line.is_open else None
    return replace(line, covered_by=cover.by, covers=cover.by == actor.id) if cover else line


def urgent_by(clinic: Clinic, flags: Iterable[str], identity: Identity, priority: Priority) -> str:
    """Return the most urgent open flag in words, of those given, that made a task urgent; empty where none did."""
    if priority is not Priority.URGENT:
        return ""
    named = [
        clinic.content.red_flags.by_id[flag]
        for flag in flags
        if any(brought.target == identity.key for brought in clinic.templates.flags[flag].forward)
    ]
    return min(named, key=lambda flag: flag.flag_class).suspicion if named else ""


def held_words(catalogue: Catalogue, held_by: Iterable[str]) -> tuple[str, ...]:
    """Return what holds a task by its red flags in words; `holds.OPERATION` stays as it is."""
    flags = catalogue.clinical.red_flags.by_id
    return tuple(flags[hold].suspicion if hold in flags else hold for hold in held_by)


def _waits(plan: CarePlan, waits: Iterable[Identity]) -> tuple[WaitedFor, ...]:
    tasks = (plan.tasks[wait] for wait in waits)
    return tuple(WaitedFor(task.id, task.title, task.role, task.due, task.assignee) for task in tasks)
