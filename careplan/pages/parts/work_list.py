"""The sections of My work as groups of the task list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from careplan.coordination.authority import may
from careplan.coordination.lines import TaskLine
from careplan.coordination.work import Beside, Section, Work, WorkBeside
from careplan.pages.desk import Desk
from careplan.pages.parts.task_rows import hand_off_words, rows_of
from careplan.pages.parts.tasks import Foot, Group, Row
from careplan.pages.parts.words import (
    COVERED,
    HANDED,
    OVERDUE,
    SOON,
    TODAY,
    Mark,
    count_words,
    short_date,
    show_date,
    status_mark,
)
from careplan.pages.parts.work_view import ALL, MORE, WorkView
from careplan.task import Readiness, TaskStatus

TITLES: Final[Mapping[Section, str]] = {
    Section.OVERDUE: "Overdue",
    Section.TODAY: "Today",
    Section.SOON: "7 days",
    Section.WAITING: "Waiting on others",
    Section.HANDED: "Handed to me",
    Section.RESTING: "Waiting",
    Section.LATER: "Later",
    Section.UNDATED: "No date yet",
}
BESIDE: Final[Mapping[Beside, str]] = {
    Beside.COVERED: "Covered",
    Beside.UNANSWERED: "Hand-offs without an answer",
}
_LAST: Final = (Section.RESTING, Section.LATER, Section.UNDATED)
"""What of the own work comes after all that can be done or answered now."""
_MARKS: Final[Mapping[Section, Mark]] = {
    Section.OVERDUE: OVERDUE,
    Section.TODAY: TODAY,
    Section.SOON: SOON,
    Section.HANDED: HANDED,
    Section.WAITING: status_mark(TaskStatus.TODO, Readiness.WAITING),
    Section.RESTING: status_mark(TaskStatus.TODO, Readiness.WAITING),
    Section.UNDATED: status_mark(TaskStatus.TODO, Readiness.NO_DATE),
}


def work_groups(desk: Desk, work: Work, view: WorkView) -> tuple[Group, ...]:
    """Return the groups in the order of the screen; one without tasks is left out, but Today says that it is empty.

    Who has no open task at all gets no group: the list says so itself.
    """
    if work.nothing:
        return ()
    shown = view.sections()
    sections = [section for section in TITLES if section in shown]
    own = [
        _group(desk, work, view, section)
        for section in sections
        if work.count(section) or section is Section.TODAY or view.show != ALL
    ]
    if work.escalated and view.show == ALL:
        after = next(at for at, group in enumerate(own, 1) if group.key == Section.TODAY)
        own.insert(after, _escalated(desk, work))
    beside = [_beside(desk, group, at) for at, group in enumerate(work.beside) if group.beside in view.beside()]
    later = [group for group in own if group.key in _LAST]
    return (*(group for group in own if group.key not in _LAST), *beside, *later)


def _escalated(desk: Desk, work: Work) -> Group:
    """Return the late work of other roles that the person is told of: whose it is stands on each row."""
    rows = rows_of(work.escalated, today=desk.today, words=desk.clinic.role_words)
    return Group("escalated", "Escalated: late work of others", OVERDUE, rows, count=len(rows))


def work_range(groups: tuple[Group, ...]) -> str:
    """Return how much of what is unfolded is shown: 1-25 of 41."""
    shown = sum(len(group.rows) for group in groups)
    there = sum(group.count or 0 for group in groups if not group.folded)
    return f"1-{shown} of {there}" if shown else ""


def nothing_words(desk: Desk) -> str:
    """Return what to do for who has no open task at all, as in a clinic that begins."""
    if may(desk.clinic.catalogue, desk.actor, "plan.create"):
        return "No open task is yours. Tasks come with a plan."
    return "No open task is yours. Tasks come with the plans of your teams’ patients."


def empty_words(work: Work, view: WorkView) -> str:
    """Return why a list is empty, and what comes next."""
    soon = work.count(Section.SOON)
    if view.show in (ALL, Section.TODAY):
        following = f"{count_words(soon, 'task')} due in 7 days." if soon else "Nothing is due in 7 days either."
        return f"Nothing due today. {following}"
    return {
        Beside.COVERED.value: "Nobody for whom you cover has work due.",
        Beside.UNANSWERED.value: "Every hand-off has its answer in time.",
        Section.OVERDUE.value: "Nothing is overdue.",
        Section.SOON.value: "Nothing is due in 7 days.",
        Section.WAITING.value: "Nothing of yours waits on others.",
        Section.HANDED.value: "Nobody has handed you a task.",
    }[view.show]


def _beside(desk: Desk, group: WorkBeside, at: int) -> Group:
    """Return a group beside the own work: for whom it is covered and until when, or what has no answer."""
    cover, more = group.cover, group.total > len(group.lines)
    title = f"Covered for {cover.away.id} until {show_date(cover.until)}" if cover else BESIDE[group.beside]
    rows = rows_of(group.lines, today=desk.today, words=desk.clinic.role_words)
    if cover is None:
        rows = tuple(_unanswered(desk, row, line) for row, line in zip(rows, group.lines, strict=True))
    key = f"{group.beside.value}-{at}"
    feet = (Foot(f"{MORE}-{key}", "Show 25 more", None),) if more else ()
    return Group(key, title, COVERED if cover else HANDED, rows, count=group.total, feet=feet)


def _unanswered(desk: Desk, row: Row, line: TaskLine) -> Row:
    """Return the row of a hand-off without an answer, which says since when."""
    said = hand_off_words(line, desk.clinic.role_words)
    since = line.hand_off.on if line.hand_off else None
    words = f"{said} since {short_date(since, today=desk.today)}" if since else said
    return replace(row, why=words[:1].upper() + words[1:])


def _group(desk: Desk, work: Work, view: WorkView, section: Section) -> Group:
    lines = work.lines.get(section, ())
    count, folded = work.count(section), view.is_folded(section)
    shared = section is Section.HANDED
    rows = rows_of(lines, today=desk.today, words=desk.clinic.role_words, by_role=not shared)
    more = count > len(rows) and not folded
    return Group(
        section.value,
        TITLES[section],
        _MARKS.get(section),
        rows,
        count=count,
        empty=empty_words(work, view if view.show != ALL else WorkView(Section.TODAY)) if not count else "",
        folded=folded,
        feet=(Foot(f"{MORE}-{section.value}", "Show 25 more", None),) if more else (),
    )
