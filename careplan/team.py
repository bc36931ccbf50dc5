"""Roles and the people who hold them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, field_validator

from careplan.screen import FIRST, SCREENS

RoleId = str
"""The id of a role in data/roles.toml; the four core roles are named in `CoreRole`."""
RoleWords = Callable[[RoleId], str]
"""Gives the words for a role on the screen."""


class CoreRole(StrEnum):
    """The four disciplines that every plan has, in the order in which they are always shown."""

    PRIMARY_CARE = "primary_care"
    SURGEON = "surgeon"
    PHYSICAL_THERAPIST = "physical_therapist"
    PAIN_SPECIALIST = "pain_specialist"


COORDINATOR: RoleId = "care_coordinator"


class Role(BaseModel):
    """One row of data/roles.toml.

    `discipline` is what it signs for.
    `fallback` is the role that gets the tasks when nobody on the team holds this one.
    `account_only` roles (admin, viewer) sign in but own no task. `first` is the screen that they see after sign-in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: RoleId
    label: str
    discipline: str = ""
    core: bool = False
    account_only: bool = False
    first: str = FIRST
    fallback: RoleId | None = None

    @field_validator("first")
    @classmethod
    def _is_a_screen(cls, first: str) -> str:
        known = [screen.name for screen in SCREENS if not screen.under]
        if first not in known:
            raise ValueError(f"“{first}” is no screen. Write one of {', '.join(known)}.")
        return first


class Practitioner(BaseModel):
    """A person with an account, acting in one role. `id` is the sign-in name.

    `reads_until` is set where an emergency lets the person see a record of another team: until then they may read it,
    and do nothing else. It is None for who works with a record of their own team.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    role: RoleId
    reads_until: datetime | None = None
