"""Facts that follow from what was done to the spine and what was decided about it, so that nobody enters them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from careplan.condition_language import Value
from careplan.patient import Operation, OperationProcedure, ProcedureKind
from careplan.record import Record

_DISC: Final = frozenset({OperationProcedure.DISKECTOMY_OPEN, OperationProcedure.MICRODISKECTOMY})
_DECOMPRESSION: Final = _DISC | {OperationProcedure.LAMINECTOMY, OperationProcedure.LAMINOTOMY_FORAMINOTOMY}
_FUSION: Final = frozenset({OperationProcedure.SPINAL_FUSION, OperationProcedure.REALIGNMENT})


def past_operations(record: Record) -> list[Operation]:
    """Return the operations from before the plan: an undated one counts when it was done."""
    done = (op for op in record.operations if op.done and not op.cancelled)
    return [op for op in done if op.day is None or op.day < record.start]


def last_fusion(record: Record) -> date | None:
    """Return the day of the last fusion before the plan; None where there was none, or none has a day."""
    return max((op.day for op in past_operations(record) if op.day and _FUSION & set(op.procedures)), default=None)


def _had(record: Record, wanted: frozenset[OperationProcedure]) -> str | None:
    past = past_operations(record)
    if not past:
        return None
    return "yes" if any(wanted & set(op.procedures) for op in past) else "no"


def _implant_present(record: Record, known_by: date) -> Value | None:
    past = past_operations(record)
    if any(op.implant for op in past):
        return "yes"
    return "no" if past and all(op.implant is False or not _FUSION & set(op.procedures) for op in past) else None


def _procedure_done(kind: ProcedureKind) -> Callable[[Record, date], Value | None]:
    def answer(record: Record, known_by: date) -> Value | None:
        done = (p for p in record.procedures if p.kind == kind and p.done and p.done <= known_by and not p.cancelled)
        return "yes" if any(done) else "no"

    return answer


def _no_fusion(record: Record, known_by: date) -> Value | None:
    """No fusion is planned where surgery was decided against; else the surgeon says (REFERENCE 1.3)."""
    decided = [entry.value for entry in record.gates.get("gate.surgery", ()) if entry.day <= known_by]
    return "no" if decided and decided[-1] == "no" else None


COMPUTED: Final[Mapping[str, Callable[[Record, date], Value | None]]] = {
    "fusion_present": lambda record, known_by: _had(record, _FUSION),
    "fusion_planned": _no_fusion,
    "implant_present": _implant_present,
    "prior_disc_surgery": lambda record, known_by: _had(record, _DISC),
    "prior_decompression": lambda record, known_by: _had(record, _DECOMPRESSION),
    "adhesiolysis_done": _procedure_done(ProcedureKind.ADHESIOLYSIS),
    "rfa_done": _procedure_done(ProcedureKind.RADIOFREQUENCY),
}
"""Facts that nobody has to enter, by name: asked for what is known at the end of a day."""
