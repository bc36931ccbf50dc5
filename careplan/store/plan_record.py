"""A plan with everything that the store knows beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from careplan.identity import Identity
from careplan.patient import Patient
from careplan.plan import CarePlan
from careplan.standing import Standing
from careplan.store.stand import Stand
from careplan.team import Practitioner


class Versions(NamedTuple):
    """What tells that nothing has changed of what a plan is read from: as long as these are equal, so is the plan.

    Attributes:
        plan: goes up with every act on the plan.
        conflicts: how many conflicts between disciplines waited for an answer when they were last counted.
        patient: goes up when the person, the operations or the procedures change.
        known: goes up with every fact, finding and observation of the patient that is kept or withdrawn.
        holidays: the clinic's, as they are kept.
        members: those of the care team, with their roles.
    """

    plan: int
    conflicts: int
    patient: int
    known: int
    holidays: str
    members: str


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan as it was read.

    Attributes:
        plan: complete: inputs of the patient and the plan, every task with its id.
        patient: whose it is.
        team: the care team.
        members: who is on it, by role and name.
        number: counts the plans of the patient.
        replaces: the plan before it that it took over from.
        row_versions: the version of each task's row.
        stands: how each task's row says that it stands.
        versions: what it was read under.
        standings: how the tasks stood from which `stands` follows; empty where that is not known, as after reading.
    """

    plan: CarePlan
    patient: Patient
    team: int
    members: tuple[Practitioner, ...]
    number: int
    replaces: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    row_versions: Mapping[Identity, int]
    stands: Mapping[Identity, Stand]
    versions: Versions
    standings: Mapping[Identity, Standing] = field(default_factory=dict, compare=False)
