"""A planned task as a row, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Row

from careplan.expand import DesiredTask
from careplan.identity import Identity
from careplan.plan import Overrides, PlannedTask
from careplan.standing import Standing
from careplan.store.columns import read, written
from careplan.store.numbers import number_of, task_id
from careplan.store.schema import task
from careplan.task import Evidence, HoldAs, Outcome, Phase, Priority, Readiness, TaskStatus

READY: Final = "ready"
WAITING: Final = "waiting"
UNDATED: Final = "undated"

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

_RANKS: Final = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2}
_LANES: Final = {
    Readiness.READY: READY,
    Readiness.WAITING: WAITING,
    Readiness.HELD: WAITING,
    Readiness.NO_DATE: UNDATED,
}

# a look in a dict costs a third of calling the enumeration, and a plan has hundreds
_PHASES: Final = {phase.value: phase for phase in Phase}
_STATUSES: Final = {status.value: status for status in TaskStatus}
_OUTCOMES: Final = {outcome.value: outcome for outcome in Outcome}
_PRIORITIES: Final = {priority.value: priority for priority in Priority}
_READINESS: Final = {readiness.value: readiness for readiness in Readiness}
_HOLDS: Final = {hold.value: hold for hold in HoldAs}


class Stand(NamedTuple):
    """How a task stands, as its row says it; a closed one has no readiness and no lane."""

    readiness: Readiness | None = None
    lane: str | None = None
    turn: bool = False
    held: bool = False
    open_waits: int = 0
    unblocks: int = 0
    late_after: date | None = None


CLOSED: Final = Stand()


def stand_of(task: PlannedTask, standing: Standing | None) -> Stand:
    """Return what the row says of how the task stands.

    `late_after` is never before the target: a task is first due and then late, which the counts rest on.
    """
    if standing is None:
        return CLOSED
    late_after = standing.late_after
    if late_after and task.due:
        late_after = max(late_after, task.due)
    elif standing.readiness is Readiness.READY:
        late_after = task.due
    return Stand(
        standing.readiness,
        _lane(task, standing),
        standing.turn,
        bool(standing.held_by),
        len(standing.waits),
        standing.unblocks,
        late_after,
    )


def _lane(task: PlannedTask, standing: Standing) -> str | None:
    if not standing.turn:
        return None
    return UNDATED if task.due is None else _LANES[standing.readiness]


def row_of(task: PlannedTask, stand: Stand) -> dict[str, Any]:
    """Return the columns that say what the task is and how it stands; the plan's own are added by the caller."""
    wanted = task.desired
    window = wanted.window or (None, None)
    return {
        "id": number_of(task.id),
        "module": task.identity.module,
        "key": task.identity.key,
        "instance": task.identity.instance,
        "occurrence": task.identity.occurrence,
        "shown_key": wanted.key,
        "title": task.title,
        "role": task.role,
        "for_role": wanted.for_role,
        "assignee": task.assignee,
        "phase": wanted.phase.value,
        "priority": task.priority.value,
        "priority_rank": _RANKS[task.priority],
        "status": task.status.value,
        "outcome": task.outcome.value if task.outcome else None,
        "is_open": task.is_open,
        "red_flag": wanted.red_flag is not None,
        "asks": bool(wanted.asks),
        "occurrences": wanted.occurrences,
        "due": task.due,
        "window_from": window[0],
        "window_to": window[1],
        "closed_on": task.closed_on,
        "note": task.note,
        "why": wanted.why,
        "done_when": written(wanted.done_when),
        "members": ";".join(wanted.members),
        "evidence": ";".join(wanted.evidence),
        "sources": ";".join(wanted.sources),
        "body": _body(task),
        **stand_columns(stand),
    }


def stand_columns(stand: Stand) -> dict[str, Any]:
    """Return the columns that say how the task stands."""
    return {**stand._asdict(), "readiness": stand.readiness.value if stand.readiness else None}


def stand_from(row: Row[Any]) -> Stand:
    """Return how the task of a row stands."""
    readiness = _READINESS[row.readiness] if row.readiness else None
    return Stand(readiness, row.lane, row.turn, row.held, row.open_waits, row.unblocks, row.late_after)


def task_from(row: Row[Any]) -> PlannedTask:
    """Return the task of a row."""
    body: dict[str, Any] = read(row.body)
    identity = Identity(row.module, row.key, row.instance, row.occurrence)
    own = body.get("overrides")
    return PlannedTask(
        identity=identity,
        desired=_desired(row, body["desired"], identity),
        status=_STATUSES[row.status],
        outcome=_OUTCOMES[row.outcome] if row.outcome else None,
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


def _body(task: PlannedTask) -> str:
    own = task.overrides
    rest = {
        "overrides": _said(
            due=own.due,
            set_against=own.set_against,
            role=own.role,
            title=own.title,
            priority=own.priority,
            kept=own.kept,
        ),
        "cancelled_by": task.cancelled_by,
        "reason": task.reason,
        "question": task.question,
        "orphaned": task.orphaned,
    }
    started = {} if task.started_anyway is None else {"started_anyway": task.started_anyway}
    return written({"desired": _desired_body(task.desired), **_said(**rest), **started})


def _desired_body(wanted: DesiredTask) -> dict[str, Any]:
    """Return what no column tells: what a person may override keeps the template's own word here."""
    texts = {} if wanted.patient_text is None else {"patient_text": wanted.patient_text}
    return {
        "title": wanted.title,
        "role": wanted.role,
        **({} if wanted.no_date is None else {"no_date": wanted.no_date}),
        **({} if wanted.red_flag is None else {"red_flag": wanted.red_flag}),
        **texts,
        **_said(
            priority=None if wanted.priority is Priority.NORMAL else wanted.priority,
            due=wanted.due,
            late_after=wanted.late_after,
            anchor_day=wanted.anchor_day,
            known=wanted.known,
            waits=wanted.waits,
            question_waits=wanted.question_waits,
            asks=wanted.asks,
            guard=wanted.guard,
            hold_as=None if wanted.hold_as is HoldAs.NONE else wanted.hold_as,
            repeat_when_moved=wanted.repeat_when_moved,
            forward=wanted.forward,
        ),
    }


def _said(**values: object) -> dict[str, Any]:
    """Return only what says something: most tasks leave most of it out."""
    return {name: value for name, value in values.items() if value not in (None, "", (), False, {})}


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
        phase=_PHASES[row.phase],
        priority=_PRIORITIES[body["priority"]] if "priority" in body else Priority.NORMAL,
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
