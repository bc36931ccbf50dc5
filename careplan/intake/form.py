"""The shape of INTAKE.json. Everything but `patient_id` is optional; a key that is not listed is refused."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from careplan.finding import Answer
from careplan.patient import PATIENT_ID, OperationProcedure, ProcedureKind, Sex, Side
from careplan.text_length import MOST

Region = Literal["lumbar", "thoracic", "cervical"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class OperationEntry(_Part):
    """An operation on the spine that was done."""

    day: date | None = Field(default=None, alias="date")
    procedures: tuple[OperationProcedure, ...] = ()
    levels: tuple[str, ...] = ()
    side: Side | None = None
    region: Region = "lumbar"
    implant: bool | None = None
    graft: str | None = None


class ProcedureEntry(_Part):
    """A needle procedure or stimulator step, planned or done."""

    kind: ProcedureKind
    region: Region = "lumbar"
    steroid: bool | None = None
    planned: date | None = None
    done: date | None = None


class ObservationEntry(_Part):
    """A value of a measure; of the start day where no date is given."""

    measure: str
    value: Any
    day: date | None = Field(default=None, alias="date")


class MedicineEntry(_Part):
    """One line of the medicine list; `amount_per_day` in `unit` (mg, or mcg per hour for a patch)."""

    name: str = Field(pattern=r"\S")
    amount_per_day: float | None = Field(default=None, ge=0)
    unit: str | None = None
    prescriber: str | None = None
    started: date | None = None
    last_review: date | None = None


class IntakeForm(_Part):
    """INTAKE.json as it is written.

    Attributes:
        facts: answers by fact id, and values of measures of the start day by measure id.
        findings: yes or no; what is absent is not known.
        red_flags: those answered yes, empty for none of them; absent is not answered. The list closes nothing.
        medicines: a confirmed list, empty for confirmed none; absent is not known.
    """

    patient_id: str = Field(pattern=f"^{PATIENT_ID}$")
    birth_date: date | None = None
    sex: Sex | None = None
    operations: tuple[OperationEntry, ...] = ()
    procedures: tuple[ProcedureEntry, ...] = ()
    facts: dict[str, Any] = {}
    findings: dict[str, Answer] = {}
    red_flags: tuple[str, ...] = ()
    observations: tuple[ObservationEntry, ...] = ()
    medicines: tuple[MedicineEntry, ...] | None = None
    goal: str | None = Field(default=None, max_length=MOST)
    start: date | None = None
