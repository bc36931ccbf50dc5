"""Safety notices and limits, word for word (REFERENCE 7)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Notices(BaseModel):
    """The four notices.

    Attributes:
        full: on the start page, each plan and each printed page.
        short: beside exports and in small places.
        cause_panel: under every list of suspected causes.
        data: on the demonstration clinic.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    full: str
    short: str
    cause_panel: str
    data: str


class Limit(BaseModel):
    """One thing that the program must never do (X01-X13)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str


class NoticeFile(BaseModel):
    """data/notices.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    notices: Notices
    limits: tuple[Limit, ...]
