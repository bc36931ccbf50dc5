"""Rows of the small files of the catalogue that no other floor gives a shape."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from careplan.patient import OperationProcedure
from careplan.task import Evidence
from careplan.team import RoleId


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Gate(_Row):
    """A decision of the team (REFERENCE 0). `set_by` may set it; `set_in` are the tasks that ask for it."""

    id: str
    label: str
    question: str
    values: tuple[str, ...]
    decided_by: str
    set_by: tuple[RoleId, ...]
    by_conference: bool = False
    set_in: tuple[str, ...]
    effect_of_yes: str
    effect_of_no: str = ""


class Source(_Row):
    """A publication or document that content rests on (clinical/sources.csv)."""

    id: str
    title: str
    year: str
    address: str
    supports: str


class ProcedureDefinition(_Row):
    """What an operation on the spine may consist of (REFERENCE 1.1)."""

    id: OperationProcedure
    label: str
    group: Literal["decompression", "stabilization", "realignment", "other"]
    indication: str
    steps: str = ""
    combined_with: str
    seed_facts: tuple[str, ...] = ()


class RecoverySign(_Row):
    """What is normal after an operation, and when it becomes a warning (REFERENCE 1.2)."""

    id: str
    sign: str
    expected: str
    warning: str
    then: str
    evidence: Evidence
    sources: tuple[str, ...]


class SeedFact(_Row):
    """A fact of one of the two seed articles and what in the catalogue answers it (REFERENCE 1)."""

    id: str
    seed: Literal["A", "B"]
    fact: str
    use: str
    points_to: tuple[str, ...]


class SeedCorrection(_Row):
    """A statement of the seed articles that must not be repeated as it stands (REFERENCE 1.3)."""

    id: str
    statement: str
    problem: str
    use: str
    sources: tuple[str, ...]


class Scope(StrEnum):
    """How far a role may do an act."""

    ANYWHERE = "Y"
    """For everybody in the clinic."""
    TEAM = "T"
    """For patients on whose care team the person is."""
    OWN = "O"
    """For what is assigned to the person or to the person's role in that plan, or is the person's own."""


class Permission(_Row):
    """Which roles may do one act, and how far; a role that is not named may not (SAFETY 5, DESIGN 5).

    Attributes:
        act: name of the act, such as `plan.create`.
        label: the act in words, for the refusal.
        roles: how far each role may do it.
        proposal: roles whose act takes effect only when another person confirms it.
        password: the person enters the password again.
        reason: the person gives a reason.
        personal: never on behalf of another.
        note: what else holds.
    """

    act: str
    label: str
    roles: dict[RoleId, Scope]
    proposal: tuple[RoleId, ...] = ()
    password: bool = False
    reason: bool = False
    personal: bool = False
    note: str = ""
