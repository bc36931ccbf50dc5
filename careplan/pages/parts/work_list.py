"""The sections of My work as groups of the task list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from careplan.coordination.authority import may
from careplan.coordination.work import Section, Work
from careplan.pages.desk import Desk
from careplan.pages.parts.task_rows import rows_of
from careplan.pages.parts.tasks import Foot, Group
from careplan.pages.parts.words import OVERDUE, SOON, TODAY, Mark, count_words, status_mark
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
_MARKS: Final[Mapping[Section, Mark]] = {
    Section.OVERDUE: OVERDUE,
    Section.TODAY: TODAY,
    Section.SOON: SOON,
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
    sections = TITLES if view.show == ALL else [Section(view.show)]
    groups = [
        _group(desk, work, view, section)
        for section in sections
        if work.count(section) or section is Section.TODAY or view.show != ALL
    ]
    if work.escalated and view.show == ALL:
        after = next(at for at, group in enumerate(groups, 1) if group.key == Section.TODAY)
        groups.insert(after, _escalated(desk, work))
    return tuple(groups)


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
        Section.OVERDUE.value: "Nothing is overdue.",
        Section.SOON.value: "Nothing is due in 7 days.",
        Section.WAITING.value: "Nothing of yours waits on others.",
        Section.HANDED.value: "Nobody has handed you a task.",
    }[view.show]


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
