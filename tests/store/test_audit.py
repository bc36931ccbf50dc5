"""The audit trail is only added to, and whoever changes it in the file is found out."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from careplan.errors import NotReady
from careplan.event import Event, FieldChanged
from careplan.store import EventFilter, Store
from careplan.store.audit_chain import KEY_FILE, event_hash, new_key, seal
from tests.engines import new_store

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def _event(number: int, patient: str | None = "P-0001", **more: object) -> Event:
    changes = {"due": FieldChanged("2026-03-09", f"2026-04-{number:02d}")}
    known: dict[str, object] = {"reason": "Asked for", "changes": changes, **more}
    return Event("task.moved", "surgeon", "surgeon", AT, f"act{number}", patient, **known)  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with three chains."""
    store = Store.open(str(tmp_path / "clinic.db"))
    with store.writing() as records:
        for number in range(1, 7):
            records.events.add(_event(number))
            records.events.add(_event(number, "P-0002"))
        records.events.add(_event(1, None))
    store.close()
    return tmp_path / "clinic.db"


def _broken(file: Path) -> str | None:
    store = Store.open(str(file))
    with store.reading() as records:
        found = records.events.first_break()
    store.close()
    return f"{found.chain} {found.seq}" if found else None


def _tamper(file: Path, *statements: str) -> None:
    """Change the file as somebody would who has it and knows SQL."""
    connection = sqlite3.connect(file)
    for trigger in ("event_no_update", "event_no_delete", "event_in_order"):
        connection.execute(f"drop trigger {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_each_patient_has_a_chain_without_a_gap(file: Path) -> None:
    store = Store.open(str(file))
    with store.reading() as records:
        kept = records.events.latest(EventFilter(patient_id="P-0002"))
    assert [event.seq for event in kept] == [6, 5, 4, 3, 2, 1]
    assert kept[0].event == _event(6, "P-0002")
    store.close()


def test_an_untouched_trail_holds(file: Path) -> None:
    assert _broken(file) is None


def _row(change: str, seq: int) -> str:
    return f"{change} where chain = 'P-0001' and seq = {seq}"


@pytest.mark.parametrize(
    ("statements", "place"),
    [
        ([_row("update event set reason = 'Never said'", 3)], "P-0001 3"),
        ([_row("update event set actor = 'nurse'", 6)], "P-0001 6"),
        ([_row("update event set at = '2026-03-01 08:30:00.000000'", 1)], "P-0001 1"),
        ([_row("update event set undo = '{}'", 2)], "P-0001 2"),
        ([_row("delete from event", 2)], "P-0001 2"),
        ([_row("delete from event", 6)], "P-0001 6"),
        (["delete from event where chain = 'P-0001'"], "P-0001 1"),
        (["delete from event where chain = 'P-0001'", "delete from event_head where chain = 'P-0002'"], "P-0002 6"),
        ([_row("update event set chain = 'P-0002', seq = 7", 6)], "P-0001 6"),
        (
            [
                _row("update event set seq = 40", 4),
                _row("update event set seq = 4", 5),
                _row("update event set seq = 5", 40),
            ],
            "P-0001 4",
        ),
        (
            [
                _row("delete from event", 6),
                "update event_head set length = 5, hash = (select hash from event where chain = 'P-0001' and seq = 5) "
                "where chain = 'P-0001'",
            ],
            "P-0001 5",
        ),
        (
            [
                "insert into event (chain, seq, at, what, actor, acting_role, act, changes, reason, prev, hash) "
                "select chain, 7, at, what, actor, acting_role, act, changes, reason, hash, hash from event "
                "where chain = 'P-0001' and seq = 6"
            ],
            "P-0001 7",
        ),
    ],
)
def test_a_change_in_the_file_is_found_where_it_was_made(file: Path, statements: list[str], place: str) -> None:
    _tamper(file, *statements)
    assert _broken(file) == place


def test_hashing_anew_without_the_key_is_found(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    connection.execute("drop trigger event_no_update")
    connection.execute("update event set reason = 'Never said' where chain = 'P-0001' and seq = 5")
    key, prev = new_key(), ""
    for row in connection.execute("select * from event where chain = 'P-0001' order by seq").fetchall():
        columns = {**dict(row), "at": AT}
        columns["undo"] = row["undo"]
        made = event_hash(key, prev, columns)
        connection.execute("update event set prev = ?, hash = ? where id = ?", (prev, made, row["id"]))
        prev = made
    head = (prev, seal(key, "P-0001", 6, prev))
    connection.execute("update event_head set hash = ?, seal = ? where chain = 'P-0001'", head)
    connection.commit()
    connection.close()
    assert _broken(file) == "P-0001 1"


@pytest.mark.parametrize(
    "statement",
    [
        "update event set reason = ''",
        "delete from event",
        "insert or replace into event select * from event where id = 3",
        "insert into event (chain, seq, at, what, actor, acting_role, act, changes, reason, prev, hash) "
        "values ('P-0001', 9, '2026-03-01', 'x', 'x', 'x', 'x', '{}', '', '', '')",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(file: Path, statement: str) -> None:
    store = Store.open(str(file))
    with pytest.raises(Exception, match="audit trail is"), store._database.writing() as connection:
        connection.execute(text(statement))
    store.close()
    assert _broken(file) is None


def test_database_and_key_are_for_their_owner_only(file: Path) -> None:
    key = file.with_name(KEY_FILE)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key.read_text().strip().encode() not in file.read_bytes()


@pytest.mark.parametrize("spoil", [Path.unlink, lambda key: key.write_text("not a key")])
def test_a_database_without_its_key_is_not_opened(file: Path, spoil: Callable[[Path], object]) -> None:
    spoil(file.with_name(KEY_FILE))
    with pytest.raises(NotReady, match="audit key"):
        Store.open(str(file))


def test_events_are_narrowed_by_who_what_and_when(file: Path) -> None:
    store = Store.open(str(file))
    with store.writing() as records:
        later = AT.replace(day=9)
        records.events.add(Event("plan.created", "nurse", "nurse", later, "act9", "P-0002", plan_id="PL-0002-01"))
    with store.reading() as records:
        found = [
            len(records.events.latest(which))
            for which in (
                EventFilter(actor="nurse"),
                EventFilter(what="task."),
                EventFilter(plan_id="PL-0002-01"),
                EventFilter(since=date(2026, 3, 3)),
                EventFilter(until=date(2026, 3, 2)),
                EventFilter(what="100%"),
            )
        ]
        counted = (
            records.events.count(EventFilter(but=("task.",))),
            records.events.count(EventFilter(plan_id="PL-0002-01")),
        )
        first, *_ = page = records.events.latest(EventFilter(), limit=4)
        following = records.events.latest(EventFilter(), before=page[-1].number, limit=50)
    store.close()
    assert found == [1, 13, 1, 1, 13, 0]
    assert counted == (1, 1)
    assert first.event.what == "plan.created"
    assert len(page) + len(following) == 14


def test_what_was_touched_since_one_looked(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.writing() as records:
        for version, day in ((2, "2026-03-10"), (3, "2026-03-12")):
            change = {"due": FieldChanged("2026-03-09" if version == 2 else "2026-03-10", day)}
            records.events.add(_event(1, task_id="T-000007", to_version=version, changes=change))
        since_first = records.events.touched("T-000007", 1)["due"]
        since_second = records.events.touched("T-000007", 2)["due"]
        assert records.events.touched("T-000007", 3) == {}
    assert (since_first.before, since_first.after) == ("2026-03-09", "2026-03-12")
    assert (since_second.before, since_second.after, since_second.by) == ("2026-03-10", "2026-03-12", "surgeon")
    store.close()


def test_the_last_act_that_can_be_taken_back_once(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.writing() as records:
        records.events.add(_event(1, undo={"due": "2026-03-09"}))
        records.events.add(_event(2))
        undoable = records.events.latest_undoable("surgeon")
        assert undoable and undoable.event.act == "act1"
        assert records.events.latest_undoable("nurse") is None
        records.events.add(_event(3, undoes="act1"))
        assert records.events.undone("act1")
        assert records.events.latest_undoable("surgeon") is None
    store.close()


def test_who_writes_after_another_program_goes_on_where_that_one_ended(file: Path) -> None:
    one, other = Store.open(str(file)), Store.open(str(file))
    for number, store in enumerate((one, other, other, one), start=7):
        with store.writing() as records:
            records.events.add(_event(number), _event(number, None))
    with one.reading() as records:
        assert (records.events.length("P-0001"), records.events.length("clinic")) == (10, 5)
        assert records.events.first_break() is None
    one.close()
    other.close()


def test_what_was_not_kept_is_no_part_of_the_chain(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    with store.writing() as records:
        records.events.add(_event(6))
    with pytest.raises(RuntimeError), store.writing() as records:
        records.events.add(_event(7), _event(8))
        raise RuntimeError("the power went")
    with store.writing() as records:
        records.events.add(_event(7))
    with store.reading() as records:
        assert records.events.length("P-0001") == 2
        assert records.events.first_break() is None
    store.close()


def test_the_end_of_a_chain_is_asked_for_once(file: Path) -> None:
    store = Store.open(str(file))
    with store.count_queries() as first, store.writing() as records:
        records.events.add(_event(7), _event(8))
    with store.count_queries() as second, store.writing() as records:
        records.events.add(_event(9))
    assert [len([one for one in ran if one.startswith("SELECT")]) for ran in (first, second)] == [1, 0]
    store.close()
