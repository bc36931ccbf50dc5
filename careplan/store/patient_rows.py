"""A patient as a row, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from careplan.facts import Record
from careplan.patient import Patient
from careplan.store.columns import read, written
from careplan.store.schema import patient

_IN_BODY = ("operations", "procedures", "medicines", "medicines_confirmed")
_BODY = select(patient.c.body).where(patient.c.id == bindparam("patient_id"))
_KEEP = update(patient).where(patient.c.id == bindparam("patient_id"))
_LEARNED = _KEEP.values(known_version=patient.c.known_version + 1)


def row_of(known: Patient) -> dict[str, Any]:
    """Return the columns of a patient but the id, the team and the version."""
    return {
        "record_number": known.record_number,
        "name": known.name,
        "birth_date": known.birth_date,
        "sex": known.sex.value if known.sex else None,
        "body": written(known.model_dump(mode="json", include=set(_IN_BODY), exclude_defaults=True)),
    }


def patient_from(row: Row[Any], prefix: str = "") -> Patient:
    """Return the patient of a row, whose columns may carry a prefix."""
    columns = row._mapping
    body = read(columns[prefix + "body"])
    plain = ("id", "record_number", "name", "birth_date", "sex")
    return Patient.model_validate({**body, **{name: columns[prefix + name] for name in plain}})


def keep_record(connection: Connection, patient_id: str, record: Record) -> None:
    """Keep the operations and procedures of a record where they differ from the patient's."""
    text = connection.execute(_BODY, {"patient_id": patient_id}).scalar_one()
    kept = Patient.model_validate({"id": patient_id, **read(text)})
    now = kept.model_copy(update={"operations": record.operations, "procedures": record.procedures})
    if now != kept:
        changed = {"body": row_of(now)["body"], "row_version": patient.c.row_version + 1}
        connection.execute(_KEEP.values(changed), {"patient_id": patient_id})


def learned(connection: Connection, patient_id: str) -> None:
    """Count that a fact, a finding or an observation of a patient was kept or withdrawn."""
    connection.execute(_LEARNED, {"patient_id": patient_id})
