"""Every row is sealed as careplan writes it, and whoever else writes is seen."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from careplan.errors import NotReady
from careplan.store import Store
from careplan.store.row_forms import SealedTable, sealed_tables
from careplan.store.schema import metadata
from careplan.store.seals import Sealer
from tests.store.ward import Ward

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def _change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


def test_every_table_is_sealed_but_the_seal(tmp_path: Path) -> None:
    Store.open(str(tmp_path / "clinic.db")).close()
    with closing(sqlite3.connect(tmp_path / "clinic.db")) as connection:
        names = {table.name for table in sealed_tables(connection)}
    assert names == {*metadata.tables, "alembic_version"} - {"table_seal"}


def test_what_careplan_writes_and_does_not_keep_fits(file_ward: Ward) -> None:
    file_ward.admit("scar_tissue")
    store = file_ward.store
    with pytest.raises(RuntimeError), store.writing() as records:
        records.accounts.disable("nurse")
        raise RuntimeError("the power went")
    with store.writing() as records:
        records.accounts.disable("surgeon")
    assert store.verify().fault == ""


def test_two_programs_seal_what_each_writes(tmp_path: Path) -> None:
    one, other = Store.open(str(tmp_path / "clinic.db")), Store.open(str(tmp_path / "clinic.db"))
    for number, store in enumerate((one, other, other, one)):
        with store.writing() as records:
            records.keys.keep(f"k{number}", "nurse", {}, at=AT)
    assert (one.verify().fault, other.verify().fault) == ("", "")
    one.close()
    other.close()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update account set role = 'admin' where name = 'nurse'", "A row of the table account was changed"),
        ("delete from care_team_member where account = 'nurse'", "has 6 rows and should have 7"),
        ("insert into counter values ('x', 1)", "The table counter has"),
        ("update account set disabled = 'no' where name = 'nurse'", "A row of the table account was changed"),
        ("create index ix_own on account (role)", "A table, an index or a trigger of the database was changed"),
        ("drop trigger event_no_delete", "The lock event_no_delete of the audit trail is missing"),
        ("delete from table_seal", "The seal over all tables is missing"),
        ("update table_seal set sums = replace(sums, 'account', 'account')", ""),
        (
            "update table_seal set sums = sums || char(10) || 'x 1 1'",
            "The seal over all tables is missing, was changed",
        ),
        ("insert into care_team_member values (99, 'nurse', 'nurse')", "names a row of care_team that is missing"),
    ],
)
def test_what_another_program_writes_is_named(file_ward: Ward, tmp_path: Path, statement: str, fault: str) -> None:
    _change(tmp_path / "clinic.db", statement)
    found = file_ward.store.verify().fault
    assert fault in found
    assert bool(found) is bool(fault)


def test_a_value_of_another_kind_is_seen_where_its_form_is_the_same(file_ward: Ward, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "clinic.db")) as connection:
        connection.execute("create table plain (n)")  # no column type turns the text into a number again
        connection.execute("insert into plain values ('5')")
        table = SealedTable("plain", (("n", "integer"),))
        [text] = connection.execute(table.forms).fetchone()
        connection.execute("update plain set n = 5")
        assert connection.execute(table.forms).fetchone() == (text,)
        connection.execute("update plain set n = '5'")
        assert connection.execute(table.misfits).fetchone() == (1,)


def test_nothing_is_written_over_a_seal_that_is_not_ours(file_ward: Ward, tmp_path: Path) -> None:
    _change(tmp_path / "clinic.db", "update table_seal set seal = 'x'")
    with pytest.raises(NotReady, match="changed outside of careplan"), file_ward.store.writing() as records:
        records.accounts.disable("nurse")
    with file_ward.store.reading() as records:
        assert not records.accounts.get("nurse").disabled


def test_the_hash_of_a_row_is_the_same_in_every_version_of_python() -> None:
    sealer = Sealer(b"k" * 32)
    assert (
        f"{sealer.hashed('account', chr(39) + 'nurse' + chr(39)):x}"
        == "735a137345428517ace4951a92eab0c5deca10865cfa1ebf4888784465c960e2"
    )
