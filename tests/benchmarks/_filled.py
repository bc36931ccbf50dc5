"""Stores with ten thousand and a million tasks, filled in bulk: one real team, then copies of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, literal, select

from careplan import catalogue
from careplan.store import Store
from careplan.store.schema import care_team, counter, patient, plan, plan_cause, task, work_count
from tests.store.ward import Ward, settle

PLANS_A_TEAM: Final = 136
CAUSES: Final = (("scar_tissue", "failed_fusion"), ("recurrent_disc",), ("scar_tissue",), ("hardware",))
TODAY: Final = date(2026, 4, 20)
"""Seven weeks after the plans began: some work is late, some due, most still to come."""

_COPIED: Final = (care_team, patient, plan, plan_cause, task, work_count)


def fill(path: Path, teams: int) -> tuple[Store, int]:
    """Return a store with this many teams of about ten thousand tasks each, and the number of its tasks."""
    store = Store.open(str(path))
    with store.writing() as records:
        ward = Ward(store, catalogue.template_set(catalogue.load()), settle(records))
        for number in range(PLANS_A_TEAM):
            ward.admit(*CAUSES[number % len(CAUSES)], records=records)
    return store, _multiply(store, teams)


def multiply(path: Path, tasks: int) -> int:
    """Copy the one team of a clinic, with its plans, until there are this many tasks; return their number."""
    store = Store.open(str(path))
    with store._database.reading() as connection:
        many = connection.execute(select(counter.c.next).where(counter.c.name == "task")).scalar_one() - 1
    number = _multiply(store, -(-tasks // many))
    store.close()
    return number


def _multiply(store: Store, teams: int) -> int:
    """Make this many teams of one and return the number of tasks."""
    with store._database.writing() as connection:
        many: int = connection.execute(select(counter.c.next).where(counter.c.name == "task")).scalar_one() - 1
        for copy in range(1, teams):
            for table in _COPIED:
                _copy(connection, table, copy, many)
        connection.exec_driver_sql("analyze")
    return many * teams


def _copy(connection: Connection, table: Table, copy: int, many: int) -> None:
    """Insert the first team's rows of a table again, as another team's."""
    shown = {"patient": {"id"}, "plan": {"id", "patient"}, "plan_cause": {"plan"}, "task": {"plan", "patient"}}
    numbers = {"task": {"id": many * copy}, "care_team": {"id": copy}}
    changed: dict[str, Any] = {}
    for column in table.columns:
        if column.name in shown.get(table.name, ()):
            changed[column.name] = column + literal(f"/{copy}")
        elif column.name in numbers.get(table.name, ()):
            changed[column.name] = column + literal(numbers[table.name][column.name])
        elif column.name == "team":
            changed[column.name] = column + literal(copy)
        else:
            changed[column.name] = column
    whose = table.c.id == 1 if table is care_team else None
    if whose is None:
        whose = table.c.team == 1 if "team" in table.c else ~table.c.plan.contains("/")
    connection.execute(insert(table).from_select(list(changed), select(*changed.values()).where(whose)))
