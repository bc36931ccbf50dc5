"""An event as a row, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from careplan.event import Event, FieldChanged, KeptEvent
from careplan.store.columns import read, written


def row_of(new: Event, seq: int) -> dict[str, Any]:
    """Return the columns of an event at its place in its chain, without the hashes."""
    return {
        "chain": new.chain,
        "seq": seq,
        "at": new.at,
        "what": new.what,
        "actor": new.actor,
        "acting_role": new.acting_role,
        "patient": new.patient_id,
        "plan": new.plan_id,
        "task": new.task_id,
        "act": new.act,
        "undoes": new.undoes,
        "from_version": new.from_version,
        "to_version": new.to_version,
        "changes": changes_of(new),
        "reason": new.reason,
        "undo": written(dict(new.undo)) if new.undo else None,
    }


def changes_of(new: Event) -> str:
    """Return what an event changed as it is written."""
    return written({name: list(change) for name, change in new.changes.items()})


def event_from(row: Row[Any]) -> KeptEvent:
    """Return the event of a row."""
    changes = {name: FieldChanged(*change) for name, change in read(row.changes).items()}
    kept = Event(
        what=row.what,
        actor=row.actor,
        acting_role=row.acting_role,
        at=row.at,
        act=row.act,
        patient_id=row.patient,
        plan_id=row.plan,
        task_id=row.task,
        changes=changes,
        reason=row.reason,
        undo=None if row.undo is None else read(row.undo),
        undoes=row.undoes,
        from_version=row.from_version,
        to_version=row.to_version,
    )
    return KeptEvent(row.id, row.seq, kept)
