"""Lists of the same tasks, prepared for the chips of a filter: the browser itself draws the one that is pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from careplan.pages.parts.tasks.contract import TaskList, Wire, wire_frame, wire_groups, wire_row


@dataclass(frozen=True, slots=True)
class PreparedLists:
    """What each chip of a filter shows.

    Attributes:
        choice: name of the choice above the list whose chips name the lists.
        chosen: code of the chip that is chosen.
        lists: by code; they differ in their groups, in what they count and in what they say when there are none.
        answered: number of the last press on a chip that the server knows of.
    """

    choice: str
    chosen: str
    lists: Mapping[str, TaskList]
    answered: int = 0


def wire_prepared(prepared: PreparedLists, acks: tuple[str, ...]) -> Wire:
    """Return what the browser is sent: each row once, in however many of the lists it stands."""
    rows = {row.id: row for tasks in prepared.lists.values() for group in tasks.groups for row in group.rows}
    return {
        **wire_frame(prepared.lists[prepared.chosen], acks),
        "filter": {"name": prepared.choice, "chosen": prepared.chosen, "answered": prepared.answered},
        "rows": [wire_row(row) for row in rows.values()],
        "lists": {code: _list(tasks) for code, tasks in prepared.lists.items()},
    }


def _list(tasks: TaskList) -> Wire:
    return {**wire_groups(tasks, lambda row: row.id), "count": tasks.strip.count}
