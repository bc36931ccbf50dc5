"""Who did what, when: written in the same transaction as the act, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from careplan.team import RoleId

CLINIC = "clinic"
"""The chain of everything that concerns no single patient."""
FOLLOWED = "task.followed"
"""What another act changed in a task: in the task's own history, and no news beside that act."""


class FieldChanged(NamedTuple):
    """One field, before and after, in plain values (text, number, yes or no, list, None)."""

    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody did.

    Attributes:
        what: a code such as `task.completed`.
        actor: sign-in name; `acting_role` is the role in which the act was done.
        at: the moment, in UTC.
        patient_id: whose record it concerns; None for the clinic's own chain.
        act: joins the events of one act, so that they are undone together.
        changes: for each changed field what it was and what it is now.
        undo: what is needed to take the act back; None where it cannot be.
        undoes: the act that this one takes back.
        from_version, to_version: row version of the task, else version of the plan, before and after.
    """

    what: str
    actor: str
    acting_role: RoleId
    at: datetime
    act: str
    patient_id: str | None = None
    plan_id: str | None = None
    task_id: str | None = None
    changes: Mapping[str, FieldChanged] = field(default_factory=dict)
    reason: str = ""
    undo: Mapping[str, Any] | None = None
    undoes: str | None = None
    from_version: int | None = None
    to_version: int | None = None

    @property
    def chain(self) -> str:
        """The chain it belongs to: the patient's, else the clinic's."""
        return self.patient_id or CLINIC


class KeptEvent(NamedTuple):
    """An event as the store has it: `number` counts all events, `seq` those of its chain, from 1."""

    number: int
    seq: int
    event: Event
