"""Databases of every earlier revision, kept as they were, are brought up to date with all that was in them."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, select

from careplan.store import Store
from careplan.store.engine import open_database
from careplan.store.migrations import revisions
from careplan.store.schema import REVISION, metadata

FROZEN = Path(__file__).parent / "frozen"
OLDER = sorted(file.name.partition(".")[0] for file in FROZEN.glob("*.sql.gz"))


def thawed(revision: str, home: Path) -> Path:
    """Return a database as a program of that revision left it, beside its key."""
    file = home / "clinic.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(gzip.decompress((FROZEN / f"{revision}.sql.gz").read_bytes()).decode())
    shutil.copy(FROZEN / f"{revision}.key", home / "audit.key")
    return file


def rows_of(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what every table holds."""
    database = open_database(str(file))
    with database.reading() as connection:
        found = MetaData()
        found.reflect(connection)
        held = {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in found.tables.items()
        }
    database.close()
    return held


def test_there_is_a_database_of_every_older_revision() -> None:
    assert sorted(revisions()) == [*OLDER, REVISION]


@pytest.mark.parametrize("revision", OLDER)
def test_an_older_database_keeps_all_that_was_in_it(revision: str, tmp_path: Path) -> None:
    file = thawed(revision, tmp_path)
    before = rows_of(file)
    store = Store.open(str(file))
    with store.reading() as records:
        assert records.events.first_break() is None
        assert records.plans.get("PL-0001-01").plan.tasks
    store.close()
    after = rows_of(file)
    for table in before.keys() - {"alembic_version", "table_seal"}:  # migrating seals every row anew
        width = len(before[table][0]) if before[table] else 0
        assert sorted((row[:width] for row in after[table]), key=repr) == before[table], table
    database = open_database(str(file))
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_the_goal_that_a_plan_had_is_the_first_of_its_goals(tmp_path: Path) -> None:
    file = thawed("0001", tmp_path)
    with closing(sqlite3.connect(file)) as connection:
        had = dict(connection.execute("select id, goal from plan").fetchall())
    store = Store.open(str(file))
    with store.reading() as records:
        kept = {plan_id: [goal.words for goal in records.plans.get(plan_id).plan.goals] for plan_id in had}
    store.close()
    assert any(had.values()) and kept == {plan_id: [words] if words else [] for plan_id, words in had.items()}
