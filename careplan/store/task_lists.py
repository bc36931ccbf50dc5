"""A task as lists show it, read from a row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Row

from careplan.identity import Identity
from careplan.store.numbers import number_of, task_id
from careplan.store.schema import task
from careplan.store.task_reading import OUTCOMES, PHASES, PRIORITIES, READINESS, STATUSES
from careplan.task import Outcome, Phase, Priority, Readiness, TaskStatus
from careplan.team import RoleId
from careplan.urgency import pressing

FAR: Final = date(9999, 12, 31)
"""Stands after every day where a list is sorted by days."""


class Place(NamedTuple):
    """Where a row stands in the order of its section; a page begins after the place of the last row shown."""

    urgency: int
    answered: int
    late_after: date
    unblocks: int
    due: date
    number: int


class TaskRow(NamedTuple):
    """A task as lists show it; what a person set by hand has won already.

    `hand_off` is the code of how its last hand-off stands, with to whom and on which day it was offered.
    `answered` is 0 for a red flag to which no reply came in time, where the list that it stands in asked for that.
    """

    id: str
    row_version: int
    identity: Identity
    shown_key: str
    plan_id: str
    patient_id: str
    title: str
    role: RoleId
    for_role: RoleId | None
    assignee: str | None
    phase: Phase
    priority: Priority
    status: TaskStatus
    outcome: Outcome | None
    readiness: Readiness | None
    turn: bool
    due: date | None
    opens: date | None
    window_to: date | None
    late_after: date | None
    closed_on: date | None
    open_waits: int
    unblocks: int
    occurrences: int
    red_flag: bool
    urgency: int
    asks: bool
    note: str
    rests_from: date | None
    team: int
    hand_off: str | None
    hand_off_role: RoleId | None
    hand_off_person: str | None
    hand_off_on: date | None
    answered: int = 1

    def place(self, today: date) -> Place:
        """Return where it stands in its section."""
        urgency = pressing(self.urgency, ready=self.can_be_done(today), opens=self.opens, today=today)
        late_after, due = self.late_after or FAR, self.due or FAR
        return Place(urgency, self.answered, late_after, self.unblocks, due, number_of(self.id))

    def can_be_done(self, today: date) -> bool:
        """Whether nothing keeps it back, though its window may not have opened."""
        return self.readiness is Readiness.READY and self.turn and not self.rests(today)

    def rests(self, today: date) -> bool:
        """Whether the day of a planned operation has come from which on it is held (R24)."""
        return self.rests_from is not None and self.rests_from <= today

    def days_late(self, today: date) -> int:
        """Return by how many days it is late; 0 when it is not, as for a task that cannot be done yet."""
        if self.late_after is None or not self.can_be_done(today):
            return 0
        return max(0, (today - self.late_after).days)


_AS_THEY_ARE: Final = (
    *("plan", "patient", "title", "role", "for_role", "assignee", "turn", "due", "opens", "window_to"),
    *("late_after", "closed_on", "open_waits", "unblocks", "occurrences", "red_flag", "urgency", "asks", "note"),
    *("rests_from", "team", "hand_off", "hand_off_role", "hand_off_person", "hand_off_on"),
)
ROW_COLUMNS: Final = tuple(
    task.c[name]
    for name in (
        *("id", "row_version", "module", "key", "instance", "occurrence", "shown_key"),
        *("phase", "priority", "status", "outcome", "readiness", *_AS_THEY_ARE),
    )
)
"""What `task_row` reads, in the order in which it takes a row apart."""


def task_row(row: Row[*tuple[Any, ...]]) -> TaskRow:
    """Return the line of a task's row; by position, since a list is made of little else."""
    number, version, module, key, instance, occurrence, shown_key, *others = row
    phase, priority, status, outcome, readiness, plan_id, patient_id, title, role, for_role, assignee, *rest = others
    return TaskRow(
        task_id(number),
        version,
        Identity(module, key, instance, occurrence),
        shown_key,
        plan_id,
        patient_id,
        title,
        role,
        for_role,
        assignee,
        PHASES[phase],
        PRIORITIES[priority],
        STATUSES[status],
        OUTCOMES[outcome] if outcome else None,
        READINESS[readiness] if readiness else None,
        *rest,
    )


class Written(NamedTuple):
    """When a task was first kept, and when, by whom and how often it was changed."""

    created_at: datetime
    updated_at: datetime
    updated_by: str
    row_version: int
