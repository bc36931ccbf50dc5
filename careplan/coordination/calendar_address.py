"""The private address of a person's calendar: one at a time, made, renewed and ended by the person alone."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.authority import authorise, may
from careplan.coordination.calendars import CALENDAR, entries
from careplan.coordination.house_events import note
from careplan.coordination.private_addresses import (
    end_address,
    is_due,
    make_address,
    note_use,
    reader_of,
    refuse_guess,
)
from careplan.coordination.refusals import noting_on_screen, noting_refusals
from careplan.errors import NotFound, NotReady
from careplan.exchange.task_calendar import Entry
from careplan.store import AddressKind, PrivateAddress, Records
from careplan.team import Practitioner

_NOTED_EVERY: Final = timedelta(hours=1)
"""A calendar asks every few minutes. That it was read is written once a day."""


class CalendarAddress(NamedTuple):
    """An address that holds: when it was made, and about when it was used last; None where it was not."""

    made_at: datetime
    used_at: datetime | None


def calendar_address(clinic: Clinic, *, actor: Practitioner) -> CalendarAddress | None:
    """Return when the person's address was made and used, None where there is none; raises NotAllowed."""
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, CALENDAR)
    with clinic.store.reading() as records:
        own = _own(records, actor)
    return CalendarAddress(own.made_at, own.used_at) if own else None


def make_calendar_address(clinic: Clinic, *, actor: Practitioner) -> str:
    """Make an address and return its token; one that the person had ends at once. Raises NotAllowed."""
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, CALENDAR)
    with clinic.store.writing() as records:
        before = _own(records, actor)
        if before:
            records.private_addresses.end(before.token_hash, at=clinic.now())
        return make_address(clinic, records, AddressKind.CALENDAR, actor, what="renewed" if before else "made")


def end_calendar_address(clinic: Clinic, *, actor: Practitioner) -> None:
    """End the address of the person; raises NotFound where there is none, NotAllowed."""
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, CALENDAR)
    with clinic.store.writing() as records:
        own = _own(records, actor)
        if own is None:
            raise NotFound("You have no calendar address. It was ended already.")
        end_address(clinic, records, own, by=actor)


def read_calendar(clinic: Clinic, token: str, *, where: str, address: str) -> list[Entry]:
    """Return the calendar of whoever made a token; that it was read is written once a day.

    Args:
        where: the network address that asks.
        address: with which links begin.

    Raises:
        NotFound: no calendar has this token any more.
        NotAllowed: the same, and too many were tried from there.
    """
    person, own = reader_of(clinic, AddressKind.CALENDAR, token, where=where)
    if not may(clinic.catalogue, person, CALENDAR):
        refuse_guess(clinic, where)
    with clinic.store.reading() as records:
        found = entries(clinic, records, person, address=address)
    if is_due(clinic, own, _NOTED_EVERY):
        with suppress(NotReady), clinic.store.writing() as records:  # a full disk keeps nobody from the calendar
            _note_read(clinic, records, person, own, len(found))
    return found


def _note_read(clinic: Clinic, records: Records, person: Practitioner, own: PrivateAddress, rows: int) -> None:
    before = note_use(clinic, records, own, _NOTED_EVERY)
    if before and (before.used_at is None or clinic.clock.day_of(before.used_at) != clinic.today()):
        note(records, clinic, "calendar.read", person, {"account": person.id, "rows": rows})


def _own(records: Records, actor: Practitioner) -> PrivateAddress | None:
    return next(iter(records.private_addresses.holding(AddressKind.CALENDAR, account=actor.id)), None)
