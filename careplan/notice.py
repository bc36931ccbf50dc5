"""Safety notices and limits, word for word (REFERENCE 7)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, model_validator


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


class Card(BaseModel):
    """The red-flag card on the patient's page: when to call at once.

    Attributes:
        lead: what to do.
        signs: each in the words of the full notice.
        also: when to call without a sign (seed fact S21).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lead: str
    signs: tuple[str, ...]
    also: str


class NoticeFile(BaseModel):
    """data/notices.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    notices: Notices
    card: Card
    limits: tuple[Limit, ...]

    @model_validator(mode="after")
    def _card_says_what_the_notice_says(self) -> NoticeFile:
        for sign in self.card.signs:
            if sign.lower() not in self.notices.full.lower():
                raise ValueError(f"the card’s sign “{sign}” is not in the full notice. Write it word for word.")
        return self
