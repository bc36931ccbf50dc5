"""A plan's lines as its four views draw them: the same lines under other headings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from careplan.coordination.board import Board, Show, Shown
from careplan.coordination.lines import TaskLine
from careplan.coordination.questions import LaterTask
from careplan.pages.parts.task_rows import day_of, row_of
from careplan.pages.parts.tasks import Foot, Group, Layout, Row, Strip, TaskList
from careplan.pages.parts.words import Mark, Shape, Tone, count_words, role_mark
from careplan.task import PHASE_WORDS, Phase
from careplan.team import Role, RoleId, RoleWords

Key = TypeVar("Key", bound=Hashable)

FINISHED: Final = Mark(Shape.CHECK, Tone.GREEN, "Finished")
_NONE: Final = Shown(())
_LATER: Final = "later"
_UNDECIDED: Final = "decision"
_NOTHING: Final[Mapping[Show, str]] = MappingProxyType(
    {
        Show.NOW: "Nothing is due in the next 6 weeks.",
        Show.OPEN: "Nothing is open in this plan.",
        Show.OVERDUE: "Nothing is late in this plan.",
        Show.MINE: "Nothing in this plan is yours to do.",
        Show.ALL: "This plan has no tasks yet. Add one with + Task.",
    }
)


class View(StrEnum):
    """How the board is laid out."""

    ROLE = "role"
    PHASE = "phase"
    TIMELINE = "timeline"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class BoardLook:
    """What every view needs besides the board.

    Attributes:
        show: the filter.
        each: what every filter lets through.
        opened: keys of the feet and folded headings that are open.
        own_role: the viewer's, which a phone shows first.
        select: whether rows can be chosen for a change of several at once.
        rows: those made so far, so that one is made once for all filters.
    """

    board: Board
    show: Show
    each: Mapping[Show, Shown]
    today: date
    words: RoleWords
    opened: Collection[str]
    own_role: RoleId
    strip: Strip
    select: bool = False
    rows: dict[tuple[str, bool, bool], Row] = field(default_factory=dict, compare=False)

    @property
    def shown(self) -> Shown:
        """What the filter lets through."""
        return self.each[self.show]

    def row(self, line: TaskLine, *, by_role: bool = False, aside: bool = False) -> Row:
        """Return the row of a line; `aside` says its phase and person too, and at its day that a person set it."""
        which = line.id, by_role, aside
        if which not in self.rows:
            self.rows[which] = self._row(line, by_role=by_role, aside=aside)
        return self.rows[which]

    def _row(self, line: TaskLine, *, by_role: bool, aside: bool) -> Row:
        row = row_of(line, today=self.today, words=self.words, by_role=by_role)
        if not aside:
            return row
        due = row.due._replace(text=", ".join(filter(None, (row.due.text, day_of(line, self.today).set_by))))
        return replace(row, due=due, aside=", ".join(filter(None, (PHASE_WORDS[line.phase], line.assignee))))


def board_list(look: BoardLook, view: View) -> TaskList:
    """Return what a view draws; the number of tasks in the strip is the same in all four."""
    groups: Callable[[BoardLook], Iterable[Group]] = {
        View.ROLE: _by_role,
        View.PHASE: _by_phase,
        View.TIMELINE: _by_day,
        View.TABLE: _at_once,
    }[view]
    by_role = view is View.ROLE
    return TaskList(
        groups=tuple(groups(look)) if _anything(look, view) else (),
        strip=replace(look.strip, count=count_words(len(look.shown.lines), "task")),
        layout=Layout.COLUMNS if by_role else Layout.LIST,
        empty=_NOTHING[look.show],
        picked=look.own_role if by_role else "",
        one_patient=True,
        select=look.select and view is View.TABLE,
        only_open=look.show is not Show.ALL,
    )


def _anything(look: BoardLook, view: View) -> bool:
    return any((*look.shown, _to_come(look))) or view is View.PHASE


def _by_role(look: BoardLook) -> Iterable[Group]:
    parts = _parted(look.shown, lambda line: line.role)
    for role in look.board.roles:
        mine = parts.get(role, _NONE)
        told = tuple(task for task in _to_come(look) if task.role == role)
        if any(mine) or told:
            mark = role_mark(Role(id=role, label=look.words(role)))
            yield _group(look, role, mark.word, mark, mine, told, by_role=True)


def _by_phase(look: BoardLook) -> Iterable[Group]:
    parts = _parted(look.shown, lambda line: line.phase)
    for phase, title in PHASE_WORDS.items():
        every = [line for line in look.board.lines if line.phase is phase]
        mine = parts.get(phase, _NONE)
        if every and not any(line.is_open for line in every):
            yield _finished(look, phase, title, mine, sum(not line.cancelled for line in every))
        else:
            told = tuple(task for task in _to_come(look) if task.phase is phase)
            if any(mine) or told:
                yield _group(look, phase.value, title, None, mine, told)


def _parted(shown: Shown, by: Callable[[TaskLine], Key]) -> dict[Key, Shown]:
    """Return the lines of each heading, in the order in which they stand."""
    parts: dict[Key, tuple[list[TaskLine], ...]] = {}
    for at, lines in enumerate(shown):
        for line in lines:
            parts.setdefault(by(line), ([], [], []))[at].append(line)
    return {key: Shown(*map(tuple, lists)) for key, lists in parts.items()}


def _finished(look: BoardLook, phase: Phase, title: str, mine: Shown, number: int) -> Group:
    """Fold a phase in which nothing is open any more: `number` tasks were closed, the others cancelled."""
    mark = FINISHED if number else None
    if not mine.lines:
        said = f"Finished: {count_words(number, 'task')} closed." if number else "All of it was cancelled."
        return Group(phase.value, title, mark, count=0, empty=said)
    folded = phase.value not in look.opened
    rows = () if folded else tuple(look.row(line) for line in mine.lines)
    return Group(phase.value, title, mark, rows, count=len(mine.lines), folded=folded)


def _by_day(look: BoardLook) -> Iterable[Group]:
    dated = sorted((line for line in look.shown.lines if line.due), key=lambda line: (line.due or date.max, line.id))
    undated = tuple(line for line in look.shown.lines if line.due is None)
    rest = Shown((), look.shown.later, look.shown.undecided)
    yield _group(look, "dated", "In the order of their dates", None, Shown(tuple(dated), *rest[1:]), _to_come(look))
    if undated:
        yield _group(look, "undated", "No date yet", None, Shown(undated))


def _at_once(look: BoardLook) -> Iterable[Group]:
    yield _group(look, "table", "All that is shown", None, look.shown, _to_come(look), aside=True)


def _to_come(look: BoardLook) -> tuple[LaterTask, ...]:
    """Return what an undecided gate may still add; only what matters now says what is still to come (R36)."""
    return look.board.questions.by_decision if look.show is Show.NOW else ()


def _group(
    look: BoardLook,
    key: str,
    title: str,
    mark: Mark | None,
    mine: Shown,
    told: Sequence[LaterTask] = (),
    *,
    by_role: bool = False,
    aside: bool = False,
) -> Group:
    later, undecided = f"{_LATER}.{key}", f"{_UNDECIDED}.{key}"
    beyond = {later: mine.later, undecided: mine.undecided}
    opened = [line for name, lines in beyond.items() if name in look.opened for line in lines]
    feet = []
    if mine.later:
        feet.append(Foot(later, f"Later ({len(mine.later)})", later in look.opened))
    if mine.undecided or told:
        words = f"Depends on a decision ({len(mine.undecided) + len(told)})"
        feet.append(Foot(undecided, words, undecided in look.opened, tuple(map(_told, told))))
    rows = tuple(look.row(line, by_role=by_role, aside=aside) for line in (*mine.lines, *opened))
    empty = "" if rows or feet else "Nothing."
    return Group(key, title, mark, rows, count=len(mine.lines), feet=tuple(feet), empty=empty)


def _told(task: LaterTask) -> str:
    return f"{task.title} (if {task.gate[:1].lower()}{task.gate[1:]})"
