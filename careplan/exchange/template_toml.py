"""A template as the TOML of data/templates, one table for each task, so that a clinician can read and edit it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from careplan.template import ModuleDefinition


def written_of(module: ModuleDefinition) -> dict[str, Any]:
    """Return the fields of a template; what has its default is left out."""
    fields: dict[str, Any] = module.model_dump(mode="json", exclude_defaults=True)
    return fields


def write(written: Mapping[str, Any]) -> str:
    """Return fields as TOML: those of the head first, then tables in the order in which they stand."""
    head = [f"{name} = {_value(value)}" for name, value in written.items() if not _is_tables(value)]
    tables = [(name, row) for name, value in written.items() if _is_tables(value) for row in value]
    return "\n".join([*head, *(line for name, row in tables for line in _table(name, row)), ""])


def _table(name: str, row: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"[[{name}]]"
    for field, value in row.items():
        yield f"{field} = {_value(value)}"


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_text(name)} = {_value(one)}' for name, one in value.items())} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(value: str) -> str:
    """Return a basic string: its escapes are those of JSON, but that U+007F must be escaped too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
