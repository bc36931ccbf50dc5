"""Planned operations and procedures in words, with their dates."""

from __future__ import annotations

from careplan.coordination.patient_words import operation_words
from careplan.pages.desk import Desk
from careplan.pages.parts.words import show_date
from careplan.patient import PROCEDURE_WORDS, Operation, Procedure


def procedure_words(procedure: Procedure) -> str:
    """Return one procedure: Epidural, with steroid, 2 Dec 2026."""
    steroid = {True: ", with steroid", False: ", without steroid", None: ""}[procedure.steroid]
    when = show_date(procedure.planned) if procedure.planned else "no date yet"
    return f"{PROCEDURE_WORDS[procedure.kind]}{steroid}, {when}"


def planned_words(desk: Desk, planned: Operation | Procedure) -> str:
    """Return what is planned, with its date."""
    names = desk.clinic.catalogue.procedures
    if isinstance(planned, Operation):
        return operation_words(planned, lambda code: names[code].label)
    return procedure_words(planned)
