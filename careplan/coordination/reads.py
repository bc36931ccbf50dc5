"""That a patient's record was read is written into its history before it is shown: who, in which role, what.

One event a person, patient and quarter of an hour; in an emergency one for each thing that was opened. A reading that
cannot be written, as on a full disk, is shown to the care team all the same; in an emergency it is not.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.coordination.access import OPEN_FOR
from careplan.coordination.refusals import AGAIN_AFTER, noting_on_screen
from careplan.errors import NotReady
from careplan.event import Event, FieldChanged
from careplan.store import PLACE, READ, Records
from careplan.team import Practitioner

EMERGENCY: Final = "emergency"
"""The field of a reading that only an emergency allowed."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Look:
    """What a screen reads from: the records as they are at one moment; `saw` says whose they were."""

    clinic: Clinic
    records: Records
    place: str
    _due: list[tuple[Practitioner, str]] = field(default_factory=list)

    def saw(self, person: Practitioner, patient_id: str) -> None:
        """Say that the person reads this patient's record; at most one small query."""
        if _is_due(self.clinic, self.records, person, patient_id, self.place):
            self._due.append((person, patient_id))

    def note(self) -> None:
        """Write down what is not written yet; raises NotReady where an emergency reading cannot be."""
        for person, patient_id in self._due:
            _note(self.clinic, person, patient_id, self.place)


@contextmanager
def looking(clinic: Clinic, actor: Practitioner, place: str, *, asked: str = "") -> Iterator[Look]:
    """Give what a screen reads from; after the block what was seen, or refused, is written down.

    Args:
        place: what is looked at, such as “overview” or a plan's id; never words of the record.
        asked: the id in the address.
    """
    with noting_on_screen(clinic, actor, asked):
        with clinic.store.reading() as records:
            look = Look(clinic, records, place)
            yield look
        look.note()


def _is_due(clinic: Clinic, records: Records, person: Practitioner, patient_id: str, place: str) -> bool:
    now = clinic.now()
    if person.reads_until is not None:
        opened_at = person.reads_until - OPEN_FOR
        return place not in records.read_marks.places(person.id, patient_id, opened_at, now)
    last = records.read_marks.at(person.id, patient_id)
    return last is None or not last <= now < last + AGAIN_AFTER


def _note(clinic: Clinic, person: Practitioner, patient_id: str, place: str) -> None:
    try:
        with clinic.store.writing() as records:
            if _is_due(clinic, records, person, patient_id, place):
                records.read_marks.keep(person.id, patient_id, at=clinic.now())
                records.events.add(_event(clinic, person, patient_id, place))
    except NotReady:
        if person.reads_until is not None:
            raise
        log.warning("A reading of %s could not be written to its history.", patient_id)


def _event(clinic: Clinic, person: Practitioner, patient_id: str, place: str) -> Event:
    """Return the event of a reading: of the patient only, so that no plan or task has it in its own history."""
    told = {PLACE: FieldChanged(None, place)}
    if person.reads_until is not None:
        told[EMERGENCY] = FieldChanged(None, True)
    return Event(
        what=READ,
        actor=person.id,
        acting_role=person.role,
        at=clinic.now(),
        act=uuid4().hex,
        patient_id=patient_id,
        changes=told,
    )
