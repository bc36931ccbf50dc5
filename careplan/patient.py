"""A person under care: operations on the spine, procedures, medicines."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

PATIENT_ID: Final = r"[A-Z]{1,3}-?[0-9]{1,12}"
"""What an id of a patient looks like, such as P-0101: it stands in addresses, so no name fits it."""


class Sex(StrEnum):
    """FHIR administrative gender."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Side(StrEnum):
    """The side that was operated on."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class OperationProcedure(StrEnum):
    """What an operation on the spine consists of (REFERENCE 1.1); several may be combined."""

    LAMINECTOMY = "laminectomy"
    LAMINOTOMY_FORAMINOTOMY = "laminotomy_foraminotomy"
    DISKECTOMY_OPEN = "diskectomy_open"
    MICRODISKECTOMY = "microdiskectomy"
    SPINAL_FUSION = "spinal_fusion"
    REALIGNMENT = "realignment"
    IMPLANT_REMOVAL_OR_REVISION = "implant_removal_or_revision"
    DEBRIDEMENT = "debridement"


FUSING: Final = frozenset({OperationProcedure.SPINAL_FUSION, OperationProcedure.REALIGNMENT})
"""After each of these, bone has to heal."""


class ProcedureKind(StrEnum):
    """Needle procedures (the first five) and the two stimulator steps (PLAN_RULES R16)."""

    EPIDURAL = "epidural"
    BLOCK = "block"
    SACROILIAC = "sacroiliac"
    ADHESIOLYSIS = "adhesiolysis"
    RADIOFREQUENCY = "radiofrequency"
    SCS_TRIAL = "scs_trial"
    SCS_IMPLANT = "scs_implant"


NEEDLE_PROCEDURES = frozenset(ProcedureKind) - {ProcedureKind.SCS_TRIAL, ProcedureKind.SCS_IMPLANT}
"""Each planned one adds its own instance of module INJECTION."""
PROCEDURE_WORDS: Final = {
    ProcedureKind.EPIDURAL: "Epidural",
    ProcedureKind.BLOCK: "Block",
    ProcedureKind.SACROILIAC: "Sacroiliac injection",
    ProcedureKind.ADHESIOLYSIS: "Adhesiolysis",
    ProcedureKind.RADIOFREQUENCY: "Radiofrequency",
    ProcedureKind.SCS_TRIAL: "Stimulator trial",
    ProcedureKind.SCS_IMPLANT: "Stimulator implant",
}


class Operation(BaseModel):
    """One operation on the spine, past or planned.

    `number` counts the patient's operations from 1 and never changes. `day` is None while a
    planned operation has no date. `recorded` is the day on which that date became known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    day: date | None = None
    recorded: date | None = None
    done: bool = True
    procedures: tuple[OperationProcedure, ...] = ()
    levels: tuple[str, ...] = ()
    side: Side | None = None
    region: str = "lumbar"
    cancelled: bool = False
    implant: bool | None = None
    graft: str | None = None


class Procedure(BaseModel):
    """One needle procedure or stimulator step, planned or done. `number` counts them from 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    kind: ProcedureKind
    region: str = "lumbar"
    steroid: bool | None = None
    planned: date | None = None
    done: date | None = None
    cancelled: bool = False
    recorded: date | None = None


class Medicine(BaseModel):
    """One line of a confirmed medicine list. `amount_per_day` is in `unit` (mg, or mcg per hour for a patch)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    amount_per_day: float | None = None
    unit: str | None = None
    prescriber: str | None = None
    started: date | None = None
    last_review: date | None = None


class Patient(BaseModel):
    """A person under care. A clinic may work under pseudonyms: name and record number are optional."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    birth_date: date | None = None
    sex: Sex | None = None
    name: str | None = None
    record_number: str | None = None
    operations: tuple[Operation, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    medicines: tuple[Medicine, ...] | None = None
    medicines_confirmed: date | None = None
