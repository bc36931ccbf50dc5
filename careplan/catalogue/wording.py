"""Turns what pydantic found into sentences for a clinician."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from careplan.nearest import did_you_mean

_TYPES: Mapping[str, str] = {
    "string_type": "must be a text in quotation marks",
    "bool_type": "must be true or false, without quotation marks",
    "bool_parsing": "must be true or false, without quotation marks",
    "int_type": "must be a whole number, without quotation marks",
    "int_parsing": "must be a whole number, without quotation marks",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be 1 or more",
    "less_than_equal": "must be 9999 or less",
    "tuple_type": 'must be a list in square brackets, such as ["K01"]',
    "dict_type": "must be a table of name = value lines",
    "model_type": "must be a table of name = value lines",
}


def sentences(error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    """Yield one sentence for every wrong field."""
    for detail in error.errors(include_url=False):
        yield _sentence(detail, model)


def _sentence(detail: ErrorDetails, model: type[BaseModel]) -> str:
    field = ".".join(str(part) for part in detail["loc"]) or "the row"
    kind, given = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        valid = model.model_fields if len(detail["loc"]) == 1 else ()
        return f"“{field}” is not a field here. {did_you_mean(field, valid)}"
    if kind == "missing":
        return f"“{field}” is missing. Add a line {field} = ..."
    if kind in ("enum", "literal_error"):
        return f"{field} “{given}” is not known. {_choose(str(given), _choices(detail, model))}"
    if kind in _TYPES:
        return f"“{field}” {_TYPES[kind]}."
    message = detail["msg"].removeprefix("Value error, ").rstrip(".")
    return f"“{field}” {message}."


def _choose(given: str, choices: list[str]) -> str:
    hint = did_you_mean(given, choices)
    return hint if hint.startswith("Write") else f"{hint} Valid: {', '.join(choices)}."


def _choices(detail: ErrorDetails, model: type[BaseModel]) -> list[str]:
    """Return the words that the field accepts, in their own order."""
    annotation = model.model_fields[str(detail["loc"][0])].annotation
    return list(_words(annotation))


def _words(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
        return
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        else:
            yield from _words(part)
