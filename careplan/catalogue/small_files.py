"""Reads the files of the catalogue that are one table each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import BaseModel

from careplan.agenda import AgendaRule
from careplan.catalogue.problem import Problem
from careplan.catalogue.reading import by_id, checked, read_csv, read_rows
from careplan.catalogue.rows import (
    Gate,
    Permission,
    ProcedureDefinition,
    RecoverySign,
    SeedCorrection,
    SeedFact,
    Source,
)
from careplan.examination import Examination
from careplan.facts import FactDefinition
from careplan.team import Role
from careplan.template import MergeGroup

M = TypeVar("M", bound=BaseModel)

_SOURCE_COLUMNS = {
    "id": "id",
    "title": "title",
    "year": "year",
    "address": "address",
    "what it supports": "supports",
}


@dataclass(frozen=True, slots=True)
class SmallFiles:
    """Their rows by id, in file order."""

    roles: Mapping[str, Role]
    facts: Mapping[str, FactDefinition]
    gates: Mapping[str, Gate]
    groups: Mapping[str, MergeGroup]
    sources: Mapping[str, Source]
    permissions: Mapping[str, Permission]
    procedures: Mapping[str, ProcedureDefinition]
    recovery_signs: Mapping[str, RecoverySign]
    seed_facts: Mapping[str, SeedFact]
    seed_corrections: Mapping[str, SeedCorrection]
    examinations: Mapping[str, Examination]
    agenda_rules: Mapping[str, AgendaRule]

    def rows(self) -> Iterator[tuple[str, BaseModel]]:
        """Yield every row with the name of its file; not the sources, whose titles are those of their authors."""
        for field in fields(self):
            if field.name != "sources":
                name = "merge_groups.toml" if field.name == "groups" else f"{field.name}.toml"
                yield from ((name, row) for row in getattr(self, field.name).values())


def read_small_files(folder: Traversable, problems: list[Problem]) -> SmallFiles:
    """Return the rows of every small file; what is wrong becomes a problem."""

    def rows(name: str, model: type[M], key: Callable[[M], str]) -> dict[str, M]:
        file, table = f"{name}.toml", name.rpartition("_")[2]
        return by_id(file, ((key(row), row) for row in read_rows(folder, file, table, model, problems)), problems)

    return SmallFiles(
        roles=rows("roles", Role, lambda row: row.id),
        facts=rows("facts", FactDefinition, lambda row: row.id),
        gates=rows("gates", Gate, lambda row: row.id),
        groups=rows("merge_groups", MergeGroup, lambda row: row.group),
        sources=read_sources(folder, problems),
        permissions=rows("permissions", Permission, lambda row: row.act),
        procedures=rows("procedures", ProcedureDefinition, lambda row: row.id),
        recovery_signs=rows("recovery_signs", RecoverySign, lambda row: row.id),
        seed_facts=rows("seed_facts", SeedFact, lambda row: row.id),
        seed_corrections=rows("seed_corrections", SeedCorrection, lambda row: row.id),
        examinations=rows("examinations", Examination, lambda row: row.id),
        agenda_rules=rows("agenda_rules", AgendaRule, lambda row: row.id),
    )


def read_sources(folder: Traversable, problems: list[Problem]) -> dict[str, Source]:
    """Return the rows of sources.csv by id."""
    file = "sources.csv"
    named = [
        {_SOURCE_COLUMNS.get(column, column): text for column, text in row.items() if column is not None}
        for row in read_csv(folder / file, problems)
    ]
    read = (checked(file, row.get("id", ""), row, Source, problems) for row in named)
    return by_id(file, ((source.id, source) for source in read if source is not None), problems)
