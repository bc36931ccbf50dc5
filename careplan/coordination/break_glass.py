"""Opening the record of a patient of another team in an emergency: reason and password, to read, for an hour.

Whether there is such a record is answered only after both. The opening stands in the patient's history before anything
of it is shown, and waits for the review of another person (`emergency_reviews`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.coordination.access import OPEN_FOR
from careplan.coordination.authority import authorise, may, must_give_reason
from careplan.coordination.refusals import RECORD_REFUSED, noting_refusals, shown_id, writing
from careplan.coordination.refusals import note as note_refusal
from careplan.coordination.sign_in import check_password
from careplan.coordination.text_limits import refuse_long
from careplan.errors import NOT_HERE, NotFound
from careplan.event import Event, FieldChanged
from careplan.store import Records
from careplan.team import Practitioner

OPEN: Final = "break_glass.open"
OPENED: Final = "break_glass.opened"
ENDED: Final = "break_glass.ended"
_TASK: Final = "T-"


class Opened(NamedTuple):
    """Where an opening leads: the patient, and the plan and task that were asked for, where it was one."""

    patient_id: str
    plan_id: str = ""
    task_id: str = ""


class Running(NamedTuple):
    """An opening that lets a person read a record until a moment."""

    patient_id: str
    until: datetime


def may_open(clinic: Clinic, actor: Practitioner) -> bool:
    """Whether a person's role may open a record in an emergency."""
    return may(clinic.catalogue, actor, OPEN)


def open_record(clinic: Clinic, asked: str, *, reason: str, password: str, actor: Practitioner) -> Opened:
    """Open the record of a patient, or that of a plan or task, to read it for an hour; return where to find it.

    Raises:
        NotAllowed: the role may not, there is no reason, or the password is not right.
        InvalidInput: the reason is too long.
        NotFound: there is no such record; answered only to a right password.
    """
    with noting_refusals(clinic, actor):
        authorise(clinic.catalogue, actor, OPEN)
    must_give_reason(clinic.catalogue, OPEN, reason)
    refuse_long("The reason", reason)
    check_password(clinic, actor, password, act=OPEN)
    with writing(clinic, actor) as records:
        place = _place(records, asked)
        if place:
            _open(clinic, records, place.patient_id, reason.strip(), actor)
    if place is None:
        note_refusal(clinic, actor, RECORD_REFUSED, None, act=OPEN, asked=shown_id(asked))
        raise NotFound(NOT_HERE)
    return place


def running(clinic: Clinic, actor: Practitioner) -> list[Running]:
    """Return what the person has open in an emergency now; the first to end stands first."""
    if not may_open(clinic, actor):
        return []
    with clinic.store.reading() as records:
        found = records.break_glass.running(actor.id, at=clinic.now())
    return [Running(opening.patient_id, opening.ends_at) for opening in found]


def is_running(clinic: Clinic, patient_id: str, actor: Practitioner) -> bool:
    """Whether the person may still read a patient's record in an emergency."""
    with clinic.store.reading() as records:
        return records.break_glass.current(actor.id, patient_id, at=clinic.now()) is not None


def ended_at(clinic: Clinic, asked: str, actor: Practitioner) -> datetime | None:
    """Return when the person's own opening of the record of a patient or plan ended, while its review is to come.

    Of anything else nothing is told: a person without such an opening costs one query, whatever is asked for.
    """
    with clinic.store.reading() as records:
        mine = records.break_glass.ended(actor.id, at=clinic.now())
        place = _place(records, asked) if mine and not asked.startswith(_TASK) else None
    return next((one.ends_at for one in mine if place and one.patient_id == place.patient_id), None)


def end(clinic: Clinic, patient_id: str, *, actor: Practitioner) -> None:
    """Let the person's opening of a patient's record end now; does nothing where there is none."""
    now = clinic.now()
    with clinic.store.writing() as records:
        opening = records.break_glass.current(actor.id, patient_id, at=now)
        if opening:
            records.break_glass.end(opening.number, at=now)
            records.events.add(event(clinic, ENDED, actor, patient_id))


def _open(clinic: Clinic, records: Records, patient_id: str, reason: str, actor: Practitioner) -> None:
    """Keep an opening with its event; who is on the team, or has it open, needs no other."""
    now = clinic.now()
    team = records.patients.get(patient_id).team
    if team in records.teams.of(actor.id) or records.break_glass.current(actor.id, patient_id, at=now):
        return
    until = now + OPEN_FOR
    records.break_glass.open(actor.id, patient_id, reason, at=now, until=until)
    records.events.add(event(clinic, OPENED, actor, patient_id, reason, until=[None, until.isoformat()]))


def _place(records: Records, asked: str) -> Opened | None:
    """Return whose record it is that a patient's, plan's or task's id names; None where there is none."""
    wanted = asked.strip()
    try:
        if wanted.startswith(_TASK):
            plan = records.plans.of_task(wanted).plan
            return Opened(plan.patient_id, plan.id, wanted)
        if wanted.startswith("PL-"):
            return Opened(records.plans.whose(wanted)[0], wanted)
    except NotFound:
        return None
    return Opened(wanted) if records.patients.exists(wanted) else None


def event(
    clinic: Clinic, what: str, actor: Practitioner, patient_id: str, reason: str = "", /, **told: list[object]
) -> Event:
    """Return an event of an opening, in the history of its patient; `told` is before and after of each field."""
    return Event(
        what=what,
        actor=actor.id,
        acting_role=actor.role,
        at=clinic.now(),
        act=uuid4().hex,
        patient_id=patient_id,
        changes={name: FieldChanged(*change) for name, change in told.items()},
        reason=reason,
    )
