"""A planned task from its row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Row

from careplan.expand import DesiredTask
from careplan.identity import Identity
from careplan.plan import Overrides, PlannedTask
from careplan.store.columns import read
from careplan.store.numbers import task_id
from careplan.store.schema import task
from careplan.store.stand import Stand
from careplan.task import Evidence, HoldAs, Outcome, Phase, Priority, Readiness, TaskStatus

TASK_COLUMNS: Final = tuple(
    task.c[name]
    for name in (
        *("id", "module", "key", "instance", "occurrence", "shown_key", "for_role", "assignee", "phase", "status"),
        *("outcome", "closed_on", "note", "why", "done_when", "members", "evidence", "sources", "occurrences"),
        *("window_from", "window_to", "row_version", "body"),
        *("readiness", "lane", "turn", "held", "open_waits", "unblocks", "late_after"),
    )
)
"""What `task_from` and `stand_from` read; the other columns follow from these, for lists."""

# a look in a dict costs a third of calling the enumeration, and a plan has hundreds
PHASES: Final = {phase.value: phase for phase in Phase}
STATUSES: Final = {status.value: status for status in TaskStatus}
OUTCOMES: Final = {outcome.value: outcome for outcome in Outcome}
PRIORITIES: Final = {priority.value: priority for priority in Priority}
READINESS: Final = {readiness.value: readiness for readiness in Readiness}
_HOLDS: Final = {hold.value: hold for hold in HoldAs}


def stand_from(row: Row[Any]) -> Stand:
    """Return how the task of a row stands."""
    readiness = READINESS[row.readiness] if row.readiness else None
    return Stand(readiness, row.lane, row.turn, row.held, row.open_waits, row.unblocks, row.late_after)


def task_from(row: Row[Any]) -> PlannedTask:
    """Return the task of a row."""
    body: dict[str, Any] = read(row.body)
    identity = Identity(row.module, row.key, row.instance, row.occurrence)
    own = body.get("overrides")
    return PlannedTask(
        identity=identity,
        desired=_desired(row, body["desired"], identity),
        status=STATUSES[row.status],
        outcome=OUTCOMES[row.outcome] if row.outcome else None,
        closed_on=row.closed_on,
        note=row.note,
        assignee=row.assignee,
        overrides=_overrides(own) if own else _NOTHING_BY_HAND,
        cancelled_by=body.get("cancelled_by"),
        reason=body.get("reason", ""),
        question=tuple(body.get("question", ())),
        orphaned=body.get("orphaned", False),
        started_anyway=body.get("started_anyway"),
        id=task_id(row.id),
    )


def _desired(row: Row[Any], body: Mapping[str, Any], identity: Identity) -> DesiredTask:
    window = (row.window_from, row.window_to) if row.window_from else None
    return DesiredTask(
        identity=identity,
        key=row.shown_key,
        members=_parts(row.members),
        title=body["title"],
        why=row.why,
        done_when=tuple(read(row.done_when)),
        role=body["role"],
        for_role=row.for_role,
        phase=PHASES[row.phase],
        priority=PRIORITIES[body["priority"]] if "priority" in body else Priority.NORMAL,
        due=_day(body, "due"),
        window=window,
        late_after=_day(body, "late_after"),
        anchor_day=_day(body, "anchor_day"),
        known=_day(body, "known"),
        no_date=body.get("no_date"),
        waits=tuple(Identity(*wait) for wait in body.get("waits", ())),
        question_waits=tuple(body.get("question_waits", ())),
        occurrences=row.occurrences,
        asks=tuple(body.get("asks", ())),
        guard=body.get("guard", False),
        hold_as=_HOLDS[body["hold_as"]] if "hold_as" in body else HoldAs.NONE,
        evidence=_marks(row.evidence),
        sources=_parts(row.sources),
        patient_text=body.get("patient_text"),
        red_flag=body.get("red_flag"),
        repeat_when_moved=body.get("repeat_when_moved", False),
        forward=body.get("forward", False),
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
