"""What a clinic on PostgreSQL has of its own: its tables, the lock on its audit trail, the rights of its role."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, insert, select

from careplan.errors import InvalidInput, NotFound, NotReady, OnlyReading
from careplan.store import Store
from careplan.store.engine import Database, open_database
from careplan.store.migrations import migrate
from careplan.store.schema import metadata
from tests.private_postgresql import Cluster
from tests.serving import ROOT
from tests.store.test_audit import _event
from tests.store.test_older_databases import OLDER, rows_of, thawed

KEY = b"k" * 32
HOW_TO = (ROOT / "docs" / "how-to-move-to-postgresql.md").read_text("utf-8")


@pytest.fixture(scope="module")
def made(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The URL of an empty clinic, and the folder of its key."""
    home = tmp_path_factory.mktemp("server")
    url = cluster.create("on_a_server")
    Store.open(url, home=home).close()
    return url, home


@pytest.fixture
def store(made: tuple[str, Path]) -> Iterator[Store]:
    """That clinic; what a test leaves in it is found by the next."""
    with closing(Store.open(made[0], home=made[1])) as store:
        yield store


def _differences(database: Database) -> object:
    with database.reading() as connection:
        return compare_metadata(MigrationContext.configure(connection), metadata)


def test_an_empty_database_gets_the_tables_of_the_program(cluster: Cluster, made: tuple[str, Path]) -> None:
    with closing(open_database(made[0])) as database:
        assert _differences(database) == []
    cluster.create("fresh")
    with closing(open_database(cluster.url("fresh"))) as fresh, fresh.writing() as connection:
        metadata.create_all(connection)
    indexes = "select indexname, indexdef from pg_indexes where schemaname = 'public' and indexname not like 'alembic%'"
    with cluster.connect("fresh") as wanted, cluster.connect("on_a_server") as found:
        assert set(wanted.execute(indexes)) == set(found.execute(indexes))


@pytest.mark.parametrize("revision", OLDER)
def test_an_older_clinic_keeps_all_that_was_in_it(cluster: Cluster, revision: str, tmp_path: Path) -> None:
    """The rows of the frozen file of each revision, on a server that was left at that revision."""
    file, url = thawed(revision, tmp_path), cluster.create(f"older_{revision}")
    with closing(open_database(url)) as database:
        migrate(database, KEY, to=revision)
        _fill(database, file)
        before = _rows(database)
    with closing(Store.open(url, home=tmp_path)) as store, store.reading() as records:
        assert store.verify().fault == ""
        assert records.plans.get("PL-0001-01").plan.tasks
    with closing(open_database(url)) as database:
        assert _differences(database) == []
        after = _rows(database)
    assert before["plan"] and before["event"]
    for table in before.keys() - {"alembic_version"}:
        width = len(before[table][0]) if before[table] else 0
        assert sorted((row[:width] for row in after[table]), key=repr) == before[table], table


def _fill(database: Database, file: Path) -> None:
    """Put the rows of a SQLite file into the same tables of a server."""
    held, found = rows_of(file), MetaData()
    with database.writing() as connection:
        found.reflect(connection)
        for table in found.sorted_tables:
            rows = sorted(held[table.name], key=lambda row: row[0] if isinstance(row[0], int) else 0)
            if rows and table.name != "alembic_version":
                connection.execute(
                    insert(table), [dict(zip(table.c.keys(), map(_aware, row), strict=True)) for row in rows]
                )


def _aware(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    found = MetaData()
    with database.reading() as connection:
        found.reflect(connection)
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in found.tables.items()
        }


def test_the_audit_trail_is_only_added_to(cluster: Cluster, store: Store) -> None:
    with store.writing() as records:
        records.events.add(_event(1), _event(2))
    with cluster.connect("on_a_server") as connection:
        for change in ("update event set actor = 'nobody'", "delete from event", "truncate event"):
            with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
                connection.execute(change)
        again = "insert into event select nextval('event_id_seq'), chain, seq + 5, " + _REST
        with pytest.raises(psycopg.errors.RaiseException, match="only added to"):
            connection.execute(again)


_REST = (
    "at, what, actor, acting_role, patient, plan, task, act, undoes, from_version, to_version, changes, reason, undo, "
    "prev, hash from event"
)


def test_who_changes_the_trail_on_the_server_is_found_out(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.create("tampered")
    with closing(Store.open(url, home=tmp_path)) as store:
        with store.writing() as records:
            records.events.add(_event(1), _event(2), _event(3))
        assert store.verify().fault == ""
        with cluster.connect("tampered") as connection:
            connection.execute("alter table event disable trigger event_no_change")
            assert store.verify().fault == "The lock event_no_change of the audit trail is missing."
            connection.execute("update event set reason = 'Not asked for' where seq = 2")
            connection.execute("alter table event enable trigger event_no_change")
        assert store.verify().fault.startswith("The audit trail of patient P-0001 does not fit at event 2")


def test_the_role_that_serves_owns_no_table_and_adds_to_the_trail_only(cluster: Cluster, tmp_path: Path) -> None:
    """The statements of the guide, as they stand there (SAFETY 5)."""
    before, after = re.findall(r"^```sql\n(.*?)^```", HOW_TO, re.DOTALL | re.MULTILINE)
    roles, _, rights = before.partition("\\connect careplan\n")
    with cluster.connect() as connection:
        for statement in filter(str.strip, roles.split(";")):
            connection.execute(statement)
    with cluster.connect("careplan") as connection:
        connection.execute(rights)
    Store.open(cluster.url("careplan", "careplan_owner"), home=tmp_path).close()
    with cluster.connect("careplan") as connection:
        connection.execute(after)
    with closing(Store.open(cluster.url("careplan", "careplan"), home=tmp_path)) as store:
        with store.writing() as records:
            records.teams.add("Spine team")
            records.events.add(_event(1))
        with pytest.raises(OnlyReading, match="lacks a right"), store._database.writing() as connection:
            connection.exec_driver_sql("update event set actor = 'nobody'")
        with pytest.raises(OnlyReading, match="lacks a right"), store._database.writing() as connection:
            connection.exec_driver_sql("drop trigger event_no_change on event")
        assert store.verify().fault == ""
    with cluster.connect("careplan") as connection:
        owners = "select distinct tableowner from pg_tables where schemaname = 'public'"
        assert connection.execute(owners).fetchall() == [("careplan_owner",)]
        rights = "select privilege_type from information_schema.role_table_grants where grantee = 'careplan'"
        of_trail = connection.execute(f"{rights} and table_name = 'event' order by 1").fetchall()
        assert of_trail == [("INSERT",), ("SELECT",)]


def test_who_reads_cannot_write(store: Store) -> None:
    with pytest.raises(NotReady, match="can only be read"), store.reading() as records:
        records.teams.add("Another team")


@pytest.mark.parametrize("asked", ["P-0\x0001", "P-0001\x00", "' or ''='", "%", "ß" * 10_000])
def test_what_is_no_id_is_not_found(store: Store, asked: str) -> None:
    with store.reading() as records, pytest.raises(NotFound):
        records.patients.get(asked)


def test_a_text_that_cannot_be_kept_is_refused(store: Store) -> None:
    for text in ("a\x00b", "half \ud800"):
        with pytest.raises(InvalidInput), store.writing() as records:
            records.teams.add(text)


def test_writers_take_turns_and_each_sees_what_the_one_before_kept(made: tuple[str, Path]) -> None:
    """Two programs add to one chain; without turns both would go on from the same end."""
    stores = [Store.open(made[0], home=made[1]) for _ in range(2)]
    with stores[0].reading() as records:
        before = records.events.length("P-0009")

    def add(store: Store) -> None:
        for number in range(20):
            with store.writing() as records:
                records.events.add(_event(number, "P-0009"))

    threads = [threading.Thread(target=add, args=(store,)) for store in stores for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with stores[0].reading() as records:
        assert records.events.length("P-0009") == before + 80
        assert records.events.first_break() is None
    for store in stores:
        store.close()


def test_a_turn_that_does_not_come_is_said(made: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careplan.store.engine._IN_TURN", _hurried())
    one, other = (Store.open(made[0], home=made[1]) for _ in range(2))
    with one.writing(), pytest.raises(OnlyReading, match="in use by another program"), other.writing():
        pass
    assert "in use" in other.only_reading
    with other.writing():
        pass
    assert other.only_reading == ""
    one.close()
    other.close()


def _hurried() -> str:
    from careplan.store.engine import _IN_TURN

    assert "10000" in _IN_TURN
    return _IN_TURN.replace("10000", "50", 1)


def test_a_server_that_is_gone_is_said_and_served_again_when_it_is_back(tmp_path: Path) -> None:
    cluster = Cluster()
    try:
        with closing(Store.open(cluster.create("gone"), home=tmp_path)) as store:
            cluster.stop(signal.SIGQUIT)
            with pytest.raises(OnlyReading, match="does not answer"), store.writing() as records:
                records.teams.add("Spine team")
            with pytest.raises(NotReady, match="does not answer"), store.reading() as records:
                records.teams.default()
            assert "does not answer" in store.only_reading
            cluster.start()
            with store.writing() as records:
                records.teams.add("Spine team")
            assert store.only_reading == ""
    finally:
        cluster.remove()


def test_a_clinic_that_is_not_there_is_refused(cluster: Cluster) -> None:
    with pytest.raises(NotReady, match=r'cannot be used: database "nowhere" does not exist'):
        Store.open(cluster.url("nowhere"))
