"""My work: what one person's role has to do in all plans of the person's teams, the first thing first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from careplan.clinic import Clinic
from careplan.coordination.authority import may
from careplan.coordination.escalation import escalated_to
from careplan.coordination.flag_reply import missed_deadlines, with_flag
from careplan.coordination.lines import TaskLine, held_words, urgent_by
from careplan.holds import OPERATION
from careplan.identity import RED_FLAGS, Identity
from careplan.store import Badges, FlagRecord, Records, Section, TaskRow, WaitedFor
from careplan.task import Readiness
from careplan.team import Practitioner
from careplan.urgency import CLASSES, URGENT

__all__ = ["PAGE", "Section", "Work", "my_work", "work_ids", "work_lines"]

PAGE = 25
"""Rows that a section shows at first, and how many more at each asking."""
_ALL_ROWS = 100_000
"""More than one role of one team ever has open."""


@dataclass(frozen=True, slots=True)
class Work:
    """What My work shows: how much there is in each section, and the lines of those that are asked for.

    `escalated`: late work of other roles that is told to this person (REFERENCE 6).
    """

    badges: Badges
    lines: Mapping[Section, tuple[TaskLine, ...]]
    escalated: tuple[TaskLine, ...] = ()

    def count(self, section: Section) -> int:
        """Return how many lines a section has in all."""
        return int(getattr(self.badges, section.value))

    @property
    def nothing(self) -> bool:
        """Whether the person has no open task at all, not even a later one, and is told of none."""
        return not self.escalated and not any(self.count(section) for section in Section)


def my_work(clinic: Clinic, actor: Practitioner, rows: Mapping[Section, int]) -> Work:
    """Return what the person's role has to do.

    Args:
        rows: how many lines of each section to return; what is not named is counted only.
    """
    today = clinic.today()
    with clinic.store.reading() as records:
        teams = records.teams.of(actor.id) if may(clinic.catalogue, actor, "plan.read") else ()
        flags = records.red_flags.open(teams)
        by_now = missed_deadlines(clinic, flags)
        badges = records.tasks.badges(actor.role, teams, today, account=actor.id, deadlines=by_now)
        found = {
            section: records.tasks.work(actor.role, actor.id, teams, today, section, limit=many, deadlines=by_now)
            for section, many in rows.items()
        }
        told = escalated_to(clinic, records, actor, teams) if len(found) > 1 else []
        rows_of_all = [row for part in (*found.values(), told) for row in part]
        lines = work_lines(clinic, records, rows_of_all, flags, actor, today)
    shown = {section: tuple(lines[row.id] for row in part) for section, part in found.items()}
    return Work(badges, shown, tuple(lines[row.id] for row in told))


def work_ids(clinic: Clinic, actor: Practitioner, sections: Iterable[Section]) -> tuple[str, ...]:
    """Return the ids of every task in some sections of a person's work, also of those that no page shows yet."""
    if not may(clinic.catalogue, actor, "plan.read"):
        return ()
    today = clinic.today()
    with clinic.store.reading() as records:
        teams = records.teams.of(actor.id)
        by_now = missed_deadlines(clinic, records.red_flags.open(teams))
        pages = [
            records.tasks.work(actor.role, actor.id, teams, today, section, limit=_ALL_ROWS, deadlines=by_now)
            for section in sections
        ]
    return tuple(row.id for page in pages for row in page)


def work_lines(
    clinic: Clinic,
    records: Records,
    rows: Iterable[TaskRow],
    flags: Iterable[FlagRecord],
    actor: Practitioner,
    today: date,
) -> dict[str, TaskLine]:
    """Return the lines of tasks over all plans, by id, with what they wait for."""
    rows = list(rows)
    waiting = [row.id for row in rows if row.open_waits]
    waits = records.tasks.waited_for(waiting)
    missed = records.tasks.missed(rows, today)
    holding: dict[str, tuple[str, ...]] = {}
    found: dict[str, list[str]] = {}
    raised: dict[tuple[str, Identity], FlagRecord] = {}
    for flag in flags:
        found.setdefault(flag.plan_id, []).append(flag.flag)
        raised[flag.plan_id, Identity(RED_FLAGS, flag.flag, flag.number)] = flag
        if clinic.templates.flags[flag.flag].holds:
            holding[flag.plan_id] = (*holding.get(flag.plan_id, ()), flag.flag)
    lines = {
        row.id: _line(clinic, row, waits.get(row.id, ()), holding.get(row.plan_id, (OPERATION,)), actor, today)
        for row in rows
    }
    return {
        row.id: replace(
            with_flag(clinic, actor, lines[row.id], raised.get((row.plan_id, row.identity))),
            missed=missed.get(row.id, 0),
            urgent_by=urgent_by(clinic, found.get(row.plan_id, ()), row.identity, row.priority),
        )
        for row in rows
    }


def _line(
    clinic: Clinic,
    row: TaskRow,
    waits: Iterable[WaitedFor],
    held_by: tuple[str, ...],
    actor: Practitioner,
    today: date,
) -> TaskLine:
    own = row.role == actor.role or row.assignee == actor.id
    readiness = row.readiness
    if row.rests(today):
        readiness, held_by = Readiness.HELD, (OPERATION,)
    return TaskLine(
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
