"""A clinic at noon whose patient V1 is the spine team's, and a surgeon of another team who has a password."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pwdlib.hashers.argon2 import Argon2Hasher

from careplan.clock import Clock
from careplan.coordination.break_glass import Opened, open_record
from careplan.event import Event
from careplan.store import EventFilter
from careplan.team import Practitioner
from tests.small_clinic import STRANGER, SmallClinic

PASSWORD = "four words are enough"
KEPT = Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
"""A hash that is checked at once: how long a check takes is not what is tested here."""
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADMIN = Practitioner(id="admin", role="admin")


@dataclass(frozen=True, slots=True)
class At(Clock):
    """A clock that stands at a moment."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


def at(small: SmallClinic, minutes: float = 0) -> SmallClinic:
    """Return the same clinic so many minutes after noon."""
    return SmallClinic(replace(small.clinic, clock=At(ZoneInfo("UTC"), moment=NOON + timedelta(minutes=minutes))))


def ward_of(small: SmallClinic) -> SmallClinic:
    """Fill a clinic and return it as it is at noon."""
    with small.clinic.store.writing() as records:
        records.accounts.set_password(STRANGER.id, KEPT)
        records.accounts.add(ADMIN.id, ADMIN.role, password=None, at=small.clinic.now())
    ward = at(small)
    ward.begin("V1", "scar_tissue")
    return ward


def told(small: SmallClinic, what: str) -> list[Event]:
    """Return the events whose code begins so, the newest first."""
    with small.clinic.store.reading() as records:
        return [kept.event for kept in records.events.latest(EventFilter(what=what))]


def opened(small: SmallClinic, asked: str = "V1") -> Opened:
    """Let the surgeon of the other team open a record in an emergency."""
    return open_record(small.clinic, asked, reason="Collapsed in the waiting room", password=PASSWORD, actor=STRANGER)
