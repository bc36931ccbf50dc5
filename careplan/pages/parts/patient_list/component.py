"""The list of patients on the page: registered once; a press opens the patient."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from careplan.errors import InvalidInput
from careplan.pages.parts.component import component
from careplan.pages.parts.patient_list.contract import PatientRow, patient_of, wire

log = logging.getLogger(__name__)

_PATIENTS = component("patients")


def patient_list(rows: Iterable[PatientRow], *, key: str, on_open: Callable[[str], None]) -> None:
    """Draw the rows; call `on_open` with the id of the patient that was pressed."""
    _PATIENTS(key=key, data=wire(rows), hear={"open": lambda sent: receive(sent, on_open)})


def receive(raw: object, on_open: Callable[[str], None]) -> None:
    """Pass the id of a patient on; ignore anything else."""
    try:
        patient_id = patient_of(raw)
    except InvalidInput as error:
        log.warning("A press on the list of patients was ignored: %s", error)
        return
    on_open(patient_id)
