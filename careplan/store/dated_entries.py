"""What became known by day: facts, findings, decisions, observations. Added to and withdrawn, never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, bindparam, insert, select, update

from careplan.facts import Entry
from careplan.observation import Observation
from careplan.store.columns import read, written
from careplan.store.input_values import HAS_VALUE, observation_from, observation_value
from careplan.store.numbers import take
from careplan.store.prepared import Prepared
from careplan.store.said import Said
from careplan.store.schema import fact_entry, finding_entry, gate_decision, observation

_GATES = (
    select(gate_decision.c.id, gate_decision.c.gate.label("name"), gate_decision.c.day, gate_decision.c.value)
    .where(gate_decision.c.plan == bindparam("plan_id"), gate_decision.c.withdrawn_at.is_(None))
    .order_by(gate_decision.c.day, gate_decision.c.id)
)
_FACTS = (
    select(fact_entry.c.id, fact_entry.c.name, fact_entry.c.day, fact_entry.c.value)
    .where(fact_entry.c.patient == bindparam("patient_id"), fact_entry.c.withdrawn_at.is_(None))
    .order_by(fact_entry.c.day, fact_entry.c.id)
)
_FINDINGS = (
    select(finding_entry.c.id, finding_entry.c.finding.label("name"), finding_entry.c.day, finding_entry.c.value)
    .where(finding_entry.c.patient == bindparam("patient_id"), finding_entry.c.withdrawn_at.is_(None))
    .order_by(finding_entry.c.day, finding_entry.c.id)
)
_OBSERVATIONS = (
    select(observation)
    .where(observation.c.patient == bindparam("patient_id"), observation.c.withdrawn_at.is_(None), HAS_VALUE)
    .order_by(observation.c.day, observation.c.id)
)

_ADD = {table: Prepared(insert(table).inline()) for table in (fact_entry, finding_entry, gate_decision)}
_OBSERVE = Prepared(insert(observation))

Entries = Mapping[str, tuple[Entry, ...]]
"""By name, the oldest first."""

_Named = tuple[str, Entry]


class Whose(NamedTuple):
    """A patient; of one who `is_new` nothing was ever kept, so that it need not be asked for."""

    id: str
    is_new: bool = False


def read_facts(connection: Connection, patient_id: str) -> Entries:
    """Return what was answered about a patient."""
    return _entries(connection.execute(_FACTS, {"patient_id": patient_id}))


def read_findings(connection: Connection, patient_id: str) -> Entries:
    """Return what was found in a patient, as it was stated."""
    return _entries(connection.execute(_FINDINGS, {"patient_id": patient_id}))


def read_gates(connection: Connection, plan_id: str) -> Entries:
    """Return what was decided in a plan."""
    return _entries(connection.execute(_GATES, {"plan_id": plan_id}))


def read_observations(connection: Connection, patient_id: str) -> tuple[Observation, ...]:
    """Return a patient's observations by day."""
    return tuple(observation_from(row) for row in connection.execute(_OBSERVATIONS, {"patient_id": patient_id}))


def keep_facts(connection: Connection, whose: Whose, before: Entries, after: Entries, said: Said) -> None:
    """Keep the facts that `after` has and the store has not; withdraw what `before` had and `after` has not."""
    stored = [] if whose.is_new else _stored(connection.execute(_FACTS, {"patient_id": whose.id}))
    _keep_entries(connection, fact_entry, "name", stored, before, after, {"patient": whose.id, **said.who})


def keep_findings(connection: Connection, whose: Whose, before: Entries, after: Entries, said: Said) -> None:
    """As `keep_facts`, for the findings of a patient."""
    stored = [] if whose.is_new else _stored(connection.execute(_FINDINGS, {"patient_id": whose.id}))
    _keep_entries(connection, finding_entry, "finding", stored, before, after, {"patient": whose.id, **said.who})


def keep_gates(connection: Connection, plan_id: str, before: Entries, after: Entries, said: Said) -> None:
    """As `keep_facts`, for the decisions of a plan."""
    stored = _stored(connection.execute(_GATES, {"plan_id": plan_id}))
    extra = {"plan": plan_id, "role": said.role, **said.who}
    _keep_entries(connection, gate_decision, "gate", stored, before, after, extra, lambda gate: {"why": said.why(gate)})


def _entries(rows: Iterable[Row[Any]]) -> dict[str, tuple[Entry, ...]]:
    entries: dict[str, list[Entry]] = {}
    for row in rows:
        entries.setdefault(row.name, []).append(Entry(row.day, read(row.value)))
    return {name: tuple(known) for name, known in entries.items()}


def _stored(rows: Iterable[Row[Any]]) -> list[tuple[int, _Named]]:
    return [(row.id, (row.name, Entry(row.day, read(row.value)))) for row in rows]


def _flat(entries: Entries) -> list[_Named]:
    return [(name, entry) for name, known in entries.items() for entry in known]


def _keep_entries(
    connection: Connection,
    table: Table,
    name_column: str,
    stored: list[tuple[int, _Named]],
    before: Entries,
    after: Entries,
    extra: dict[str, Any],
    of_name: Callable[[str], dict[str, Any]] = lambda _: {},
) -> None:
    wanted = Counter(_flat(after))
    missing = wanted - Counter(named for _, named in stored)
    too_many = Counter(_flat(before)) - wanted
    rows = [
        {name_column: name, "day": entry.day, "value": written(entry.value), **extra, **of_name(name)}
        for name, entry in _flat(after)
        if _one_less(missing, (name, entry))
    ]
    if rows:
        _ADD[table].run(connection, *rows)
    _withdraw(connection, table, [n for n, named in reversed(stored) if _one_less(too_many, named)], extra["at"])


def _one_less(counted: Counter[Any], this: object) -> bool:
    """Take one of `this` away; whether there was one."""
    if counted[this] <= 0:
        return False
    counted[this] -= 1
    return True


def keep_observations(
    connection: Connection,
    plan_id: str,
    whose: Whose,
    before: tuple[Observation, ...],
    after: tuple[Observation, ...],
    said: Said,
) -> None:
    """As `keep_facts`, for the observations of a patient."""
    rows = [] if whose.is_new else connection.execute(_OBSERVATIONS, {"patient_id": whose.id}).all()
    stored = [(row.id, observation_from(row)) for row in rows]
    missing = Counter(after) - Counter(seen for _, seen in stored)
    too_many = Counter(before) - Counter(after)
    new = [seen for seen in after if _one_less(missing, seen)]
    if new:
        first = take(connection, "observation", len(new))
        shared = {"patient": whose.id, "plan": plan_id, "note": "", "row_version": 1, **said.who}
        rows_of = (
            {"id": number, "measure": seen.measure, "day": seen.day, **observation_value(seen), **shared}
            for number, seen in enumerate(new, first)
        )
        _OBSERVE.run(connection, *rows_of)
    _withdraw(connection, observation, [n for n, seen in reversed(stored) if _one_less(too_many, seen)], said.at)


def _withdraw(connection: Connection, table: Table, numbers: list[int], at: datetime) -> None:
    if numbers:
        connection.execute(update(table).where(table.c.id.in_(numbers)).values(withdrawn_at=at))
