"""The migration yields the tables of the program, and other databases are left alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from careplan.errors import NotReady
from careplan.store import Store
from careplan.store.engine import open_database
from careplan.store.migrations import head, migrate
from careplan.store.place import wal_is_safe
from careplan.store.schema import REVISION, metadata


def test_an_empty_database_gets_the_tables_of_the_program() -> None:
    database = open_database("sqlite://")
    migrate(database, b"k" * 32)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        made = {row.name: row.sql for row in connection.execute(text("select name, sql from sqlite_master"))}
    fresh = create_engine("sqlite://")
    metadata.create_all(fresh)
    with fresh.connect() as connection:
        for name in inspect(connection).get_table_names():
            for index in inspect(connection).get_indexes(name):
                assert index["name"] in made
        wanted = connection.execute(text("select name, sql from sqlite_master where type = 'index' and sql <> ''"))
        assert {row.name: row.sql for row in wanted}.items() <= made.items()


def test_the_program_names_the_newest_revision() -> None:
    assert head() == REVISION


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "clinic.db"
    Store.open(str(file)).close()
    with sqlite3.connect(file) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(NotReady, match="made by a newer careplan"):
        Store.open(str(file))
    assert file.read_bytes() == before


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "music.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table album (id integer)")
    connection.close()
    with pytest.raises(NotReady, match="tables of another program"):
        Store.open(str(file))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://somewhere/x", "not in mysql"),
        ("nonsense://", "names no database|not in nonsense"),
        ("postgresql+psycopg2://clinic:secret@db.example/plans", r"not in postgresql\+psycopg2\."),
        ("postgresql+psycopg://clinic:secret@db.example:port/plans", "“postgresql.*db.example:port/plans” names no"),
    ],
)
def test_an_address_that_is_no_database_of_ours_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(NotReady, match=sentence) as refused:
        Store.open(url)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear colleague, " * 300)
    with pytest.raises(NotReady, match="not a careplan database"):
        Store.open(str(file))


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 46, 1), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_wal_is_used_only_where_sqlite_is_mended(version: tuple[int, int, int], safe: bool) -> None:
    assert wal_is_safe(version) is safe


def test_sqlite_is_set_to_keep_what_it_says_it_kept(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'clinic.db'}")
    with database.writing() as connection:
        pragmas = {
            name: connection.execute(text(f"pragma {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
        }
    assert (pragmas["journal_mode"], pragmas["synchronous"]) in (("delete", 3), ("wal", 2))
    assert (pragmas["foreign_keys"], pragmas["recursive_triggers"], pragmas["busy_timeout"]) == (1, 1, 10_000)
    database.close()


def test_who_reads_cannot_write(tmp_path: Path) -> None:
    store = Store.open(str(tmp_path / "clinic.db"))
    with pytest.raises(NotReady, match="only be read"), store.reading() as records:
        records.teams.add("Back team")
    store.close()
