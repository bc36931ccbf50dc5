"""A planned task from its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Row

from careplan.expand import DesiredTask
from careplan.hand_off import read_hand_off
from careplan.identity import Identity
from careplan.plan import Overrides, PlannedTask
from careplan.store.columns import read
from careplan.store.numbers import task_id
from careplan.store.schema import task
from careplan.store.stand import Stand
from careplan.task import Evidence, HoldAs, Outcome, Phase, Priority, Readiness, TaskStatus
from careplan.urgency import FlagClass

_NAMES: Final = ("id", "module", "key", "instance", "occurrence")
_STATE: Final = ("status", "outcome", "closed_on", "note", "assignee", "body", "row_version")
_WANTED: Final = (
    *("shown_key", "for_role", "phase", "why", "done_when", "members", "evidence", "sources", "occurrences"),
    *("window_from", "window_to"),
)
TASK_COLUMNS: Final = tuple(task.c[name] for name in (*_NAMES, *_STATE, *_WANTED, *Stand._fields))
"""What `task_from` and `stand_from` read, by position; the other columns follow from these, for lists."""

_OF_WANTED: Final = slice(len(_NAMES) + len(_STATE), -len(Stand._fields))
_OF_STAND: Final = slice(-len(Stand._fields), None)
_OF_TASK: Final = slice(len(_NAMES) + len(_STATE) - 1)

# a look in a dict costs a third of calling the enumeration, and a plan has hundreds
PHASES: Final = {phase.value: phase for phase in Phase}
STATUSES: Final = {status.value: status for status in TaskStatus}
OUTCOMES: Final = {outcome.value: outcome for outcome in Outcome}
PRIORITIES: Final = {priority.value: priority for priority in Priority}
READINESS: Final = {readiness.value: readiness for readiness in Readiness}
_CLASSES: Final = tuple(FlagClass)
_HOLDS: Final = {hold.value: hold for hold in HoldAs}


def stand_from(row: Row[Any]) -> Stand:
    """Return how the task of a row stands."""
    readiness, *rest = row[_OF_STAND]
    return Stand(READINESS[readiness] if readiness else None, *rest)


def task_from(row: Row[Any]) -> PlannedTask:
    """Return the task of a row."""
    # unpacked at once: asking a row for each of its columns by name takes longer than all the rest
    number, module, key, instance, occurrence, status, outcome, closed_on, note, assignee, text = row[_OF_TASK]
    body: dict[str, Any] = read(text)
    identity = Identity(module, key, instance, occurrence)
    own = body.get("overrides")
    return PlannedTask(
        identity=identity,
        desired=_desired(row[_OF_WANTED], body["desired"], identity),
        status=STATUSES[status],
        outcome=OUTCOMES[outcome] if outcome else None,
        closed_on=closed_on,
        note=note,
        assignee=assignee,
        overrides=_overrides(own) if own else _NOTHING_BY_HAND,
        cancelled_by=body.get("cancelled_by"),
        reason=body.get("reason", ""),
        question=tuple(body.get("question", ())),
        orphaned=body.get("orphaned", False),
        started_anyway=body.get("started_anyway"),
        hand_off=read_hand_off(body.get("hand_off")),
        id=task_id(number),
    )


def _desired(columns: Sequence[Any], body: Mapping[str, Any], identity: Identity) -> DesiredTask:
    key, for_role, phase, why, done_when, members, evidence, sources, occurrences, first, last = columns
    return DesiredTask(
        title=body["title"],
        why=why,
        done_when=tuple(read(done_when)),
        phase=PHASES[phase],
        asks=tuple(body.get("asks", ())),
        guard=body.get("guard", False),
        hold_as=_HOLDS[body["hold_as"]] if "hold_as" in body else HoldAs.NONE,
        evidence=_marks(evidence),
        sources=_parts(sources),
        patient_text=body.get("patient_text"),
        repeat_when_moved=body.get("repeat_when_moved", False),
        key=key,
        members=_parts(members),
        role=body["role"],
        for_role=for_role,
        occurrences=occurrences,
        identity=identity,
        priority=PRIORITIES[body["priority"]] if "priority" in body else Priority.NORMAL,
        due=_day(body, "due"),
        window=(first, last) if first else None,
        late_after=_day(body, "late_after"),
        anchor_day=_day(body, "anchor_day"),
        known=_day(body, "known"),
        no_date=body.get("no_date"),
        waits=tuple([Identity(*wait) for wait in body.get("waits", ())]),
        question_waits=tuple(body.get("question_waits", ())),
        red_flag=body.get("red_flag"),
        forward=body.get("forward", False),
        flag_class=_CLASSES[body.get("flag_class", 0)],
    )


def _overrides(body: Mapping[str, Any]) -> Overrides:
    return Overrides(
        due=_day(body, "due"),
        set_against=_day(body, "set_against"),
        role=body.get("role"),
        title=body.get("title"),
        priority=Priority(body["priority"]) if "priority" in body else None,
        kept=body.get("kept", ""),
    )


_NOTHING_BY_HAND: Final = Overrides()


@lru_cache(maxsize=4096)  # ids of the catalogue: few different ones, and nothing of a patient
def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


@lru_cache(maxsize=256)
def _marks(text: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(mark) for mark in _parts(text))


def _day(body: Mapping[str, Any], name: str) -> date | None:
    text = body.get(name)
    return date.fromisoformat(text) if text else None
