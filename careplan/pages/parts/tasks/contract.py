"""What the task list is given to draw: frozen values, and the plain form in which they go to the browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache

from careplan.errors import InvalidInput
from careplan.pages.parts.task_day import Due
from careplan.pages.parts.words import Mark

Wire = dict[str, object]
_MARKS = 256
"""Signs kept as they are sent: more than a clinic has roles, states and alarms."""


class Layout(StrEnum):
    """Rows under headings, or cards in one column a group."""

    LIST = "list"
    COLUMNS = "columns"


class DoneWay(StrEnum):
    """What Done does on a row."""

    MENU = "menu"
    """Opens the outcome menu at once, in the browser."""
    DRAWER = "drawer"
    """Sends `open_done`: the task asks for answers, so it is closed where they are given."""
    ANSWER = "answer"
    """Says Accept, with Send back beside it: the task is offered to the viewer, who answers in the drawer."""
    NONE = ""
    """No Done button: the viewer may not close it, it waits, is held or is closed already."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a task, or the next open one of a series.

    Attributes:
        id: task id, unique in the list.
        version: version of the task that this row shows; comes back with the act.
        patient: patient id.
        title: what to do.
        status: shape, colour and word of the state; "To do" is read out but not written.
        due: what is said of the date, and its colour.
        why: the deciding reason, under 40 characters, following on from the word of the state.
        series: where a series stands, such as "2 of 8, then 9 Mar".
        role: whose it is, on lists that are not grouped by role.
        aside: what a table says besides, such as the phase and the person.
        alarm: red flag or urgent; stands before everything else.
        done: what Done does.
        closed: it can be changed no more, so that it gets no check box.
    """

    id: str
    version: int
    patient: str
    title: str
    status: Mark
    due: Due
    why: str = ""
    series: str = ""
    role: Mark | None = None
    aside: str = ""
    alarm: Mark | None = None
    done: DoneWay = DoneWay.MENU
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Foot:
    """A line below a group that asks for more of it: "Later (7)". Pressing it sends `more` with `key`.

    `expanded` is None where pressing adds rows once ("Show 25 more"), else whether what it names is shown now.
    `told` is what it names besides rows, in words: shown with them.
    """

    key: str
    text: str
    expanded: bool | None = False
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading.

    Attributes:
        key: names the group, unique in the list.
        title: the heading.
        mark: sign before the heading.
        rows: what is shown of it.
        count: lines in the group; how many rows are shown where it is not given.
        empty: what an empty group says; without it, an empty group of a list is left out.
        folded: None for a plain heading; else the heading is a button that sends `more` with `key`,
            and a folded group shows no rows.
        feet: lines below the rows.
    """

    key: str
    title: str
    mark: Mark | None = None
    rows: tuple[Row, ...] = ()
    count: int | None = None
    empty: str = ""
    folded: bool | None = None
    feet: tuple[Foot, ...] = ()


@dataclass(frozen=True, slots=True)
class Strip:
    """The reserved line at the foot.

    Attributes:
        text: what the last act came to, or why it was refused; read out when it changes.
        refused: the text is a refusal.
        undo: id of what Undo takes back; empty hides the button.
        count: how much is shown, such as "1-25 of 41".
        ends_selection: names a change of the selected rows, after which none is selected any more.
        plan: id of the plan that the text is about; the browser is not told.
    """

    text: str = ""
    refused: bool = False
    undo: str = ""
    count: str = ""
    ends_selection: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class TaskList:
    """Everything the component draws.

    Attributes:
        groups: in the order in which they are shown.
        strip: the line at the foot.
        layout: list or columns.
        empty: what stands in place of the groups when there are none.
        picker: what a group is, for the picker that replaces columns on a phone.
        picked: key of the group that a phone shows first; the first group where it is empty.
        one_patient: every row is of the patient the page is about, so the id is not written on each
            (the outcome menu names it all the same).
        select: draw check boxes on what is not closed; the selection comes back with `select` when it is asked for.
        only_open: a task that is closed leaves the list, so its row goes as soon as the act is kept.
    """

    groups: tuple[Group, ...]
    strip: Strip = Strip()
    layout: Layout = Layout.LIST
    empty: str = "Nothing to show."
    picker: str = "Role"
    picked: str = ""
    one_patient: bool = False
    select: bool = False
    only_open: bool = False

    def __post_init__(self) -> None:
        _refuse_twins("Task", (row.id for group in self.groups for row in group.rows))
        _refuse_twins("Group", (group.key for group in self.groups))


def _refuse_twins(what: str, keys: Iterable[str]) -> None:
    twins = [key for key, times in Counter(keys).items() if times > 1]
    if twins:
        raise InvalidInput(f"{what} {twins[0]} stands in this list twice. Show it in one place only.")


def wire(tasks: TaskList, acks: tuple[str, ...]) -> Wire:
    """Return what the browser is sent: only what is drawn, nothing that is empty."""
    return {**wire_frame(tasks, acks), **wire_groups(tasks, wire_row)}


def wire_frame(tasks: TaskList, acks: tuple[str, ...]) -> Wire:
    """Return what stands around the groups of a list, and how they are laid out."""
    return {
        "layout": tasks.layout.value,
        "strip": _filled(**asdict(replace(tasks.strip, plan=""))),
        "acks": list(acks),
        **_filled(picker=tasks.picker, picked=tasks.picked, one_patient=tasks.one_patient, select=tasks.select),
    }


def wire_groups(tasks: TaskList, row: Callable[[Row], object]) -> Wire:
    """Return the groups of a list, or what stands in their place; `row` says how each of their rows is sent."""
    groups = [_group(group, row) for group in tasks.groups]
    return {"groups": groups, **_filled(empty=tasks.empty, only_open=tasks.only_open)}


def _group(group: Group, row: Callable[[Row], object]) -> Wire:
    sent = _filled(key=group.key, title=group.title, mark=_marked(group.mark), empty=group.empty)
    sent["count"] = len(group.rows) if group.count is None else group.count
    sent["rows"] = [row(one) for one in group.rows]
    sent["feet"] = [_foot(foot) for foot in group.feet]
    if group.folded is not None:
        sent["folded"] = group.folded
    return sent


def _foot(foot: Foot) -> Wire:
    told = list(foot.told) if foot.expanded else []
    return {"key": foot.key, "text": foot.text, "expanded": foot.expanded, **_filled(told=told)}


def wire_row(row: Row) -> Wire:
    """Return what the browser is sent of a row."""
    sent = _filled(
        patient=row.patient,
        title=row.title,
        why=row.why,
        series=row.series,
        status=_marked(row.status),
        due=row.due.text,
        due_tone=row.due.tone.value,
        role=_marked(row.role),
        aside=row.aside,
        alarm=_marked(row.alarm),
        done=row.done.value,
        closed=row.closed,
    )
    return {"id": row.id, "v": row.version, **sent}


def _marked(mark: Mark | None) -> Wire | None:
    return _mark(mark) if mark else None


@lru_cache(_MARKS)
def _mark(mark: Mark) -> Wire:
    """Return what the browser is sent of a sign: the same for every row that has it, never to be changed."""
    return _filled(shape=mark.shape.value, tone=mark.tone.value, word=mark.word)


def _filled(**values: object) -> Wire:
    return {name: value for name, value in values.items() if value}
