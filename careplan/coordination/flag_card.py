"""What the drawer of a red flag says: what to do now, by when, which work it made urgent and which it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from careplan.coordination.flag_reply import Reply, missing_since, replies, reply_by
from careplan.coordination.neighbours import Neighbour, neighbours
from careplan.coordination.opened_plan import Opened
from careplan.event import KeptEvent
from careplan.plan import PlannedTask
from careplan.plan_acts import flags_open
from careplan.red_flag import RedFlagDefinition, RedFlagFile
from careplan.store import FlagRecord
from careplan.task import Priority
from careplan.team import RoleId

SEEN: Final = "seen"
"""The field of an event that says what was seen when a red flag was reported."""


class FlagCard(NamedTuple):
    """An open red flag as whoever opens it needs it.

    Attributes:
        steps: what to do, in words, the first thing first.
        urgency: how soon, in words; `reply_by` is the moment (UTC) by which a reply is to be recorded.
        overdue: whether that moment has passed without one; `replies` those that were recorded, the newest first.
        by, role, at: who raised it, in which role (None where nobody knows) and when (UTC); `seen` is what was noted.
        urgent: the open tasks that it made urgent; `closed_since` those of them that were closed since.
        held: the open tasks that wait until it is cleared.
    """

    plan_id: str
    definition: RedFlagDefinition
    steps: tuple[str, ...]
    urgency: str
    reply_by: datetime
    overdue: bool
    replies: tuple[Reply, ...]
    by: str
    role: RoleId | None
    at: datetime
    seen: str
    urgent: tuple[Neighbour, ...]
    closed_since: tuple[Neighbour, ...]
    held: tuple[Neighbour, ...]


class ClearedCard(NamedTuple):
    """A cleared red flag as whoever opens its task needs it: who cleared it, what was found, and why it could be.

    Attributes:
        role: in which role it was cleared; None where nobody knows. `at` is in UTC.
        steps: what was to do while it was open.
    """

    suspicion: str
    by: str
    role: RoleId | None
    at: datetime
    finding: str
    reason: str
    steps: tuple[str, ...]


def cleared_card(opened: Opened, kept: FlagRecord, events: Iterable[KeptEvent]) -> ClearedCard | None:
    """Return what is known of a flag that was cleared; `events` are those of its task. None while it is open."""
    if kept.cleared_at is None:
        return None
    file = opened.clinic.content.red_flags
    definition = file.by_id[kept.flag]
    role = next((one.event.acting_role for one in events if one.event.what == "red_flag.cleared"), None)
    steps = _steps(file, definition)
    return ClearedCard(
        definition.suspicion, kept.cleared_by or "", role, kept.cleared_at, kept.finding, kept.reason, steps
    )


def flag_card(opened: Opened, kept: FlagRecord, events: Iterable[KeptEvent], of_task: Iterable[KeptEvent]) -> FlagCard:
    """Return what is known of an open flag of a plan; `events` are those of the plan, `of_task` those of its task."""
    file = opened.clinic.content.red_flags
    definition = file.by_id[kept.flag]
    urgency = file.urgencies[definition.urgency]
    urgent = tuple(_urgent(opened, kept))
    return FlagCard(
        plan_id=kept.plan_id,
        definition=definition,
        steps=_steps(file, definition),
        urgency=_sentence(urgency.meaning),
        reply_by=reply_by(file, kept),
        overdue=missing_since(file, kept, opened.now) is not None,
        replies=replies(of_task),
        by=kept.by,
        role=kept.role,
        at=kept.opened_at,
        seen=_seen(kept, events),
        urgent=neighbours(task for task in urgent if task.is_open),
        closed_since=neighbours(task for task in urgent if not task.is_open),
        held=neighbours(_held(opened, kept)),
    )


def _steps(file: RedFlagFile, definition: RedFlagDefinition) -> tuple[str, ...]:
    return tuple(_sentence(step) for step in file.in_words(definition.action).split("; "))


def _seen(kept: FlagRecord, events: Iterable[KeptEvent]) -> str:
    """Return what was noted in the act that opened a flag; empty where nothing was."""
    for event in (one.event for one in events if one.event.at == kept.opened_at):
        if (change := event.changes.get(kept.flag)) and change.after == "open":
            noted = (event.changes.get(name) for name in (SEEN, "note"))
            return next((str(one.after) for one in noted if one and one.after), "")
    return ""


def _sentence(step: str) -> str:
    return f"{step[:1].upper()}{step[1:]}"


def _urgent(opened: Opened, kept: FlagRecord) -> Iterator[PlannedTask]:
    targets = {forward.target for forward in opened.clinic.templates.flags[kept.flag].forward}
    for task in opened.plan.tasks.values():
        if task.identity.key not in targets:
            continue
        if task.priority is Priority.URGENT if task.is_open else task.closed_on and task.closed_on >= kept.opened:
            yield task


def _held(opened: Opened, kept: FlagRecord) -> Iterator[PlannedTask]:
    for identity, standing in opened.standings.items():
        if kept.flag in standing.held_by:
            yield opened.plan.tasks[identity]


def other_flags(opened: Opened, task: PlannedTask) -> tuple[str, ...]:
    """Return the open red flags of the plan in words, the most urgent first; that of the task itself is left out."""
    own = task.desired.red_flag
    found = opened.clinic.content.red_flags.in_order(flags_open(opened.plan) - {own})
    return tuple(flag.suspicion for flag in found)
