"""Everything about one task: how it stands, what it waits for, what was said and done, and why it is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from careplan.absence import Cover
from careplan.clinic import Clinic
from careplan.coordination.alerts import OpenAlert, task_alerts
from careplan.coordination.asks import Ask, answered_before, asks_of, flags_asked_by
from careplan.coordination.authority import may, owns
from careplan.coordination.briefing import briefing_of
from careplan.coordination.conflicts import ConflictShown, conflicts_of, shown_conflicts
from careplan.coordination.covers import reason_of
from careplan.coordination.flag_card import ClearedCard, FlagCard, cleared_card, flag_card, other_flags
from careplan.coordination.hand_offs import HAND_OFF, may_answer
from careplan.coordination.happenings import Happening, happening
from careplan.coordination.lines import TaskLine, line_of
from careplan.coordination.neighbours import Neighbour, neighbours
from careplan.coordination.opened_plan import Opened, read_task
from careplan.coordination.reads import looking
from careplan.coordination.reopening import REOPEN, may_reopen
from careplan.coordination.safety import safety_of
from careplan.coordination.task_why import Why, why_of
from careplan.event import KeptEvent
from careplan.expand import asks_after_undone
from careplan.hand_off import Briefing, HandOff
from careplan.identity import RED_FLAGS, Identity
from careplan.plan import PlannedTask
from careplan.store import Comment, EventFilter, FlagRecord, Records
from careplan.task_refusals import still_to_come, waits_in_words
from careplan.team import Practitioner

_ACTS = ("task.move", "task.assign", "task.cancel", "task.comment", "task.start", "task.start_anyway")
_OF_OWN = frozenset({"task.move", "task.cancel", "task.start", "task.start_anyway"})
_CLOSES = frozenset({"task.completed", "task.not_done"})
_EVENTS = 100
"""Events of a plan among which the one is looked for that answered what a task asks."""


@dataclass(frozen=True, slots=True)
class TaskCard:
    """What the drawer shows of one task.

    Attributes:
        causes: the suspected causes of its plan, in words.
        plan_open: whether the plan can still be worked on.
        missing: what stands between the task and its start, in words; empty when nothing does.
        holding: the tasks that it waits for still.
        guarded: it waits for a safety check, past which there is no start.
        flag_asks: the red flags for which what it asks may speak; each is asked once an answer does.
        known: for what it asks and the record answers already, who answered when.
        by_hand: a person set its day.
        own: it is this person's to do; another does it on behalf of its role, with a reason.
        allowed: the acts this person may do here, as in data/permissions.toml.
        team: the members of the care team, to whom it may be given.
        history: what was done, the newest first.
        flag: the open red flag that it belongs to; `cleared` one that was cleared.
        other_flags: the open red flags of its plan, in words, but for its own.
        closing: of a task that a person closed, how: with its outcome, its answers and who did it.
        at_intake: of a task that the intake of its plan closed: the day of that intake, and who entered it.
        to_come: that the operation or procedure it follows is still to come; empty where it can be done.
        again: it is the question that work left which was not done, and that may be planned again.
        safety: the safety rules that concern it, the gravest first; `conflicts` those with another task.
        hand_off: the last time that it was offered to another role; `may_answer` whether it is this person's to answer.
        briefing: what the plan tells of it to who takes it over; None where this person cannot hand it off.
        covered_by: who covers today for the person or role that it belongs to.
        behalf_reason: the reason with which this person acts for that role today, where they cover for it.
        reads_until: until when an emergency lets the person read it; None on the care team.
    """

    line: TaskLine
    plan_version: int
    causes: tuple[str, ...]
    plan_open: bool
    note: str
    missing: str
    holding: tuple[Neighbour, ...]
    guarded: bool
    waits: tuple[Neighbour, ...]
    unblocks: tuple[Neighbour, ...]
    asks: tuple[Ask, ...]
    flag_asks: tuple[Ask, ...]
    known: tuple[str, ...]
    by_hand: bool
    own: bool
    allowed: frozenset[str]
    team: tuple[Practitioner, ...]
    comments: tuple[Comment, ...]
    history: tuple[Happening, ...]
    why: Why
    flag: FlagCard | None
    cleared: ClearedCard | None
    other_flags: tuple[str, ...]
    closing: Happening | None
    at_intake: tuple[date, str] | None
    again: bool
    to_come: str
    safety: tuple[OpenAlert, ...] = ()
    conflicts: tuple[ConflictShown, ...] = ()
    hand_off: HandOff | None = None
    may_answer: bool = False
    briefing: Briefing | None = None
    covered_by: Cover | None = None
    behalf_reason: str = ""
    reads_until: datetime | None = None

    @property
    def stopped(self) -> bool:
        """Whether a stop rule stops it that nobody has overridden."""
        return any(alert.stops for alert in self.safety)

    @property
    def may_close(self) -> bool:
        """Whether this person may close it, be it on behalf of its role."""
        return self.line.is_open and self.plan_open and "task.complete" in self.allowed


def task_card(clinic: Clinic, task_id: str, actor: Practitioner) -> TaskCard:
    """Return all that is known of a task; raises NotFound for what the person may not see."""
    with looking(clinic, actor, task_id, asked=task_id) as look:
        records = look.records
        opened, task = read_task(clinic, records, task_id, actor)
        look.saw(opened.actor, opened.plan.patient_id)
        events = records.events.latest(EventFilter(task_id=task_id))
        said = records.comments.of_task(task_id)
        asked_before = records.events.latest(EventFilter(plan_id=opened.plan.id, followed=False), limit=_EVENTS)
        kept_flag = _kept_flag(records, opened, task)
        safety = safety_of(opened, opened.rule_answers())
    found = (_found(kept_flag, task),) if kept_flag else ()
    standing = opened.standings.get(task.identity)
    waits = tuple(opened.plan.tasks[wait] for wait in task.desired.waits if wait in opened.plan.tasks)
    asks = asks_of(opened, task) if task.is_open else ()
    open_waits = [opened.plan.tasks[wait] for wait in standing.waits] if standing else []
    allowed = _allowed(opened, task)
    line = _line(opened, task)
    concerned = task.is_open and opened.plan.status == "open"
    found_conflicts = [one for one in conflicts_of(opened, safety) if one.concerns(task.identity)] if concerned else []
    return TaskCard(
        line=line,
        plan_version=opened.plan.version,
        causes=tuple(clinic.cause_words(cause.cause) for cause in opened.plan.inputs.causes),
        plan_open=opened.plan.status == "open",
        note=task.note,
        missing=waits_in_words(opened.plan, standing, clinic.role_words) if standing else "",
        holding=neighbours(open_waits),
        guarded=any(wait.desired.guard for wait in open_waits),
        waits=neighbours(waits),
        unblocks=neighbours(_waiting_for(opened, task.identity)),
        asks=asks,
        flag_asks=flags_asked_by(opened, asks),
        known=answered_before(opened, task, asked_before) if task.is_open else (),
        by_hand=task.overrides.due is not None,
        own=owns(actor, task),
        allowed=allowed,
        team=opened.members,
        comments=tuple(reversed(said)),
        history=(*(happening(clinic, kept.event, of_task=True) for kept in events), *found),
        why=why_of(clinic, task, opened.plan.modules),
        flag=flag_card(opened, kept_flag, asked_before, events) if kept_flag and task.is_open else None,
        cleared=cleared_card(opened, kept_flag, events) if kept_flag else None,
        other_flags=other_flags(opened, task),
        closing=_closing(clinic, task, events),
        at_intake=_at_intake(opened, task, events),
        again=task.is_open and asks_after_undone(task.identity) and not task.desired.guard,
        to_come=still_to_come(opened.plan, task, on=opened.today) if task.is_open else "",
        safety=task_alerts(opened, task.identity, line, safety) if concerned else (),
        conflicts=shown_conflicts(opened, found_conflicts),
        hand_off=task.hand_off,
        may_answer=may_answer(opened, task.hand_off),
        briefing=briefing_of(opened, task) if task.is_open and HAND_OFF in allowed else None,
        covered_by=opened.covers().of(opened.record.team, task.role, task.assignee) if task.is_open else None,
        behalf_reason=reason_of(clinic, opened.covers(), opened.record.team, task.role, task.assignee, opened.actor),
        reads_until=opened.actor.reads_until,
    )


def _line(opened: Opened, task: PlannedTask) -> TaskLine:
    return line_of(
        opened.plan,
        task,
        opened.standings,
        opened.record.row_versions,
        actor=opened.actor,
        today=opened.today,
        catalogue=opened.clinic.catalogue,
    )


def _closing(clinic: Clinic, task: PlannedTask, events: Iterable[KeptEvent]) -> Happening | None:
    """Return the latest event of a task that closed it as it is closed now; `events` are its own, the newest first."""
    closed = (kept.event for kept in events if kept.event.what in _CLOSES)
    if task.is_open or (latest := next(closed, None)) is None or latest.changes["outcome"].after != task.outcome:
        return None
    return happening(clinic, latest, of_task=True)


def _at_intake(opened: Opened, task: PlannedTask, events: Iterable[KeptEvent]) -> tuple[date, str] | None:
    """Return the intake that closed a task: what no event closed was closed already when its plan was made (R33)."""
    by_act = any("status" in kept.event.changes for kept in events)
    if by_act or task.outcome is None or task.identity.module == RED_FLAGS:
        return None
    return opened.plan.inputs.start, opened.record.created_by


def _waiting_for(opened: Opened, identity: Identity) -> Iterable[PlannedTask]:
    return (task for task in opened.plan.tasks.values() if task.is_open and identity in task.desired.waits)


def _allowed(opened: Opened, task: PlannedTask) -> frozenset[str]:
    catalogue, actor, own = opened.clinic.catalogue, opened.actor, owns(opened.actor, task)
    found = {act for act in _ACTS if may(catalogue, actor, act, own=own or act not in _OF_OWN)}
    for_other = may(catalogue, actor, "task.complete_for_other")
    if may(catalogue, actor, "task.complete", own=own) or for_other:
        found.add("task.complete")
    if for_other:
        found |= {"task.start", "task.start_anyway"}
    if may_reopen(opened, task):
        found.add(REOPEN)
    if may(catalogue, actor, HAND_OFF, own=own) or for_other:
        found.add(HAND_OFF)
    found |= {act for act in ("red_flag.clear", "red_flag.reply") if may(catalogue, actor, act)}
    return frozenset(found)


def _kept_flag(records: Records, opened: Opened, task: PlannedTask) -> FlagRecord | None:
    if task.identity.module != RED_FLAGS:
        return None
    this = (task.identity.key, task.identity.instance)
    flags = records.red_flags.of_plan(opened.plan.id)
    return next((kept for kept in flags if (kept.flag, kept.number) == this), None)


def _found(kept: FlagRecord, task: PlannedTask) -> Happening:
    """Return how the flag came: it is older than its task, and was found by an act on the plan, such as its intake."""
    words, role = "Red flag found", kept.role or ""
    return Happening(kept.opened_at, kept.by, role, words, (), "", task.id, kept.plan_id, kept.patient_id)
