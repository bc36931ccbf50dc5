"""A small clinic for the tests of the store: one team, patients, and plans made from the real templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from careplan.cause import SuspectedCause
from careplan.draft_plan import Edits, draft_plan
from careplan.event import Event
from careplan.facts import Entry, Record
from careplan.identity import Identity
from careplan.observation import Observation
from careplan.patient import Operation, OperationProcedure, Patient
from careplan.plan import CarePlan, PlannedTask
from careplan.plan_inputs import PlanInputs
from careplan.standing import Standing, standings
from careplan.store import PlanRecord, Records, Store
from careplan.task import Outcome, Readiness, TaskStatus
from careplan.team import Practitioner
from careplan.template_set import TemplateSet

START = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
PEOPLE = {
    "primary.care": "primary_care",
    "surgeon": "surgeon",
    "physical.therapist": "physical_therapist",
    "pain.specialist": "pain_specialist",
    "coordinator": "care_coordinator",
    "nurse": "nurse",
    "psychologist": "psychologist",
}


def settle(records: Records, name: str = "Back team") -> int:
    """Make the accounts and a team that holds every role; return the team."""
    for person, role in PEOPLE.items():
        if records.accounts.find(person) is None:
            records.accounts.add(person, role, password=None, at=MORNING)
    return records.teams.add(name, [Practitioner(id=person, role=role) for person, role in PEOPLE.items()])


def someone(patient_id: str = "") -> Patient:
    """Return a patient who had a fusion a year ago."""
    fusion = Operation(
        number=1, day=date(2025, 3, 10), procedures=(OperationProcedure.SPINAL_FUSION,), levels=("L4-L5",), implant=True
    )
    return Patient(id=patient_id, birth_date=date(1968, 5, 2), operations=(fusion,))


def inputs_of(patient: Patient, *causes: str, start: date = START) -> PlanInputs:
    """Return inputs with one answered fact and one score."""
    record = Record(
        start=start,
        birth_date=patient.birth_date,
        operations=patient.operations,
        procedures=patient.procedures,
        observations=(Observation(measure="odi", value=52.0, day=start),),
        facts={"smoker": (Entry(start, "yes"),)},
    )
    return PlanInputs(
        record,
        causes=tuple(SuspectedCause(cause, added=start) for cause in causes),
        roles=frozenset(PEOPLE.values()),
    )


@dataclass(frozen=True)
class Ward:
    """A store with a team, and what the tests do in it."""

    store: Store
    templates: TemplateSet
    team: int

    def admit(
        self, *causes: str, start: date = START, records: Records | None = None, patient_id: str = ""
    ) -> CarePlan:
        """Keep a new patient with a plan for these causes."""
        if records is None:
            with self.store.writing() as own:
                return self.admit(*causes, start=start, records=own, patient_id=patient_id)
        patient = records.patients.add(someone(patient_id), team=self.team, at=MORNING)
        draft = draft_plan(self.templates, inputs_of(patient, *causes, start=start), Edits(), goal="Walk 30 minutes")
        stand = standings(draft.plan, self.templates)
        return records.plans.add(
            draft.plan, patient, stand, by="primary.care", at=MORNING, modules={"core": 1, "scar_tissue": 1}
        )

    def read(self, plan_id: str) -> PlanRecord:
        """Return a plan."""
        with self.store.reading() as records:
            return records.plans.get(plan_id)

    def save(self, before: PlanRecord, after: CarePlan, *, at: datetime = MORNING) -> CarePlan:
        """Keep a changed plan."""
        with self.store.writing() as records:
            return records.plans.save(before, after, self.stand(after), by="surgeon", at=at)

    def stand(self, plan: CarePlan) -> Mapping[Identity, Standing]:
        """Return how its tasks stand."""
        return standings(plan, self.templates)

    def ready(self, plan: CarePlan) -> list[PlannedTask]:
        """Return the tasks that can be done now, in the plan's order."""
        stand = self.stand(plan)
        return [task for i, task in plan.tasks.items() if i in stand and stand[i].readiness is Readiness.READY]


def closed(task: PlannedTask, on: date, outcome: Outcome = Outcome.AS_PLANNED) -> PlannedTask:
    """Return the task as done or not done."""
    done = outcome in (Outcome.AS_PLANNED, Outcome.PARTLY)
    return replace(
        task, status=TaskStatus.DONE if done else TaskStatus.NOT_DONE, outcome=outcome, closed_on=on, note="Seen"
    )


def event(what: str, plan: CarePlan | None = None, *, by: str = "surgeon", act: str = "a", minutes: int = 0) -> Event:
    """Return an event of a plan's patient, or of the clinic."""
    return Event(
        what,
        by,
        "surgeon",
        MORNING + timedelta(minutes=minutes),
        act,
        patient_id=plan.patient_id if plan else None,
        plan_id=plan.id if plan else None,
    )
