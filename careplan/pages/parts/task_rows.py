"""A task line as a row of the task list: its sign, its day, and the one reason that decides about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from careplan.coordination.lines import TaskLine
from careplan.hand_off import HandOffState
from careplan.holds import OPERATION
from careplan.pages.parts.task_day import Due, TaskDay
from careplan.pages.parts.tasks import DoneWay, Row
from careplan.pages.parts.words import (
    RED_FLAG,
    STOPPED,
    URGENT,
    URGENT_BY_FLAG,
    Mark,
    count_words,
    role_mark,
    short_date,
    status_mark,
)
from careplan.task import OUTCOME_WORDS, Priority, Readiness, TaskStatus
from careplan.team import Role, RoleWords

WHY_LIMIT: Final = 56
"""Characters within which further reasons are added to the deciding one, which is always told in full."""
_TITLE_ENDS: Final = re.compile(r"(?<!^Red flag)(?:\s*[:;(]|, ask)")
"""Where the part of a title ends that names the task; what follows says how it is done."""


def row_of(line: TaskLine, *, today: date, words: RoleWords, by_role: bool = False) -> Row:
    """Return the row of a task.

    Args:
        words: the words for a role.
        by_role: every row of the list is of the role that its heading names, so that the row does not say it.
    """
    return Row(
        id=line.id,
        version=line.version,
        patient=line.patient_id,
        title=line.title,
        status=status_mark(line.status, line.readiness or Readiness.READY),
        due=day_of(line, today).short() if line.due or not line.is_open else Due(""),  # the status says "No date yet"
        why=why_words(line, words),
        series=series_words(line, today),
        role=None if by_role else role_mark(Role(id=line.role, label=words(line.role))),
        alarm=_alarm(line),
        done=done_way(line),
        closed=not line.is_open,
    )


def day_of(line: TaskLine, today: date) -> TaskDay:
    """Return the days of a task, to be said in a list or in full."""
    return TaskDay(
        line.due,
        today,
        opens=line.opens,
        late_days=line.late_days,
        ready=line.readiness is Readiness.READY,
        closed=line.closed_on,
        by_hand=line.by_hand,
        wanted_by=line.wanted_by,
        reply_by=line.reply_by,
        reply_missing=line.reply_missing,
    )


def done_way(line: TaskLine) -> DoneWay:
    """Return what Done does: what asks, was missed, is stopped, flagged or covered, is closed in the drawer.

    What is offered to the person is answered there.
    """
    if line.hand_off and line.hand_off.mine:
        return DoneWay.ANSWER
    blocked = line.readiness in (Readiness.WAITING, Readiness.HELD) or bool(line.waits_for and line.due is None)
    if not (line.is_open and (line.may_close or line.covers)) or blocked:
        return DoneWay.NONE
    told = line.asks or line.red_flag or line.missed or line.stopped or not line.may_close
    return DoneWay.DRAWER if told else DoneWay.MENU


def why_words(line: TaskLine, words: RoleWords) -> str:
    """Return what decides about a task, never cut: what closed, stops or holds it or makes it first; and who has it."""
    if line.readiness is Readiness.READY and not line.stopped:
        return _ready_words(line, words)
    return "; ".join(filter(None, (_state_words(line, words), *_elsewhere(line, words))))


def _elsewhere(line: TaskLine, words: RoleWords) -> tuple[str, ...]:
    """Return with whom an open task is besides its role: to whom it is offered, and who covers."""
    return hand_off_words(line, words), _cover_words(line)


def hand_off_words(line: TaskLine, words: RoleWords) -> str:
    """Return to whom a task is handed and how that stands; to who it is offered to, who asks."""
    known = line.hand_off
    if known is None or not line.is_open:
        return ""
    if known.mine:
        return f"the {words(line.role).lower()} asks you to take it over"
    to = f"the {words(known.to_role).lower()}{f' {known.to_person}' if known.to_person else ''}"
    return {
        HandOffState.OFFERED: f"handed to {to}, not yet accepted",
        HandOffState.SENT_BACK: f"sent back by {to}",
    }.get(known.state, "")


def _cover_words(line: TaskLine) -> str:
    return f"covered by {line.covered_by}" if line.covered_by and not line.covers else ""


def _state_words(line: TaskLine, words: RoleWords) -> str:
    if line.stopped:
        return f"by a safety rule: {line.stopped}"
    match line.readiness:
        case None:
            return OUTCOME_WORDS[line.outcome] if line.outcome else ""
        case Readiness.HELD:
            return held_words(line)
        case Readiness.WAITING:
            return _waits_words(line, words)
        case Readiness.NO_DATE:
            return f"needs {line.no_date}" if line.no_date else ""
        case Readiness.READY:
            return ""


def held_words(line: TaskLine) -> str:
    """Return what holds a task: a red flag, or the operation after which it rests."""
    flags = [hold for hold in line.held_by if hold != OPERATION]
    if not flags:
        return "until the surgeon lets go"
    return f"by the red flag “{flags[0]}”" if len(flags) == 1 else f"by {len(flags)} red flags"


def series_words(line: TaskLine, today: date) -> str:
    """Return where a series stands: 2 of 8, then 9 Mar, or how often it was missed; empty for what stands alone.

    The day is that of the session after this one, whose own day stands beside it.
    """
    if line.sessions < 2:
        return ""
    place = f"{line.session} of {line.sessions}"
    if line.missed:
        return f"{place}, missed {'once' if line.missed == 1 else count_words(line.missed, 'time')}"
    ahead = line.next_session if line.next_session and line.next_session >= today else None
    return f"{place}, then {short_date(ahead, today=today)}" if ahead else place


def name_of(title: str) -> str:
    """Return the part of a title that names the task: “Hold the case conference” of “…: suspected cause, goals”.

    A red flag is named with what is suspected; a title that begins with such a sign stays whole.
    """
    return _TITLE_ENDS.split(title, maxsplit=1)[0].strip() or title


def _ready_words(line: TaskLine, words: RoleWords) -> str:
    said = ""
    for reason in _reasons(line, words):
        longer = f"{said}, {reason}" if said else reason
        if not said or len(longer) <= WHY_LIMIT:
            said = longer
    goes_on = line.status is TaskStatus.IN_PROGRESS or line.urgent_by
    return said if goes_on else said[:1].upper() + said[1:]


def _reasons(line: TaskLine, words: RoleWords) -> Iterator[str]:
    """Yield what speaks for looking at a task, the weightiest first."""
    yield from filter(None, _elsewhere(line, words))
    if line.orphaned:
        yield "not in the templates any more"
    if line.urgent_by:
        yield f"because of the red flag “{line.urgent_by}”"
    if line.unblocks:
        yield f"unblocks {count_words(line.unblocks, 'task')}"
    if line.question:
        yield "one answer is not known any more"
    if line.for_role:
        yield f"for the {words(line.for_role).lower()}"
    if line.asks and not line.red_flag:
        yield "asks for an answer"


def _waits_words(line: TaskLine, words: RoleWords) -> str:
    if not line.waits_for:
        return "for an answer to a question"
    first, more = line.waits_for[0], len(line.waits_for) - 1
    others = f" and {more} more" if more else ""
    whose = "same role" if first.role == line.role else words(first.role).lower()
    return f"for {name_of(first.title)} ({whose}){others}"


def _alarm(line: TaskLine) -> Mark | None:
    if not line.is_open:
        return None
    if line.red_flag:
        return RED_FLAG
    if line.stopped:
        return STOPPED
    if line.urgent_by:
        return URGENT_BY_FLAG
    return URGENT if line.priority is Priority.URGENT else None


def rows_of(lines: Iterable[TaskLine], *, today: date, words: RoleWords, by_role: bool = False) -> tuple[Row, ...]:
    """Return the rows of `lines` in their order."""
    return tuple(row_of(line, today=today, words=words, by_role=by_role) for line in lines)
