"""What the drawer of a red flag says: what to do now, by when, which work it made urgent and which it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from careplan.coordination.neighbours import Neighbour, neighbours
from careplan.coordination.opened_plan import Opened
from careplan.plan import PlannedTask
from careplan.red_flag import RedFlagDefinition
from careplan.store import FlagRecord
from careplan.task import Priority


class FlagCard(NamedTuple):
    """An open red flag as whoever opens it needs it.

    Attributes:
        steps: what to do, in words, the first thing first.
        urgency: how soon, in words; `reply_by` is the moment (UTC) by which a reply is to be recorded.
        by: who raised it.
        urgent: the tasks that it made urgent, those that were closed since too.
        held: the open tasks that wait until it is cleared.
    """

    plan_id: str
    definition: RedFlagDefinition
    steps: tuple[str, ...]
    urgency: str
    reply_by: datetime
    by: str
    urgent: tuple[Neighbour, ...]
    held: tuple[Neighbour, ...]


def flag_card(opened: Opened, kept: FlagRecord) -> FlagCard:
    """Return what is known of an open flag of a plan."""
    file = opened.clinic.content.red_flags
    definition = file.by_id[kept.flag]
    urgency = file.urgencies[definition.urgency]
    return FlagCard(
        plan_id=kept.plan_id,
        definition=definition,
        steps=tuple(_sentence(step) for step in file.in_words(definition.action).split("; ")),
        urgency=_sentence(urgency.meaning),
        reply_by=kept.opened_at + timedelta(hours=urgency.reply_hours),
        by=kept.by,
        urgent=neighbours(_urgent(opened, kept)),
        held=neighbours(_held(opened, kept)),
    )


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
