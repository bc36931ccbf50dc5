"""The state of a task as an act keeps it for Undo: everything but what the templates say of it (PLAN_RULES R28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from careplan.expand import DesiredTask
from careplan.hand_off import read_hand_off, written_hand_off
from careplan.identity import Identity
from careplan.plan import Overrides, PlannedTask
from careplan.task import Outcome, Priority, TaskStatus

State = dict[str, Any]
"""What a person decides of a task, ready to be written."""

_OWN_WORDS: Final = "own_words"
"""What a person wrote of a task made by hand, beside what may be set over a template's."""
_BEFORE_HAND_OFFS: Final = {"hand_off": None}
"""What an act did not keep that was done before there were hand-offs."""


def state_of(task: PlannedTask | None) -> State | None:
    """Return what there is to keep of a task; None of one that is not there."""
    return None if task is None else _state(task)


def stands_at(task: PlannedTask, kept: State) -> bool:
    """Whether a task is still in the state that was kept."""
    known = _BEFORE_HAND_OFFS | kept
    return all(known[name] == value for name, value in _state(task).items() if name != _OWN_WORDS or name in kept)


def _state(task: PlannedTask) -> State:
    own = task.overrides
    return {
        **({_OWN_WORDS: _own_words(task)} if task.by_hand else {}),
        "status": task.status.value,
        "outcome": task.outcome.value if task.outcome else None,
        "closed_on": _iso(task.closed_on),
        "note": task.note,
        "assignee": task.assignee,
        "cancelled_by": task.cancelled_by,
        "reason": task.reason,
        "started_anyway": task.started_anyway,
        "due": _iso(own.due),
        "set_against": _iso(own.set_against),
        "role": own.role,
        "title": own.title,
        "priority": own.priority.value if own.priority else None,
        "kept": own.kept,
        "hand_off": written_hand_off(task.hand_off),
    }


def with_state(task: PlannedTask, state: State) -> PlannedTask:
    """Return the task in a state that was kept."""
    return replace(
        task,
        status=TaskStatus(state["status"]),
        outcome=Outcome(state["outcome"]) if state["outcome"] else None,
        closed_on=_day(state["closed_on"]),
        note=state["note"],
        assignee=state["assignee"],
        cancelled_by=state["cancelled_by"],
        reason=state["reason"],
        started_anyway=state["started_anyway"],
        hand_off=read_hand_off(state.get("hand_off")),
        desired=_with_own_words(task.desired, state[_OWN_WORDS]) if _OWN_WORDS in state else task.desired,
        overrides=Overrides(
            due=_day(state["due"]),
            set_against=_day(state["set_against"]),
            role=state["role"],
            title=state["title"],
            priority=Priority(state["priority"]) if state["priority"] else None,
            kept=state["kept"],
        ),
    )


def _own_words(task: PlannedTask) -> State:
    wanted = task.desired
    first, last = wanted.window or (None, None)
    return {
        "done_when": list(wanted.done_when),
        "due": _iso(wanted.due),
        "late_after": _iso(wanted.late_after),
        "window": [_iso(first), _iso(last)],
        "waits": [str(wait) for wait in wanted.waits],
    }


def _with_own_words(wanted: DesiredTask, kept: State) -> DesiredTask:
    first, last = map(_day, kept["window"])
    return wanted._replace(
        done_when=tuple(kept["done_when"]),
        due=_day(kept["due"]),
        late_after=_day(kept["late_after"]),
        window=(first, last) if first and last else None,
        waits=tuple(Identity.parse(text) for text in kept["waits"]),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
