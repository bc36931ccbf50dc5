"""What a plan is computed from, read and kept. The store holds it by patient and by plan, never computed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from careplan.facts import Record
from careplan.patient import Patient
from careplan.plan_inputs import PlanInputs
from careplan.store.dated_entries import (
    Whose,
    keep_facts,
    keep_findings,
    keep_gates,
    keep_observations,
    read_facts,
    read_findings,
    read_gates,
    read_observations,
)
from careplan.store.patient_rows import keep_record, learned
from careplan.store.plan_causes import keep_causes, read_causes
from careplan.store.plan_flags import keep_flags, read_flags
from careplan.store.said import Said
from careplan.team import RoleId


def read_inputs(
    connection: Connection,
    plan_id: str,
    start: date,
    patient: Patient,
    holidays: Iterable[date],
    roles: Iterable[RoleId],
) -> PlanInputs:
    """Return the inputs of a plan, in six queries; `roles` are those of its team."""
    record = Record(
        start=start,
        birth_date=patient.birth_date,
        operations=patient.operations,
        procedures=patient.procedures,
        observations=read_observations(connection, patient.id),
        facts=read_facts(connection, patient.id),
        findings=read_findings(connection, patient.id),
        gates=read_gates(connection, plan_id),
    )
    return PlanInputs(
        record=record,
        causes=read_causes(connection, plan_id),
        flags=read_flags(connection, plan_id),
        holidays=frozenset(holidays),
        roles=frozenset(roles) or None,
    )


def keep_inputs(
    connection: Connection, plan_id: str, whose: Whose, before: PlanInputs, after: PlanInputs, said: Said
) -> None:
    """Write what `after` has and the store has not; withdraw what `before` had and `after` has no longer.

    What another method has kept already (an observation with its note, say) is found and not kept twice.
    Holidays, and the roles of the team, belong to the clinic and are not written.
    """
    was, now = before.record, after.record
    if before.causes != after.causes:
        keep_causes(connection, plan_id, before.causes, after.causes, said)
    if before.flags != after.flags:
        keep_flags(connection, plan_id, whose.id, before.flags, after.flags, said)
    if was.gates != now.gates:
        keep_gates(connection, plan_id, was.gates, now.gates, said)
    if was.facts != now.facts:
        keep_facts(connection, whose, was.facts, now.facts, said)
    if was.findings != now.findings:
        keep_findings(connection, whose, was.findings, now.findings, said)
    if was.observations != now.observations:
        keep_observations(connection, plan_id, whose, was.observations, now.observations, said)
    if (was.facts, was.findings, was.observations) != (now.facts, now.findings, now.observations):
        learned(connection, whose.id)
    if (was.operations, was.procedures) != (now.operations, now.procedures):
        keep_record(connection, whose.id, now)
