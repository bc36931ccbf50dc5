"""A planned task as a row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from careplan.expand import DesiredTask, asks_to_close
from careplan.hand_off import TOLD, HandOff, written_hand_off
from careplan.plan import PlannedTask
from careplan.store.columns import written
from careplan.store.numbers import number_of
from careplan.store.stand import Stand
from careplan.task import HoldAs, Priority


def row_of(task: PlannedTask, stand: Stand) -> dict[str, Any]:
    """Return the columns that say what the task is and how it stands; the plan's own are added by the caller."""
    identity = task.identity
    return {
        "id": number_of(task.id),
        "module": identity.module,
        "key": identity.key,
        "instance": identity.instance,
        "occurrence": identity.occurrence,
        **wanted_columns(task.desired),
        **state_columns(task, stand),
    }


def wanted_columns(wanted: DesiredTask) -> dict[str, Any]:
    """Return the columns that say only what the templates ask for."""
    window = wanted.window or (None, None)
    return {
        "shown_key": wanted.key,
        "for_role": wanted.for_role,
        "phase": wanted.phase.value,
        "red_flag": wanted.red_flag is not None,
        "asks": asks_to_close(wanted),
        "occurrences": wanted.occurrences,
        "window_from": window[0],
        "window_to": window[1],
        "why": wanted.why,
        "done_when": _written_words(wanted.done_when),
        "members": ";".join(wanted.members),
        "evidence": ";".join(wanted.evidence),
        "sources": ";".join(wanted.sources),
    }


def state_columns(task: PlannedTask, stand: Stand) -> dict[str, Any]:
    """Return the columns in which a person has a say, and how the task stands."""
    return {
        "title": task.title,
        "role": task.role,
        "assignee": task.assignee,
        "priority": task.priority.value,
        "urgency": task.urgency,
        "status": task.status.value,
        "outcome": task.outcome.value if task.outcome else None,
        "is_open": task.is_open,
        "due": task.due,
        "opens": task.opens,
        "closed_on": task.closed_on,
        "note": task.note,
        "body": _body(task),
        **_hand_off_columns(task.hand_off),
        **stand_columns(stand),
    }


def _hand_off_columns(known: HandOff | None) -> dict[str, Any]:
    """Return what lists and files tell of the last hand-off; of one that came to nothing, nothing."""
    told = known if known and known.state in TOLD else None
    return {
        "hand_off": told.state.value if told else None,
        "hand_off_role": told.to_role if told else None,
        "hand_off_person": told.to_person if told else None,
        "hand_off_on": told.day if told else None,
    }


@lru_cache(maxsize=4096)
def _written_words(words: tuple[str, ...]) -> str:
    """Return words as they are kept: the sessions of a series share them, and the plans of a clinic."""
    return written(words)


def stand_columns(stand: Stand) -> dict[str, Any]:
    """Return the columns that say how the task stands."""
    return {**stand._asdict(), "readiness": stand.readiness.value if stand.readiness else None}


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
    handed = {} if task.hand_off is None else {"hand_off": written_hand_off(task.hand_off)}
    return written({"desired": _desired_body(task.desired), **_said(**rest), **started, **handed})


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
            flag_class=wanted.flag_class,
        ),
    }


def _said(**values: object) -> dict[str, Any]:
    """Return only what says something: most tasks leave most of it out."""
    return {name: value for name, value in values.items() if value}
