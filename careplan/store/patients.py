"""Patients: who they are, and what was done to their spine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from careplan.errors import NOT_HERE, Conflict, InvalidInput, NotFound
from careplan.facts import Record
from careplan.patient import Patient
from careplan.store.dated_entries import read_facts, read_findings, read_observations
from careplan.store.numbers import patient_id, patient_number, take, use_up
from careplan.store.patient_rows import patient_from, row_of
from careplan.store.prepared import Prepared
from careplan.store.schema import patient

_GET = select(patient).where(patient.c.id == bindparam("patient_id"))
_OF_RECORD_NUMBER = (
    select(patient.c.id)
    .where(patient.c.record_number == bindparam("number"), patient.c.team.in_(bindparam("teams", expanding=True)))
    .order_by(patient.c.id)
)
_ADD = Prepared(insert(patient))
_SAVE = (
    update(patient)
    .where(patient.c.id == bindparam("patient_id"), patient.c.row_version == bindparam("seen_version"))
    .values(row_version=patient.c.row_version + 1)
)


class PatientRecord(NamedTuple):
    """A patient as read, with the care team and the version of the row."""

    patient: Patient
    team: int
    row_version: int


class Patients:
    """The patients of the clinic."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, patient_id: str) -> PatientRecord:
        """Return a patient; raises NotFound."""
        row = self._connection.execute(_GET, {"patient_id": patient_id}).one_or_none()
        if row is None:
            raise NotFound(NOT_HERE)
        return PatientRecord(patient_from(row), row.team, row.row_version)

    def known(self, patient_id: str, start: date) -> Record:
        """Return what was answered, found and measured of a patient, as a plan of that start would read it."""
        return Record(
            start,
            facts=read_facts(self._connection, patient_id),
            findings=read_findings(self._connection, patient_id),
            observations=read_observations(self._connection, patient_id),
        )

    def exists(self, patient_id: str) -> bool:
        """Whether a patient has this id."""
        return self._connection.execute(_GET, {"patient_id": patient_id}).one_or_none() is not None

    def add(self, new: Patient, *, team: int, at: datetime) -> Patient:
        """Keep a new patient and return it; without an id it gets the next one.

        Raises:
            InvalidInput: the id is taken.
        """
        if not new.id:
            new = new.model_copy(update={"id": patient_id(take(self._connection, "patient"))})
        elif self.exists(new.id):
            raise InvalidInput(f"There is a patient {new.id} already. Open that one, or use another number.")
        else:
            number = patient_number(new.id)
            if number is not None:
                use_up(self._connection, "patient", number)
        first = {"id": new.id, "team": team, "row_version": 1, "known_version": 0, "created_at": at}
        _ADD.run(self._connection, first | row_of(new))
        return new

    def save(self, seen: PatientRecord, changed: Patient) -> None:
        """Keep a changed patient.

        Raises:
            Conflict: somebody changed the patient since it was read.
        """
        this = {"patient_id": seen.patient.id, "seen_version": seen.row_version}
        if not self._connection.execute(_SAVE.values(row_of(changed)), this).rowcount:
            raise Conflict(f"Patient {seen.patient.id} was changed in the meantime. Look at it again.")

    def of_record_number(self, number: str, *, teams: Iterable[int]) -> tuple[str, ...]:
        """Return the ids of the patients of some teams that have exactly this record number."""
        this = {"number": number, "teams": list(teams)}
        return tuple(self._connection.execute(_OF_RECORD_NUMBER, this).scalars())
