"""What a plan is computed from, read and kept. The store holds it by patient and by plan, never computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, delete, insert, select, update

from careplan.cause import Certainty, SuspectedCause
from careplan.facts import Entry, Record
from careplan.observation import Observation
from careplan.patient import Patient
from careplan.plan_inputs import PlanInputs, RedFlagFound
from careplan.store.columns import read, written
from careplan.store.numbers import take
from careplan.store.patient_rows import keep_record
from careplan.store.schema import care_team_member, fact_entry, gate_decision, observation, plan, plan_cause, red_flag

_CAUSES = select(plan_cause).where(plan_cause.c.plan == bindparam("plan_id")).order_by(plan_cause.c.position)
_FLAGS = (
    select(red_flag)
    .where(red_flag.c.plan == bindparam("plan_id"))
    .order_by(red_flag.c.opened_at, red_flag.c.flag, red_flag.c.number)
)
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
_OBSERVATIONS = (
    select(observation)
    .where(observation.c.patient == bindparam("patient_id"), observation.c.withdrawn_at.is_(None))
    .order_by(observation.c.day, observation.c.id)
)
_ROLES = (
    select(care_team_member.c.role)
    .join(plan, plan.c.team == care_team_member.c.team)
    .where(plan.c.id == bindparam("plan_id"))
    .distinct()
)
_DROP_CAUSE = delete(plan_cause).where(
    plan_cause.c.plan == bindparam("plan_id"), plan_cause.c.cause == bindparam("cause_id")
)
_CHANGE_CAUSE = update(plan_cause).where(
    plan_cause.c.plan == bindparam("plan_id"), plan_cause.c.cause == bindparam("cause_id")
)
_THIS_FLAG = (
    red_flag.c.plan == bindparam("plan_id"),
    red_flag.c.flag == bindparam("flag_id"),
    red_flag.c.number == bindparam("flag_number"),
)
_DROP_FLAG = delete(red_flag).where(*_THIS_FLAG)
_CHANGE_FLAG = update(red_flag).where(*_THIS_FLAG)


@dataclass(frozen=True, slots=True)
class Said:
    """Who says it, in which role, when and why."""

    by: str
    at: datetime
    role: str | None = None
    reason: str = ""


def read_inputs(
    connection: Connection, plan_id: str, start: date, patient: Patient, holidays: Iterable[date]
) -> PlanInputs:
    """Return the inputs of a plan, in six queries."""
    by_plan, by_patient = {"plan_id": plan_id}, {"patient_id": patient.id}
    record = Record(
        start=start,
        birth_date=patient.birth_date,
        operations=patient.operations,
        procedures=patient.procedures,
        observations=tuple(observation_from(row) for row in connection.execute(_OBSERVATIONS, by_patient)),
        facts=_entries(connection.execute(_FACTS, by_patient)),
        gates=_entries(connection.execute(_GATES, by_plan)),
    )
    held = frozenset(connection.execute(_ROLES, by_plan).scalars())
    return PlanInputs(
        record=record,
        causes=tuple(_cause_from(row) for row in connection.execute(_CAUSES, by_plan)),
        flags=tuple(_flag_from(row) for row in connection.execute(_FLAGS, by_plan)),
        holidays=frozenset(holidays),
        roles=held or None,
    )


def keep_inputs(
    connection: Connection, plan_id: str, patient_id: str, before: PlanInputs | None, after: PlanInputs, said: Said
) -> None:
    """Write what `after` has and the store has not; withdraw what `before` had and `after` has no longer.

    What another method has kept already (an observation with its note, say) is found and not kept twice.
    """
    known = before or PlanInputs(Record(after.start))
    by_plan = {"plan": plan_id}
    if known.causes != after.causes:
        _keep_causes(connection, plan_id, known.causes, after.causes, said)
    if known.flags != after.flags:
        _keep_flags(connection, plan_id, patient_id, after.flags, known.flags, said)
    if known.record.gates != after.record.gates:
        stored = _stored(connection.execute(_GATES, {"plan_id": plan_id}))
        extra = {**by_plan, "role": said.role, "why": said.reason}
        _keep_entries(
            connection, gate_decision, "gate", stored, known.record.gates, after.record.gates, {**extra, **_who(said)}
        )
    if known.record.facts != after.record.facts:
        stored = _stored(connection.execute(_FACTS, {"patient_id": patient_id}))
        extra = {"patient": patient_id, **_who(said)}
        _keep_entries(connection, fact_entry, "name", stored, known.record.facts, after.record.facts, extra)
    if known.record.observations != after.record.observations:
        _keep_observations(connection, plan_id, patient_id, known.record, after.record, said)
    if before is None or _operated(known.record) != _operated(after.record):
        keep_record(connection, patient_id, after.record)


def _operated(record: Record) -> tuple[object, ...]:
    return (record.operations, record.procedures)


def _who(said: Said) -> dict[str, Any]:
    return {"by": said.by, "at": said.at}


# Causes


def _cause_from(row: Row[Any]) -> SuspectedCause:
    return SuspectedCause(row.cause, row.added, Certainty(row.certainty), read(row.rounds), row.subtype_known)


def _cause_columns(cause: SuspectedCause, position: int, said: Said) -> dict[str, Any]:
    return {
        "position": position,
        "certainty": cause.certainty.value,
        "added": cause.added,
        "rounds": written(dict(cause.rounds)),
        "subtype_known": cause.subtype_known,
        "role": said.role,
        "reason": said.reason,
        **_who(said),
    }


def _keep_causes(
    connection: Connection,
    plan_id: str,
    before: tuple[SuspectedCause, ...],
    after: tuple[SuspectedCause, ...],
    said: Said,
) -> None:
    was = {cause.cause: (position, cause) for position, cause in enumerate(before)}
    now = {cause.cause: (position, cause) for position, cause in enumerate(after)}
    for gone in was.keys() - now.keys():
        connection.execute(_DROP_CAUSE, {"plan_id": plan_id, "cause_id": gone})
    for name, (position, cause) in now.items():
        if name not in was:
            columns = {"plan": plan_id, "cause": name, **_cause_columns(cause, position, said)}
            connection.execute(insert(plan_cause), columns)
        elif was[name][1] != cause:
            changed = _cause_columns(cause, position, said)
            connection.execute(_CHANGE_CAUSE.values(**changed), {"plan_id": plan_id, "cause_id": name})
        elif was[name][0] != position:
            connection.execute(_CHANGE_CAUSE.values(position=position), {"plan_id": plan_id, "cause_id": name})


# Red flags


def _flag_from(row: Row[Any]) -> RedFlagFound:
    return RedFlagFound(row.flag, row.number, row.opened, row.role, row.cleared)


def _keep_flags(
    connection: Connection,
    plan_id: str,
    patient_id: str,
    after: tuple[RedFlagFound, ...],
    before: tuple[RedFlagFound, ...],
    said: Said,
) -> None:
    was = {(found.flag, found.number): found for found in before}
    now = {(found.flag, found.number): found for found in after}
    for flag, number in was.keys() - now.keys():
        connection.execute(_DROP_FLAG, {"plan_id": plan_id, "flag_id": flag, "flag_number": number})
    for key, found in now.items():
        if key not in was:
            columns = {"plan": plan_id, "patient": patient_id, **_opened(found, said), **_cleared(found, said)}
            connection.execute(insert(red_flag), columns)
        elif was[key] != found:
            this = {"plan_id": plan_id, "flag_id": key[0], "flag_number": key[1]}
            connection.execute(_CHANGE_FLAG.values(**_cleared(found, said)), this)


def _opened(found: RedFlagFound, said: Said) -> dict[str, Any]:
    return {
        "flag": found.flag,
        "number": found.number,
        "opened": found.opened,
        "opened_at": said.at,
        "by": said.by,
        "role": found.role,
    }


def _cleared(found: RedFlagFound, said: Said) -> dict[str, Any]:
    """Return the columns of a cleared flag; of one that is open again, nothing is left of the clearing."""
    if found.cleared is None:
        return {"cleared": None, "cleared_at": None, "cleared_by": None, "reason": "", "finding": ""}
    return {
        "cleared": found.cleared,
        "cleared_at": said.at,
        "cleared_by": said.by,
        "reason": said.reason,
        "finding": "",
    }


# Facts and gates: entries by name and day

_Entries = Mapping[str, tuple[Entry, ...]]
_Named = tuple[str, Entry]


def _entries(rows: Iterable[Row[Any]]) -> dict[str, tuple[Entry, ...]]:
    entries: dict[str, list[Entry]] = {}
    for row in rows:
        entries.setdefault(row.name, []).append(Entry(row.day, read(row.value)))
    return {name: tuple(known) for name, known in entries.items()}


def _stored(rows: Iterable[Row[Any]]) -> list[tuple[int, _Named]]:
    return [(row.id, (row.name, Entry(row.day, read(row.value)))) for row in rows]


def _flat(entries: _Entries) -> list[_Named]:
    return [(name, entry) for name, known in entries.items() for entry in known]


def _keep_entries(
    connection: Connection,
    table: Table,
    name_column: str,
    stored: list[tuple[int, _Named]],
    before: _Entries,
    after: _Entries,
    extra: dict[str, Any],
) -> None:
    wanted = Counter(_flat(after))
    missing = wanted - Counter(named for _, named in stored)
    too_many = Counter(_flat(before)) - wanted
    rows = [
        {name_column: name, "day": entry.day, "value": written(entry.value), **extra}
        for name, entry in _flat(after)
        if _one_less(missing, (name, entry))
    ]
    if rows:
        connection.execute(insert(table), rows)
    withdrawn = [number for number, named in reversed(stored) if _one_less(too_many, named)]
    if withdrawn:
        connection.execute(update(table).where(table.c.id.in_(withdrawn)).values(withdrawn_at=extra["at"]))


def _one_less(counted: Counter[Any], this: object) -> bool:
    """Take one of `this` away; whether there was one."""
    if counted[this] <= 0:
        return False
    counted[this] -= 1
    return True


# Observations


def observation_from(row: Row[Any]) -> Observation:
    """Return the observation of a row."""
    return Observation(measure=row.measure, value=row.words if row.number is None else row.number, day=row.day)


def observation_value(seen: Observation) -> dict[str, Any]:
    """Return the columns of its value: a number, or words where the measure is no number."""
    if isinstance(seen.value, str):
        return {"number": None, "words": seen.value}
    return {"number": seen.value, "words": None}


def _keep_observations(
    connection: Connection, plan_id: str, patient_id: str, before: Record, after: Record, said: Said
) -> None:
    rows = connection.execute(_OBSERVATIONS, {"patient_id": patient_id})
    stored = [(row.id, observation_from(row)) for row in rows]
    missing = Counter(after.observations) - Counter(seen for _, seen in stored)
    too_many = Counter(before.observations) - Counter(after.observations)
    new = [seen for seen in after.observations if _one_less(missing, seen)]
    if new:
        first = take(connection, "observation", len(new))
        shared = {"patient": patient_id, "plan": plan_id, "note": "", "row_version": 1, **_who(said)}
        connection.execute(
            insert(observation),
            [
                {"id": number, "measure": seen.measure, "day": seen.day, **observation_value(seen), **shared}
                for number, seen in enumerate(new, first)
            ],
        )
    withdrawn = [number for number, seen in reversed(stored) if _one_less(too_many, seen)]
    if withdrawn:
        at = {"withdrawn_at": said.at}
        connection.execute(update(observation).where(observation.c.id.in_(withdrawn)).values(at))
