"""The review of openings in an emergency by another person, who can end one that still runs.

A verdict is about the whole of an opening, so it comes after its end. An administrator does not see the reason, only
who looked where and when, and so writes down with the verdict how they know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from careplan.clinic import Clinic
from careplan.coordination.authority import authorise, may
from careplan.coordination.break_glass import ENDED, event
from careplan.coordination.refusals import noting_on_screen, writing
from careplan.coordination.text_limits import refuse_long
from careplan.errors import InvalidInput, NotAllowed
from careplan.store import Opening, Records
from careplan.team import Practitioner

REVIEW: Final = "break_glass.review"
REVIEWED: Final = "break_glass.reviewed"
JUSTIFIED: Final = "justified"
NOT_JUSTIFIED: Final = "not justified"
NO_REASON: Final = "The reason is shown to clinicians only. Ask whoever opened it, and write in the note how you know."
_OWN: Final = "You opened this record yourself. Another person has to review it."


class Waiting(NamedTuple):
    """How many openings a person is to review, and how many run that the person can end."""

    to_review: int
    running: int


@dataclass(frozen=True, slots=True)
class ToReview:
    """An opening that waits for its review.

    Attributes:
        reason: as it was given; empty for a reviewer who sees no clinical content.
        read: what was opened: the overview, plans and tasks, by their ids.
        own: whether the reviewer opened it: then another person has to review it.
        running: whether it can still be read: then it can be ended, and reviewed only after that.
        shows_reason: whether the reviewer may read the reason.
    """

    number: int
    account: str
    patient_id: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    read: tuple[str, ...]
    own: bool
    running: bool
    shows_reason: bool


def count_to_review(clinic: Clinic, actor: Practitioner) -> Waiting:
    """Return how many openings wait for this person; none for who reviews none."""
    if not may(clinic.catalogue, actor, REVIEW):
        return Waiting(0, 0)
    with clinic.store.reading() as records:
        every, running = records.break_glass.count_to_review(actor.id, at=clinic.now())
    return Waiting(every - running, running)


def to_review(clinic: Clinic, actor: Practitioner) -> list[ToReview]:
    """Return the openings that wait for a review, the oldest first; raises NotAllowed.

    Who may read no patient sees neither reason nor content, only who looked where and when.
    """
    with noting_on_screen(clinic, actor):
        authorise(clinic.catalogue, actor, REVIEW)
    with clinic.store.reading() as records:
        return [_to_review(clinic, records, opening, actor) for opening in records.break_glass.to_review()]


def end_now(clinic: Clinic, number: int, *, actor: Practitioner) -> None:
    """Let another person's opening end now, and say so in the patient's history; does nothing where it is over.

    Raises:
        NotAllowed: it is the person's own opening, which ends on its own screens.
        NotFound: there is no such opening.
    """
    now = clinic.now()
    with writing(clinic, actor) as records:
        opening = _of_another(clinic, records, number, actor)
        if opening.ends_at > now:
            records.break_glass.end(number, at=now)
            told: list[object] = [None, opening.account]
            records.events.add(event(clinic, ENDED, actor, opening.patient_id, opened_by=told))


def review(clinic: Clinic, number: int, *, justified: bool, said: str, actor: Practitioner) -> str:
    """Keep what a review of an opening said, its note as the reason of its event; return it in a sentence.

    Raises:
        NotAllowed: it is the person's own opening, still runs or was reviewed already.
        InvalidInput: there is no note, and it was not justified or the person may not read the reason.
        NotFound: there is no such opening.
    """
    refuse_long("The note", said)
    note, verdict = said.strip(), JUSTIFIED if justified else NOT_JUSTIFIED
    with writing(clinic, actor) as records:
        opening = _of_another(clinic, records, number, actor)
        _refuse_verdict(clinic, opening)
        if not note and not _shows_reason(clinic, actor):
            raise InvalidInput("Write a note: you do not see the reason, so say how you know whether it was justified.")
        if not note and not justified:
            raise InvalidInput("Write a note: what is to follow of an opening that was not justified.")
        records.break_glass.review(number, by=actor.id, at=clinic.now(), justified=justified, said=note)
        told: dict[str, list[object]] = {"opened_by": [None, opening.account], "review": [None, verdict]}
        records.events.add(event(clinic, REVIEWED, actor, opening.patient_id, note, **told))
    noted = ", with your note" if note else ""
    return f"Recorded as {verdict}{noted}: {opening.account} opened {opening.patient_id}. It stands in the audit."


def _of_another(clinic: Clinic, records: Records, number: int, actor: Practitioner) -> Opening:
    authorise(clinic.catalogue, actor, REVIEW)
    opening = records.break_glass.get(number)
    if opening.account == actor.id:
        raise NotAllowed(_OWN)
    return opening


def _refuse_verdict(clinic: Clinic, opening: Opening) -> None:
    if opening.reviewed_at is not None:
        raise NotAllowed(f"This opening was reviewed already, by {opening.reviewed_by}.")
    if opening.ends_at > clinic.now():
        until = f"{clinic.clock.local(opening.ends_at):%H:%M}"
        raise NotAllowed(f"It is still open until {until}. End it now, or review it then: what is read counts too.")


def _shows_reason(clinic: Clinic, actor: Practitioner) -> bool:
    """Whether a reviewer is shown why a record was opened."""
    return may(clinic.catalogue, actor, "patient.read")


def _to_review(clinic: Clinic, records: Records, opening: Opening, actor: Practitioner) -> ToReview:
    shows_reason = _shows_reason(clinic, actor)
    return ToReview(
        number=opening.number,
        account=opening.account,
        patient_id=opening.patient_id,
        reason=opening.reason if shows_reason else "",
        opened_at=opening.opened_at,
        ends_at=opening.ends_at,
        read=records.read_marks.places(opening.account, opening.patient_id, opening.opened_at, opening.ends_at),
        own=opening.account == actor.id,
        running=opening.ends_at > clinic.now(),
        shows_reason=shows_reason,
    )
