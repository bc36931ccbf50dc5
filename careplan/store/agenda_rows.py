"""What the agenda of a review meeting looks at of every open plan of a team, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, exists, literal, or_, select

from careplan.cause import CauseId, Certainty
from careplan.identity import Identity
from careplan.observation import Observation
from careplan.plan import PlanStatus
from careplan.response import RESPONSE_MEASURES, WORSE
from careplan.store.columns import read
from careplan.store.input_values import observation_from
from careplan.store.query import Query
from careplan.store.schema import fact_entry, observation, plan, plan_cause, plan_module, task

_OPEN: Final = (plan.c.team == bindparam("team_id"), plan.c.status == PlanStatus.OPEN.value)
_PLANS = Query(
    select(
        *(plan.c.id, plan.c.patient, plan.c.start, plan.c.next_review, plan.c.response, plan.c.changes_waiting),
        plan.c.conflicts_open,
    ).where(*_OPEN)
)
_CAUSES = Query(
    select(plan_cause.c.plan, plan_cause.c.cause, plan_cause.c.certainty)
    .join(plan, plan.c.id == plan_cause.c.plan)
    .where(*_OPEN, plan_cause.c.certainty != Certainty.REFUTED.value)
    .order_by(plan_cause.c.plan, plan_cause.c.position)
)
_DOSES = Query(
    select(fact_entry.c.patient, fact_entry.c.value)
    .join(plan, plan.c.patient == fact_entry.c.patient)
    .where(*_OPEN, fact_entry.c.name == "opioid_mme", fact_entry.c.withdrawn_at.is_(None))
    .order_by(fact_entry.c.day, fact_entry.c.id)
)
_SCORES = Query(
    select(observation.c.patient, observation.c.measure, observation.c.day, observation.c.number, observation.c.words)
    .join(plan, plan.c.patient == observation.c.patient)
    .where(
        *_OPEN,
        plan.c.response == WORSE,
        observation.c.measure.in_(RESPONSE_MEASURES),
        observation.c.withdrawn_at.is_(None),
    )
    .order_by(observation.c.day, observation.c.id)
)
_ASKS = Query(
    select(
        *(task.c.plan, task.c.module, task.c.key, task.c.instance, task.c.occurrence, task.c.shown_key),
        *(task.c.title, task.c.members, task.c.due),
    )
    .join(plan, plan.c.id == task.c.plan)
    .where(
        *_OPEN,
        task.c.is_open,
        or_(
            task.c.asks & (task.c.due <= bindparam("on_day", type_=task.c.due.type)),
            task.c.key.contains("-undone-", autoescape=True),
            task.c.key.endswith("-end", autoescape=True),
        ),
    )
    .order_by(task.c.due, task.c.id)
)


_MODULES = Query(
    select(plan_module.c.plan, plan_module.c.module, plan_module.c.version)
    .join(plan, plan.c.id == plan_module.c.plan)
    .where(
        *_OPEN,
        plan_module.c.module.in_(bindparam("modules", expanding=True)),
        exists().where(
            task.c.plan == plan_module.c.plan,
            (literal(";") + task.c.members).contains(literal(";") + plan_module.c.module + literal("/")),
        ),
    )
    .order_by(plan_module.c.plan, plan_module.c.module)
)


class AskingTask(NamedTuple):
    """An open task that asks something, left a question or ends a series; `keys` are the template tasks behind it."""

    identity: Identity
    keys: tuple[str, ...]
    title: str
    due: date | None


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One open plan.

    Attributes:
        causes: those that are not refuted.
        dose: opioids in MME a day, as last computed or entered.
        scores: what the response rule looks at, by day; only where it says worse.
        asking: open tasks that ask by the day of the meeting.
        changes_waiting: lines of “Plan changes to look at”, as the last act left them; `conflicts` likewise those
            between disciplines that wait for an answer.
    """

    plan_id: str
    patient_id: str
    start: date
    next_review: date | None
    changes_waiting: int
    conflicts: int
    causes: tuple[tuple[CauseId, Certainty], ...]
    dose: float | None
    scores: tuple[Observation, ...]
    asking: tuple[AskingTask, ...]


def agenda_rows(connection: Connection, team: int, day: date) -> list[AgendaRow]:
    """Return every open plan of a team with what is asked of it by a day, in five queries."""
    of_team = {"team_id": team}
    causes = _grouped((row.plan, (row.cause, Certainty(row.certainty))) for row in _CAUSES.rows(connection, of_team))
    doses = {row.patient: read(row.value) for row in _DOSES.rows(connection, of_team)}
    scores = _grouped((row.patient, observation_from(row)) for row in _SCORES.rows(connection, of_team))
    asking = _grouped((row.plan, _asking(row)) for row in _ASKS.rows(connection, {**of_team, "on_day": day}))
    return [
        AgendaRow(
            plan_id=row.id,
            patient_id=row.patient,
            start=row.start,
            next_review=row.next_review,
            changes_waiting=row.changes_waiting,
            conflicts=row.conflicts_open,
            causes=causes.get(row.id, ()),
            dose=doses.get(row.patient),
            scores=scores.get(row.patient, ()),
            asking=asking.get(row.id, ()),
        )
        for row in _PLANS.rows(connection, of_team)
    ]


def named_modules(connection: Connection, team: int, modules: Iterable[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return by which versions of some templates the open plans of a team go that have tasks of them, by plan."""
    rows = _MODULES.rows(connection, {"team_id": team, "modules": sorted(modules)})
    return _grouped((row.plan, (row.module, row.version)) for row in rows)


def _asking(row: Any) -> AskingTask:
    identity = Identity(row.module, row.key, row.instance, row.occurrence)
    members = (member.partition("/")[2] for member in row.members.split(";") if member)
    return AskingTask(identity, tuple(dict.fromkeys((row.shown_key, *members))), row.title, row.due)


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, tuple[Any, ...]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for name, one in pairs:
        found[name].append(one)
    return {name: tuple(many) for name, many in found.items()}
