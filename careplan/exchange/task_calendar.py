"""A person's open tasks as a calendar (RFC 5545): ids and days, and nothing else of a patient (PLAN_RULES R39).

Each task is an event that lasts the whole of its target day: Outlook and Google show no VTODO of a feed at all, and a
day without hours is the same day in every time zone and at every change of the clocks. It keeps nobody's day free
or busy, and a calendar that is shared with others shows them only that there is something.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, NamedTuple

_PRODUCT: Final = "-//careplan//Care plan tasks//EN"
_NAME: Final = "Care plan tasks"
_DAY: Final = timedelta(days=1)
_ASK_AGAIN: Final = timedelta(hours=1)
"""How often a program is asked to look for changes; each does as it likes."""


class EntryState(StrEnum):
    """How a task stands, in the words that calendars have for an event."""

    READY = "CONFIRMED"
    WAITING = "TENTATIVE"
    CLOSED = "CANCELLED"


class Entry(NamedTuple):
    """One task.

    Attributes:
        uid: the same in every calendar and for ever.
        task_id, patient_id: all that it shows.
        day: its target.
        sequence: 0 at first; greater after each change of the day.
        link: its address on the screens; empty where that is not known.
    """

    uid: str
    task_id: str
    patient_id: str
    day: date
    sequence: int
    created_at: datetime
    changed_at: datetime
    state: EntryState
    link: str

    @property
    def words(self) -> str:
        """What it reads."""
        return f"Care plan task {self.task_id} ({self.patient_id})"


def write(entries: Sequence[Entry], *, demo: bool = False) -> bytes:
    """Return the calendar; of a demo clinic its name says so."""
    from icalendar import Calendar, Event  # takes a twentieth of a second, which only who asks for a calendar waits

    calendar = Calendar()
    for name, value in (("prodid", _PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    title = f"{_NAME} (demo data)" if demo else _NAME
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", _ASK_AGAIN, {"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        event = Event()
        for name, value in _properties(entry).items():
            event.add(name, value)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _properties(entry: Entry) -> dict[str, Any]:
    """Return what an event says; when it was changed last stands for when it was written, as both then stay."""
    return {
        "uid": entry.uid,
        "dtstamp": entry.changed_at,
        "created": entry.created_at,
        "last-modified": entry.changed_at,
        "sequence": entry.sequence,
        "dtstart": entry.day,
        "dtend": entry.day + _DAY,
        "summary": entry.words,
        "status": entry.state.value,
        "transp": "TRANSPARENT",
        "class": "PRIVATE",
        **({"url": entry.link} if entry.link else {}),
    }


def mark_of(entries: Sequence[Entry], *, demo: bool = False) -> str:
    """Return what is the same as long as the calendar is: an entity tag, without its quotes."""
    return sha256(repr((_PRODUCT, demo, entries)).encode()).hexdigest()[:32]


def file_name(on: date) -> str:
    """Return the name under which the calendar is offered."""
    return f"careplan-calendar-{on:%Y-%m-%d}.ics"
