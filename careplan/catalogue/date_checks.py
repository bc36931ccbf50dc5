"""What must hold for the days of a task: windows that can be met, series that go forward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from careplan.errors import InvalidInput
from careplan.template import TaskDefinition

TEN_YEARS = 3653
"""No plan looks further ahead, nor back."""

PLANNED_ANCHORS = frozenset({"revision_surgery", "procedure", "scs_trial", "scs_implant"})
"""Days that are known before they come: only before these there is something to be done."""


def check_days(task: TaskDefinition) -> Iterator[str]:
    """Yield a sentence for everything wrong with due, repeat and window_later of a task."""
    unread = [*_read(lambda: task.days), *_read(lambda: task.series), *_read(lambda: task.later_window)]
    yield from dict.fromkeys(unread)
    if unread:
        return
    yield from _first(task)
    yield from _later(task)
    if task.window_later is not None:
        yield from _later_window(task.window_later, *task.later_window)


def _read(part: Callable[[], object]) -> Iterator[str]:
    try:
        part()
    except InvalidInput as error:
        yield str(error)


def _first(task: TaskDefinition) -> Iterator[str]:
    yield from _too_far(f"due “{task.due}”", task.days)
    if task.days.target < 0 and task.anchor not in PLANNED_ANCHORS:
        yield (
            f"due “{task.due}” lies before “{task.anchor}”, a day that is not known beforehand. "
            f"Days below 0 need one of these anchors: {', '.join(sorted(PLANNED_ANCHORS))}."
        )


def _later(task: TaskDefinition) -> Iterator[str]:
    days = (task.days.target, *task.series.days)
    yield from _too_far(f"repeat “{task.repeat}”", task.series.days)
    back = next(((earlier, later) for earlier, later in pairwise(days) if later <= earlier), None)
    if back:
        yield (
            f"repeat “{task.repeat}” does not go forward: day {back[1]} comes after day {back[0]}. "
            f"Write days that rise, the first of them later than day {task.days.target}."
        )


def _later_window(written: str, first: int, last: int) -> Iterator[str]:
    yield from _too_far(f"window_later “{written}”", (first, last))
    if last < first:
        yield f"window_later {first}..{last} ends before it begins. Write the smaller number first."
    elif not first <= 0 <= last:
        yield f"window_later {first}..{last} leaves out its own day, which is 0. Write such as -7..7 or 0..14."


def _too_far(what: str, days: Iterable[int]) -> Iterator[str]:
    far = next((day for day in days if abs(day) > TEN_YEARS), None)
    if far is not None:
        yield f"{what} reaches day {far}, more than ten years away. Write days from -{TEN_YEARS} to {TEN_YEARS}."
