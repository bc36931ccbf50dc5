"""My work: what one person's role has to do in all plans of the person's teams, the first thing first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from careplan.absence import Cover
from careplan.clinic import Clinic
from careplan.coordination.authority import may
from careplan.coordination.covers import Covers
from careplan.coordination.escalation import escalated_to
from careplan.coordination.flag_reply import with_flag
from careplan.coordination.lines import HandOffLine, TaskLine, held_words, urgent_by, with_cover
from careplan.coordination.safety import rule_name
from careplan.coordination.work_desk import ALL_ROWS, Beside, work_desk
from careplan.hand_off import HandOffState
from careplan.holds import OPERATION
from careplan.identity import RED_FLAGS, Identity
from careplan.store import Badges, FlagRecord, Records, Section, TaskRow, WaitedFor
from careplan.task import Readiness
from careplan.team import Practitioner
from careplan.urgency import CLASSES, URGENT

__all__ = ["PAGE", "Beside", "Section", "Work", "WorkBeside", "my_work", "work_ids", "work_lines"]

PAGE = 25
"""Rows that a section shows at first, and how many more at each asking."""


class WorkBeside(NamedTuple):
    """One group beside the own work; `cover` says for whom and until when. `total` is how many lines it has in all."""

    beside: Beside
    lines: tuple[TaskLine, ...]
    total: int
    cover: Cover | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What My work shows: how much there is in each section, and the lines of those that are asked for.

    Attributes:
        offered: how many tasks are offered to the person; they stand first of what is handed to them.
        escalated: late work of other roles that is told to this person (REFERENCE 6).
    """

    badges: Badges
    lines: Mapping[Section, tuple[TaskLine, ...]]
    offered: int = 0
    beside: tuple[WorkBeside, ...] = ()
    escalated: tuple[TaskLine, ...] = ()

    def count(self, section: Section) -> int:
        """Return how many lines a section has in all."""
        return int(getattr(self.badges, section.value)) + (self.offered if section is Section.HANDED else 0)

    def count_beside(self, beside: Beside) -> int:
        """Return how many lines stand beside the own work, for one reason."""
        return sum(group.total for group in self.beside if group.beside is beside)

    @property
    def nothing(self) -> bool:
        """Whether the person has no open task at all, not even a later one, and is told of none beside their own."""
        return not (self.beside or self.escalated or any(self.count(section) for section in Section))


def my_work(clinic: Clinic, actor: Practitioner, rows: Mapping[Section, int], beside: int = 0) -> Work:
    """Return what the person's role has to do.

    Args:
        rows: how many lines of each section to return; what is not named is counted only.
        beside: how many lines to return of each group beside the own work; they are counted in any case.
    """
    with clinic.store.reading() as records:
        desk = work_desk(clinic, records, actor)
        badges = records.tasks.badges(actor.role, desk.teams, desk.today, account=actor.id, deadlines=desk.by_now)
        found = {section: desk.section(section, many) for section, many in rows.items()}
        offered = desk.count_offered()
        others = tuple(desk.groups_beside(beside))
        shown = [row for part in (*found.values(), *(group.rows for group in others)) for row in part]
        listed = {row.id for row in shown}
        late = escalated_to(clinic, records, actor, desk.teams) if len(found) > 1 else []
        told = [row for row in late if row.id not in listed]  # offered, covered or without an answer: it stands there
        lines = work_lines(clinic, records, [*shown, *told], desk.flags, actor, desk.today, desk.covers)
    return Work(
        badges,
        {section: tuple(lines[row.id] for row in part) for section, part in found.items()},
        offered,
        tuple(WorkBeside(one.beside, tuple(lines[row.id] for row in one.rows), one.total, one.cover) for one in others),
        tuple(lines[row.id] for row in told),
    )


def work_ids(
    clinic: Clinic, actor: Practitioner, sections: Iterable[Section], beside: Iterable[Beside] = ()
) -> tuple[str, ...]:
    """Return the ids of every task in some parts of a person's work, also of those that no page shows yet."""
    if not may(clinic.catalogue, actor, "plan.read"):
        return ()
    wanted = frozenset(beside)
    with clinic.store.reading() as records:
        desk = work_desk(clinic, records, actor)
        pages = [desk.section(section, ALL_ROWS) for section in sections]
        if wanted:
            pages += [group.rows for group in desk.groups_beside(ALL_ROWS) if group.beside in wanted]
    return tuple(dict.fromkeys(row.id for page in pages for row in page))


def work_lines(
    clinic: Clinic,
    records: Records,
    rows: Iterable[TaskRow],
    flags: Iterable[FlagRecord],
    actor: Practitioner,
    today: date,
    covers: Covers | None = None,
) -> dict[str, TaskLine]:
    """Return the lines of tasks over all plans, by id, with what they wait for; `covers` are those of today."""
    rows = list(rows)
    waiting = [row.id for row in rows if row.open_waits]
    waits = records.tasks.waited_for(waiting)
    missed = records.tasks.missed(rows, today)
    stopped = _stopped(clinic, records, rows)
    holding: dict[str, tuple[str, ...]] = {}
    found: dict[str, list[str]] = {}
    raised: dict[tuple[str, Identity], FlagRecord] = {}
    for flag in flags:
        found.setdefault(flag.plan_id, []).append(flag.flag)
        raised[flag.plan_id, Identity(RED_FLAGS, flag.flag, flag.number)] = flag
        if clinic.templates.flags[flag.flag].holds:
            holding[flag.plan_id] = (*holding.get(flag.plan_id, ()), flag.flag)
    lines = {
        row.id: _line(clinic, row, waits.get(row.id, ()), holding.get(row.plan_id, (OPERATION,)), actor, today, covers)
        for row in rows
    }
    return {
        row.id: replace(
            with_flag(clinic, actor, lines[row.id], raised.get((row.plan_id, row.identity))),
            missed=missed.get(row.id, 0),
            stopped=stopped.get(row.id, ""),
            urgent_by=urgent_by(clinic, found.get(row.plan_id, ()), row.identity, row.priority),
        )
        for row in rows
    }


def _stopped(clinic: Clinic, records: Records, rows: Iterable[TaskRow]) -> dict[str, str]:
    """Return what the stop rule says that stops a task, by id; asks nothing where no rule names one of them."""
    rules = {rule.id: rule for rule in clinic.content.safety_rules.safety_rules}
    named = [row for row in rows if row.shown_key in clinic.content.safety_rules.stopped_tasks and row.readiness]
    stops = records.plans.stops(row.plan_id for row in named)
    found = ((row.id, one) for row in named for one in stops.get(row.plan_id, ()) if row.shown_key in rules[one].blocks)
    return {task: rule_name(clinic, one) for task, one in reversed(list(found))}


def _line(
    clinic: Clinic,
    row: TaskRow,
    waits: Iterable[WaitedFor],
    held_by: tuple[str, ...],
    actor: Practitioner,
    today: date,
    covers: Covers | None,
) -> TaskLine:
    own = row.role == actor.role or row.assignee == actor.id
    readiness = row.readiness
    if row.rests(today):
        readiness, held_by = Readiness.HELD, (OPERATION,)
    line = TaskLine(
        id=row.id,
        version=row.row_version,
        patient_id=row.patient_id,
        plan_id=row.plan_id,
        key=row.shown_key,
        title=row.title,
        role=row.role,
        for_role=row.for_role,
        assignee=row.assignee,
        phase=row.phase,
        priority=row.priority,
        status=row.status,
        outcome=row.outcome,
        readiness=readiness,
        due=row.due,
        opens=row.opens,
        late_days=row.days_late(today),
        closed_on=row.closed_on,
        no_date=None,
        waits_for=tuple(waits),
        unblocks=row.unblocks,
        session=row.identity.occurrence,
        sessions=row.occurrences,
        next_session=None,
        asks=row.asks,
        may_close=may(clinic.catalogue, actor, "task.complete", own=own),
        red_flag=row.red_flag,
        wanted_by=row.late_after if CLASSES <= row.urgency < URGENT else None,
        urgency=row.urgency,
        held_by=held_words(clinic.catalogue, held_by) if readiness is Readiness.HELD else (),
    )
    shown = replace(line, hand_off=_hand_off(row, actor, covers)) if row.hand_off else line
    return with_cover(shown, covers, row.team, actor) if covers else shown


def _hand_off(row: TaskRow, actor: Practitioner, covers: Covers | None) -> HandOffLine:
    state, to_role = HandOffState(row.hand_off or ""), row.hand_off_role or ""
    answers = (covers or Covers()).answers(actor, row.team, to_role, row.hand_off_person, sender=row.role)
    mine = state is HandOffState.OFFERED and answers
    return HandOffLine(state, to_role, row.hand_off_person, row.hand_off_on, mine)
