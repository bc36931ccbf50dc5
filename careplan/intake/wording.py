"""Says in sentences what is wrong with the shape of an intake: what, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from careplan.intake.form import IntakeForm, MedicineEntry, ObservationEntry, OperationEntry, ProcedureEntry
from careplan.nearest import did_you_mean
from careplan.number_range import shortened
from careplan.patient import OperationProcedure, ProcedureKind, Sex, Side

_PARTS: Final[Mapping[str, type[BaseModel]]] = {
    "operations": OperationEntry,
    "procedures": ProcedureEntry,
    "observations": ObservationEntry,
    "medicines": MedicineEntry,
}
_WORDS: Final[Mapping[str, type[Enum]]] = {
    "sex": Sex,
    "side": Side,
    "kind": ProcedureKind,
    "procedures": OperationProcedure,
}
_MUST: Final[Mapping[str, str]] = {
    "bool": "must be true or false, without quotation marks",
    "float": "must be a number, without quotation marks",
    "string": "must be a text in quotation marks",
    "tuple": "must be a list in square brackets",
    "dict": "must be an object in curly brackets",
    "model": "must be an object in curly brackets",
}


def sentences(error: ValidationError) -> Iterator[str]:
    """Yield one sentence for everything that pydantic found."""
    for detail in error.errors(include_url=False):
        yield _sentence(detail)


def path(location: Sequence[int | str]) -> str:
    """Return where in the file something stands: `operations[0].date`."""
    written = ""
    for part in location:
        written += f"[{part}]" if isinstance(part, int) else f".{part}"
    return written.removeprefix(".") or "the intake"


def _sentence(detail: ErrorDetails) -> str:
    location, kind, given = detail["loc"], detail["type"], detail["input"]
    where = path(location)
    if kind == "json_invalid":
        return f"The intake is not valid JSON ({detail['ctx']['error']}). Save it again as plain UTF-8 text."
    if kind == "extra_forbidden":
        return f"{where} is not a key of an intake. {did_you_mean(str(location[-1]), _keys(location))}"
    if kind == "missing":
        return f"{where} is missing. Add it."
    if location[:1] == ("findings",) and len(location) == 2:
        return f'{where} is {_shown(given)}. Write "yes" or "no"; leave it out while it is not known.'
    if kind in ("enum", "literal_error"):
        return f"{where} {_shown(given)} is not known. {did_you_mean(str(given), _words(location))}"
    if kind == "string_pattern_mismatch" and str(given).strip():
        return f"{where} {_shown(given)} is no patient id. Write one such as P-0101: letters and digits, and no name."
    if kind == "string_pattern_mismatch":
        return f"{where} is empty. Fill it in."
    if kind == "string_too_long":
        return f"{where} has {len(given)} characters; {detail['ctx']['max_length']} are the most. Shorten it."
    if kind in ("greater_than_equal", "finite_number"):
        return f"{where} is {_shown(given)}; it must be a number from 0 up."
    if kind.startswith("date"):
        return f"{where} {_shown(given)} is not a date. Write it as 2025-03-10."
    must = next((text for start, text in _MUST.items() if kind.startswith(start)), "cannot be used")
    return f"{where} {must}; {_shown(given)} is not."


def _keys(location: Sequence[int | str]) -> list[str]:
    """Return the keys that are valid where the last part of the location stands."""
    part = _PARTS.get(str(location[0])) if len(location) == 3 else IntakeForm
    return [field.alias or name for name, field in part.model_fields.items()] if part else []


def _words(location: Sequence[int | str]) -> list[str]:
    """Return the words that are valid at a location."""
    named = [str(part) for part in location if isinstance(part, str)]
    words = _WORDS.get(named[-1])
    return [str(member.value) for member in words] if words else ["lumbar", "thoracic", "cervical"]


def _shown(given: Any) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, list | dict):
        return "a list" if isinstance(given, list) else "an object"
    return "null" if given is None else f"“{shortened(given)}”"
