"""A hand-off: one role asks another to take a task over, and stays accountable until that one confirms the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from careplan.task import Evidence
from careplan.team import RoleId


class HandOffState(StrEnum):
    """How a hand-off stands. One that is cancelled ended by itself: its task was closed or given to somebody else."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


TOLD: Final = frozenset({HandOffState.OFFERED, HandOffState.ACCEPTED, HandOffState.SENT_BACK})
"""States that lists and files tell of; the others are as if nothing had been offered."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What the one who takes over has to know: situation, background, assessment, request, and what to watch for."""

    situation: str = ""
    background: str = ""
    assessment: str = ""
    request: str = ""
    watch_for: str = ""

    def texts(self) -> dict[str, str]:
        """Return its parts by name, in the order in which they are read."""
        return asdict(self)

    def stripped(self) -> Briefing:
        """Return it without blanks around its parts."""
        return Briefing(**{name: text.strip() for name, text in self.texts().items()})


PARTS: Final = tuple(part.name for part in fields(Briefing))
"""The names of the parts of a briefing."""


@dataclass(frozen=True, slots=True)
class HandOff:
    """The last hand-off of a task.

    Attributes:
        from_role: who stays accountable until it is accepted.
        to_role, to_person: to whom it is offered; any person of the role where nobody is named.
        by: who offered it; `at` is the moment in UTC and `day` that day in the clinic's zone.
        confirmed: the request in the words of who accepted it.
        reason: why it was sent back.
        answered_by: who accepted it or sent it back.
    """

    state: HandOffState
    from_role: RoleId
    to_role: RoleId
    told: Briefing
    by: str
    at: datetime
    day: date
    to_person: str | None = None
    confirmed: str = ""
    reason: str = ""
    answered_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state is HandOffState.OFFERED


class HandOffRules(BaseModel):
    """data/hand_off.toml: after how many working days without an answer the coordinator sees a hand-off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unanswered_working_days: int = Field(ge=1)
    evidence: Evidence
    sources: tuple[str, ...] = ()


def written_hand_off(hand_off: HandOff | None) -> dict[str, Any] | None:
    """Return a hand-off ready to be written; None for none."""
    if hand_off is None:
        return None
    days = {"at": hand_off.at.isoformat(), "day": hand_off.day.isoformat()}
    return {**asdict(hand_off), "state": hand_off.state.value, **days}


def read_hand_off(kept: Mapping[str, Any] | None) -> HandOff | None:
    """Return a hand-off that was written."""
    if not kept:
        return None
    return HandOff(
        **{
            **kept,
            "state": HandOffState(kept["state"]),
            "told": Briefing(**kept["told"]),
            "at": datetime.fromisoformat(kept["at"]),
            "day": date.fromisoformat(kept["day"]),
        }
    )
