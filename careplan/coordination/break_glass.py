"""Opening the record of a patient of another team in an emergency: reason and password, to read, for an hour.

Whether there is such a record is answered only after both. The opening stands in the patient's history before anything
of it is shown, and waits for the review of another person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.coordination.access import OPEN_FOR
from careplan.coordination.authority import authorise, may, must_give_reason
from careplan.coordination.refusals import RECORD_REFUSED, noting_on_screen, noting_refusals, shown_id, writing
from careplan.coordination.refusals import note as note_refusal
from careplan.coordination.sign_in import check_password
from careplan.coordination.text_limits import refuse_long
from careplan.errors import NOT_HERE, InvalidInput, NotAllowed, NotFound
from careplan.event import Event, FieldChanged
from careplan.store import Opening, Records
from careplan.team import Practitioner

OPEN: Final = "break_glass.open"
REVIEW: Final = "break_glass.review"
OPENED: Final = "break_glass.opened"
ENDED: Final = "break_glass.ended"
REVIEWED: Final = "break_glass.reviewed"
JUSTIFIED: Final = "justified"
NOT_JUSTIFIED: Final = "not justified"


class Opened(NamedTuple):
    """Where an opening leads: the patient, and the plan and task that were asked for, where it was one."""

    patient_id: str
    plan_id: str = ""
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class ToReview:
    """An opening that waits for its review.

    Attributes:
        reason: as it was given; empty for a reviewer who sees no clinical content.
        read: what was opened: the overview, plans and tasks, by their ids.
        own: whether the reviewer opened it: then another person has to review it.
    """

    number: int
    account: str
    patient_id: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    read: tuple[str, ...]
    own: bool


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


def end(clinic: Clinic, patient_id: str, *, actor: Practitioner) -> None:
    """Let the person's opening of a patient's record end now; does nothing where there is none."""
    now = clinic.now()
    with clinic.store.writing() as records:
        opening = records.break_glass.current(actor.id, patient_id, at=now)
        if opening:
            records.break_glass.end(opening.number, at=now)
            records.events.add(_event(clinic, ENDED, actor, patient_id, opening=[None, opening.number]))


def count_to_review(clinic: Clinic, actor: Practitioner) -> int:
    """Return how many openings wait for a review by this person; 0 for who reviews none."""
    if not may(clinic.catalogue, actor, REVIEW):
        return 0
    with clinic.store.reading() as records:
        return records.break_glass.count_to_review(actor.id)


def to_review(clinic: Clinic, actor: Practitioner) -> list[ToReview]:
    """Return the openings that wait for a review, the oldest first; raises NotAllowed.

    Who may read no patient sees neither reason nor content, only who looked where and when.
    """
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, REVIEW)
    clinical = may(clinic.catalogue, actor, "patient.read")
    with clinic.store.reading() as records:
        return [_to_review(records, opening, actor, clinical=clinical) for opening in records.break_glass.to_review()]


def review(clinic: Clinic, number: int, *, justified: bool, said: str, actor: Practitioner) -> None:
    """Keep what a review of an opening said.

    Raises:
        NotAllowed: it is the person's own opening, or was reviewed already.
        InvalidInput: an opening that was not justified is not explained.
        NotFound: there is no such opening.
    """
    refuse_long("The note", said)
    with writing(clinic, actor) as records:
        authorise(clinic.catalogue, actor, REVIEW)
        opening = records.break_glass.get(number)
        if opening.account == actor.id:
            raise NotAllowed("You opened this record yourself. Another person has to review it.")
        if opening.reviewed_at is not None:
            raise NotAllowed(f"This opening was reviewed already, by {opening.reviewed_by}.")
        if not justified and not said.strip():
            raise InvalidInput("Write a note: what is to follow of an opening that was not justified.")
        records.break_glass.review(number, by=actor.id, at=clinic.now(), justified=justified, said=said.strip())
        verdict = JUSTIFIED if justified else NOT_JUSTIFIED
        event = _event(
            clinic, REVIEWED, actor, opening.patient_id, opened_by=[None, opening.account], review=[None, verdict]
        )
        records.events.add(event)


def _open(clinic: Clinic, records: Records, patient_id: str, reason: str, actor: Practitioner) -> None:
    """Keep an opening with its event; who is on the team, or has it open, needs no other."""
    now = clinic.now()
    team = records.patients.get(patient_id).team
    if team in records.teams.of(actor.id) or records.break_glass.current(actor.id, patient_id, at=now):
        return
    until = now + OPEN_FOR
    records.break_glass.open(actor.id, patient_id, reason, at=now, until=until)
    records.events.add(_event(clinic, OPENED, actor, patient_id, reason, until=[None, until.isoformat()]))


def _place(records: Records, asked: str) -> Opened | None:
    """Return whose record it is that a patient's, plan's or task's id names; None where there is none."""
    wanted = asked.strip()
    try:
        if wanted.startswith("T-"):
            plan = records.plans.of_task(wanted).plan
            return Opened(plan.patient_id, plan.id, wanted)
        if wanted.startswith("PL-"):
            return Opened(records.plans.whose(wanted)[0], wanted)
    except NotFound:
        return None
    return Opened(wanted) if records.patients.exists(wanted) else None


def _to_review(records: Records, opening: Opening, actor: Practitioner, *, clinical: bool) -> ToReview:
    return ToReview(
        number=opening.number,
        account=opening.account,
        patient_id=opening.patient_id,
        reason=opening.reason if clinical else "",
        opened_at=opening.opened_at,
        ends_at=opening.ends_at,
        read=records.read_marks.places(opening.account, opening.patient_id, opening.opened_at, opening.ends_at),
        own=opening.account == actor.id,
    )


def _event(
    clinic: Clinic, what: str, actor: Practitioner, patient_id: str, reason: str = "", /, **told: list[object]
) -> Event:
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
