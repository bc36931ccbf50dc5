"""What the FHIR files of a plan are made of: the plan, what the store knows beside it, and the clinic's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from careplan.clinical_content import ClinicalContent
from careplan.exchange.fhir_parts import Ids, Part, concept, own_code
from careplan.exchange.task_lines import Kept
from careplan.goal import Progress
from careplan.identity import BY_HAND, RED_FLAGS, Identity
from careplan.observation import Missing, Observation
from careplan.patient import Patient
from careplan.plan import CarePlan, PlannedTask
from careplan.sign_off import SignState
from careplan.standing import Standing
from careplan.team import Practitioner, RoleId


class Taken(NamedTuple):
    """A value of a measure as it is kept: by whom, in whose plan (None: in none), with which note."""

    id: str
    observation: Observation
    plan_id: str | None
    by: str
    at: datetime
    note: str


class Signed(NamedTuple):
    """The word of one discipline on the decisions of a plan, and the version of the plan that it spoke of."""

    role: RoleId
    state: SignState
    by: str
    by_role: RoleId
    at: datetime
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the codes of a clinic say to people.

    Attributes:
        content: causes, measures, red flags and notices.
        roles, procedures: labels by code; of roles those that own tasks.
        plain: what puts a text of a template into plain words.
    """

    content: ClinicalContent
    roles: Mapping[RoleId, str]
    procedures: Mapping[str, str]
    plain: Callable[[str], str]

    def role(self, role: RoleId) -> Part:
        """Return a role as a CodeableConcept."""
        label = self.roles.get(role, role)
        return concept(own_code("role", role, label), words=label)


@dataclass(frozen=True, slots=True)
class PlanTold:
    """One plan as a file tells it on one day.

    Attributes:
        version: the number of its present version, as people count them.
        members: the care team.
        standings: how its open tasks stand today.
        kept: when and by whom each task was written.
        progress: of each goal, by its number.
        values, missing: of the patient, by day.
        closed_on: the day on which the plan was closed.
        names: whether who the patient is stands in the file.
        invented: whether the patient is one of the demo.
    """

    plan: CarePlan
    patient: Patient
    version: int
    members: tuple[Practitioner, ...]
    created_by: str
    created_at: datetime
    updated_at: datetime
    closed_on: date | None
    replaces: str | None
    standings: Mapping[Identity, Standing]
    kept: Mapping[Identity, Kept]
    progress: Mapping[int, Progress]
    signed: tuple[Signed, ...]
    values: tuple[Taken, ...]
    missing: tuple[Missing, ...]
    names: bool
    invented: bool
    ids: Ids
    words: Words

    @property
    def subject(self) -> Part:
        """The patient, as resources refer to it."""
        return self.ids.reference("Patient", self.patient.id)

    @property
    def itself(self) -> Part:
        """The plan, as resources refer to it."""
        return self.ids.reference("CarePlan", self.plan.id)

    def holder(self, role: RoleId, account: str | None = None) -> Part:
        """Return a reference to a role of the clinic, held by one person or by whoever has it."""
        return self.ids.reference("PractitionerRole", holder_id(role, account), self.words.roles.get(role, role))

    def modules(self) -> dict[str, int]:
        """Return the templates that the plan has tasks of, with their versions."""
        used = {member.partition("/")[0] for task in self.plan.tasks.values() for member in members_of(task)}
        return {name: version for name, version in sorted(self.plan.modules.items()) if name in used - {RED_FLAGS}}

    def accounts(self) -> Iterator[str]:
        """Yield whose accounts the plan speaks of, in order and each once."""
        found = {person.id for person in self.members} | {self.created_by} | {taken.by for taken in self.values}
        found |= {task.assignee for task in self.plan.tasks.values() if task.assignee}
        yield from sorted(found | {word.by for word in self.signed})

    def holders(self) -> Iterator[tuple[RoleId, str | None]]:
        """Yield the roles that the plan speaks of, with the account that holds each, in order and each once."""
        found = {(person.role, person.id) for person in self.members} | {(one.by_role, one.by) for one in self.signed}
        found |= {(task.role, task.assignee or "") for task in self.plan.tasks.values()}
        for role, account in sorted(found):
            yield role, account or None


def holder_id(role: RoleId, account: str | None) -> str:
    """Return what names a role held by a person, or by whoever has it."""
    return f"{role}/{account}" if account else role


def members_of(task: PlannedTask) -> tuple[str, ...]:
    """Return the template tasks behind a task, as module/KEY; none for one that a person made."""
    return () if task.identity.module == BY_HAND else tuple(filter(None, task.desired.members))
