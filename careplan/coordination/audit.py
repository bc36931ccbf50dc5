"""The history of the clinic, and that of one patient: who did what, when, on whose behalf, before and after."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.access import seen_by
from careplan.coordination.audit_words import CODES, OF_PATIENTS, AuditLine, audit_line
from careplan.coordination.authority import authorise
from careplan.coordination.house_events import note
from careplan.coordination.reads import looking
from careplan.coordination.refusals import noting_refusals
from careplan.errors import OnlyReading
from careplan.event import CLINIC, KeptEvent
from careplan.store import AuditFilter, Records
from careplan.team import Practitioner

PAGE: Final = 50
"""Events of a page."""
OF_PATIENT: Final = "audit.read"
OF_CLINIC: Final = "audit.read_clinic"
VERIFY: Final = "audit.verify"
PLACE: Final = "history"
_STOP: Final = "Stop working with this database, keep the file as it is, and restore the last backup that was checked."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks the history for; what is empty does not narrow.

    Attributes:
        patient_id: whose history; empty for the clinic's own.
        person: who did it, by sign-in name.
        kind: a code of `audit_words.KINDS`.
        days: so many days up to today; 0 for all.
    """

    patient_id: str = ""
    person: str = ""
    kind: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """A page of a history: its lines, how many there are in all, and who appears in it.

    `length` and `head` are the chain's: how many events it has, and the hash with which it ends.
    `older` is what the next page comes before; None on the last.
    """

    lines: tuple[AuditLine, ...]
    total: int
    people: tuple[str, ...]
    length: int
    head: str
    older: int | None


def history(clinic: Clinic, asked: Asked, *, actor: Practitioner, before: int | None = None) -> History:
    """Return a page of the events that are asked for, the newest first; `before` is where the page before ended.

    Raises:
        NotFound: no such patient, or none that this person may see.
        NotAllowed: the person may not read this history.
    """
    with looking(clinic, actor, PLACE, asked=asked.patient_id) as look:
        records = look.records
        allow(clinic, records, asked, actor)
        if asked.patient_id:
            look.saw(actor, asked.patient_id)
        which = filter_of(clinic, asked)
        kept = records.trail.list(which, before=before, limit=PAGE + 1)
        shown = kept[:PAGE]
        ends = records.trail.head(asked.patient_id or CLINIC)
        return History(
            told(clinic, records, asked, shown),
            records.trail.count(which),
            records.trail.actors(which.patient_id),
            ends.length,
            ends.hash,
            older=shown[-1].number if len(kept) > PAGE else None,
        )


def allow(clinic: Clinic, records: Records, asked: Asked, actor: Practitioner) -> None:
    """Refuse who may not read the history that is asked for; an emergency opens the record, and not its history."""
    if not asked.patient_id:
        authorise(clinic.catalogue, actor, OF_CLINIC)
        return
    on_team = records.patients.get(asked.patient_id).team in records.teams.of(actor.id)
    person = seen_by(clinic, records, actor, asked.patient_id, on_team=on_team)
    authorise(clinic.catalogue, person, OF_PATIENT, patient_id=asked.patient_id)


def told(clinic: Clinic, records: Records, asked: Asked, kept: list[KeptEvent]) -> tuple[AuditLine, ...]:
    """Return events in words, with what was undone later; the clinic's own history has no clinical content."""
    content = bool(asked.patient_id)
    about = {one.event.task_id for one in kept if one.event.task_id and content}
    titles = {row.id: row.title for row in records.tasks.some(about)}
    undone = records.trail.undone({one.event.act for one in kept})
    return tuple(
        replace(
            audit_line(clinic, one, titles.get(one.event.task_id or "", ""), content=content),
            undone=one.event.act in undone,
        )
        for one in kept
    )


def filter_of(clinic: Clinic, asked: Asked) -> AuditFilter:
    """Return what the store is asked for; days are those of the clinic's zone.

    What came along with an act in other tasks is listed where it is asked for: the act itself says what it was.
    """
    return AuditFilter(
        patient_id=asked.patient_id or None,
        of_patients=() if asked.patient_id else OF_PATIENTS,
        kinds=CODES.get(asked.kind, ()),
        other_than=_other_than(asked.kind),
        actor=asked.person or None,
        since=_midnight(clinic, clinic.today() - timedelta(days=asked.days - 1)) if asked.days else None,
    )


def _other_than(kind: str) -> tuple[str, ...]:
    if not kind:
        return CODES["followed"]
    if kind not in CODES:
        return tuple(code for codes in CODES.values() for code in codes)
    return ("session.refused",) if kind == "sign_ins" else ()


def check(clinic: Clinic, *, actor: Practitioner) -> str:
    """Hold the history and every record against their seals; return the answer in a sentence.

    Raises:
        NotAllowed: the person may not.
        NotReady: the database cannot be read.
    """
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, VERIFY)
    found = clinic.store.verify()
    with suppress(OnlyReading), clinic.store.writing() as records:
        note(records, clinic, "history.checked", actor, {"result": found.fault or "whole"})
    if found.fault:
        return f"{found.fault} {_STOP}"
    return f"The history is whole: {found.head.events:,} events and {found.rows:,} rows, none changed from outside."


def _midnight(clinic: Clinic, day: date) -> datetime:
    zone = clinic.clock.zone
    local = datetime.combine(day, time.min, zone) if zone else datetime.combine(day, time.min).astimezone()
    return local.astimezone(UTC)
