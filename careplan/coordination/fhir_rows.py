"""Plans as FHIR files tell them, read from the store one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from careplan.clinic import Clinic
from careplan.exchange.fhir_parts import SYSTEM, Ids
from careplan.exchange.fhir_record import PlanTold, Signed, Taken, Words
from careplan.exchange.task_lines import Kept
from careplan.goal import progress
from careplan.plan import CarePlan
from careplan.store import PlanFilter, PlanSort, Records


def plans_told(clinic: Clinic, records: Records, which: PlanFilter, *, names: bool) -> Iterator[PlanTold]:
    """Yield plans by patient and number; each is read in a transaction of its own."""
    facts, words = records.clinic.find(), words_of(clinic)
    ids, invented = ids_of(facts.created_at if facts else None), facts is not None and facts.demo
    after: tuple[Any, ...] | None = None
    while page := records.plans.list(which, clinic.today(), sort=PlanSort.PATIENT, after=after):
        for row in page:
            yield _told(clinic, records, row.id, ids, words, names=names, invented=invented)
            records.let_go()
        after = page[-1].place


def ids_of(set_up: datetime | None) -> Ids:
    """Return what names the records of a clinic: known by the moment at which it was set up, which never changes."""
    return Ids(uuid5(NAMESPACE_URL, f"{SYSTEM}clinic:{set_up.isoformat() if set_up else ''}"))


def words_of(clinic: Clinic) -> Words:
    """Return what the codes of the clinic say to people."""
    catalogue = clinic.catalogue
    roles = {role.id: role.label for role in catalogue.roles.values() if not role.account_only}
    procedures = {str(procedure.id): procedure.label for procedure in catalogue.procedures.values()}
    return Words(clinic.content, roles, procedures, clinic.words.text)


def _told(
    clinic: Clinic, records: Records, plan_id: str, ids: Ids, words: Words, *, names: bool, invented: bool
) -> PlanTold:
    kept = records.plans.get(plan_id)
    plan, taken, written = kept.plan, records.observations.taken(kept.patient.id), records.tasks.written(plan_id)
    return PlanTold(
        plan=plan,
        patient=kept.patient,
        version=records.versions.present(plan_id),
        members=tuple(person for person in kept.members if person.role in words.roles),
        created_by=kept.created_by,
        created_at=kept.created_at,
        updated_at=kept.updated_at,
        closed_on=clinic.clock.day_of(kept.closed_at) if kept.closed_at else None,
        replaces=kept.replaces,
        standings={name: found.on(clinic.today()) for name, found in clinic.compute(plan).standings.items()},
        kept={identity: Kept(*written[task.id]) for identity, task in plan.tasks.items()},
        progress=_progress(clinic, plan),
        signed=tuple(
            Signed(word.role, word.state, word.by, word.by_role, word.at, word.version, word.reason)
            for word in records.sign_offs.of_plan(plan_id).values()
        ),
        values=tuple(
            Taken(one.id, one.observation, one.plan_id, one.by, one.at, one.note)
            for one in taken.values
            if one.plan_id in (None, plan_id)
        ),
        missing=tuple(taken.missing),
        names=names,
        invented=invented,
        ids=ids,
        words=words,
    )


def _progress(clinic: Clinic, plan: CarePlan) -> dict[int, Any]:
    """Return how far each goal of a plan is reached today."""
    measures, seen = clinic.content.measures.by_id, plan.inputs.record.observations
    return {goal.number: progress(goal, measures.get(goal.measure or ""), seen, clinic.today()) for goal in plan.goals}
