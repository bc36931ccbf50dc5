"""What a plan tells whoever takes a task over: situation, background, assessment, request (pure, nothing is invented).

Only what stands on record is said, with the day on which it became known; what is not known is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from careplan.cause import CauseId, Certainty
from careplan.hand_off import Briefing
from careplan.improvement import Improvement, improvement
from careplan.measure import Measure
from careplan.patient import Operation, OperationProcedure
from careplan.plan import CarePlan, PlannedTask
from careplan.standing import Standing
from careplan.task import TaskStatus
from careplan.team import RoleId
from careplan.text_length import LONGEST_LINE
from careplan.working_days import date_words

FOLLOWED = ("odi", "nrs_back", "nrs_leg")
"""The outcomes that every plan follows."""


@dataclass(frozen=True, slots=True)
class Words:
    """How people call things: causes, roles, what an operation consists of, red flags."""

    cause: Callable[[CauseId], str]
    role: Callable[[RoleId], str]
    procedure: Callable[[OperationProcedure], str]
    flag: Callable[[str], str]


def briefing(
    plan: CarePlan,
    task: PlannedTask,
    standing: Standing | None,
    *,
    today: date,
    words: Words,
    measures: Mapping[str, Measure],
    done_when: Iterable[str] = (),
) -> Briefing:
    """Return what the plan tells of a task to whoever takes it over.

    Args:
        standing: how the task stands; None for a closed one.
        done_when: when the task is done, in plain words.
    """
    return Briefing(
        situation=_lines(_situation(plan, task, standing, today, words)),
        background=_lines(_background(plan, words)),
        assessment=_lines(_assessment(plan, words, measures)),
        request=_request(task, done_when, today),
    )


def _situation(
    plan: CarePlan, task: PlannedTask, standing: Standing | None, today: date, words: Words
) -> Iterator[str]:
    late = standing.on(today).days_late(today) if standing else 0
    due = f"due {date_words(task.due)}" if task.due else "no date yet"
    state = " in progress," if task.status is TaskStatus.IN_PROGRESS else ""
    overdue = f", {_counted(late, 'day')} late" if late else ""
    yield f"{task.title}:{state} {due}{overdue}."
    for flag in (one for one in plan.inputs.flags if one.cleared is None):
        yield f"Red flag open: {words.flag(flag.flag)}, found {date_words(flag.opened)}."
    waits = [plan.tasks[wait] for wait in standing.waits] if standing else []
    if waits:
        yield f"Waits for {'; '.join(_waited_for(one, words) for one in waits)}."


def _waited_for(task: PlannedTask, words: Words) -> str:
    due = f", due {date_words(task.due)}" if task.due else ""
    return f"{task.title} ({words.role(task.role).lower()}{due})"


def _background(plan: CarePlan, words: Words) -> Iterator[str]:
    operations = [one for one in plan.inputs.record.operations if not one.cancelled]
    for one in sorted(operations, key=lambda each: each.day or date.max):
        yield f"{_operation(one, words)}."
    yield f"Plan since {date_words(plan.inputs.start)}."
    for goal in plan.goals:
        if goal.is_sought and len(goal.words) <= LONGEST_LINE:  # a longer one is never cut: it stands on the plan
            yield f"Goal in the person’s words: “{goal.words}”"


def _operation(one: Operation, words: Words) -> str:
    what = " and ".join(words.procedure(each) for each in one.procedures) or "Operation on the spine"
    side = "both sides" if one.side == "both" else one.side.value if one.side else ""
    implant = "with an implant" if one.implant else ""
    if one.day is None:
        when = "date not known" if one.done else "planned, no date yet"
    else:
        when = date_words(one.day) if one.done else f"planned for {date_words(one.day)}"
    return ", ".join(filter(None, (f"{what} {', '.join(one.levels)}".strip(), side, implant, when)))


def _assessment(plan: CarePlan, words: Words, measures: Mapping[str, Measure]) -> Iterator[str]:
    known = [one for one in plan.inputs.causes if one.certainty is not Certainty.REFUTED]
    if known:
        yield f"Causes: {', '.join(f'{words.cause(one.cause)} ({one.certainty.value})' for one in known)}."
    if gone := [words.cause(one.cause) for one in plan.inputs.causes if one.certainty is Certainty.REFUTED]:
        yield f"Refuted: {', '.join(gone)}."
    record = plan.inputs.record
    taken = (improvement(measures[name], record.observations, record.start) for name in FOLLOWED if name in measures)
    for one in filter(None, taken):
        yield f"{_outcome(one)}."


def _outcome(one: Improvement) -> str:
    last = one.latest or one.baseline
    since = f", {_value(one.baseline.value)} on {date_words(one.baseline.day)}" if one.latest else ""
    return f"{one.measure.short} {_value(last.value)} on {date_words(last.day)}{since}"


def _request(task: PlannedTask, done_when: Iterable[str], today: date) -> str:
    """Return what is asked for; a day that is over is asked for no more."""
    when = "; ".join(done_when)
    done = f" Done when: {when}." if when else ""
    if task.due and task.due < today:
        return f"Please take over “{task.title}”. It was due {date_words(task.due)}: say by when you can do it.{done}"
    by = f", by {date_words(task.due)}" if task.due else ""
    return f"Please take over “{task.title}”{by}.{done}"


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
