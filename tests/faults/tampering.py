"""Ways to change a clinic's records as somebody would who has the file, knows SQL and has not the key."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from careplan.store.audit_chain import event_hash, new_key, seal
from careplan.store.seals import Sealer

Tamper = Callable[[sqlite3.Connection, random.Random], object]


def tamper(file: Path, way: Tamper, chance: random.Random) -> None:
    """Change a file in this way, with its locks put away before and put back after."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        locks = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for lock in locks:
            connection.execute(f"drop trigger {lock['name']}")
        way(connection, chance)
        for lock in locks:
            connection.execute(lock["sql"])
        connection.commit()


def _event(connection: sqlite3.Connection, chance: random.Random) -> sqlite3.Row:
    found: sqlite3.Row = chance.choice(connection.execute("select * from event").fetchall())
    return found


def edit(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Change one value of an event."""
    column = chance.choice(["at", "what", "actor", "acting_role", "act", "changes", "reason", "chain", "hash", "prev"])
    row = _event(connection, chance)
    connection.execute(f"update event set {column} = ? where id = ?", (f"{row[column]}x", row["id"]))


def delete(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Take an event out."""
    connection.execute("delete from event where id = ?", (_event(connection, chance)["id"],))


def swap(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Let two events of a chain change places."""
    row = connection.execute("select chain from event group by chain having count(*) > 2").fetchall()
    chain = chance.choice(row)["chain"]
    pair = chance.sample(connection.execute("select id, seq from event where chain = ?", (chain,)).fetchall(), 2)
    connection.execute("update event set seq = -1 where id = ?", (pair[0]["id"],))
    connection.execute("update event set seq = ? where id = ?", (pair[0]["seq"], pair[1]["id"]))
    connection.execute("update event set seq = ? where id = ?", (pair[1]["seq"], pair[0]["id"]))


def truncate(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Cut the end off a chain, and let its length say so."""
    row = _event(connection, chance)
    connection.execute("delete from event where chain = ? and seq >= ?", (row["chain"], row["seq"]))
    ends = {"length": row["seq"] - 1, "hash": row["prev"], "chain": row["chain"]}
    connection.execute("update event_head set length = :length, hash = :hash where chain = :chain", ends)


def append(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Put an event at the end of a chain."""
    row = dict(_event(connection, chance))
    [last] = connection.execute("select max(seq) from event where chain = ?", (row["chain"],)).fetchone()
    row |= {"id": None, "seq": last + 1, "reason": "Never said"}
    names = ", ".join(f":{name}" for name in row)
    connection.execute(f"insert into event ({', '.join(row)}) values ({names})", row)


def replace_row(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Put another event in the place of one, by REPLACE."""
    row = {**dict(_event(connection, chance)), "reason": "Never said"}
    names = ", ".join(f":{name}" for name in row)
    connection.execute(f"insert or replace into event ({', '.join(row)}) values ({names})", row)


def upsert(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Change an event by an insert that meets it."""
    row = dict(_event(connection, chance))
    names = ", ".join(f":{name}" for name in row)
    connection.execute(
        f"insert into event ({', '.join(row)}) values ({names}) on conflict (id) do update set reason = 'Never said'",
        row,
    )


def hash_anew(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Change an event, and hash its chain and its head anew with another key."""
    row, key, prev = _event(connection, chance), new_key(), ""
    connection.execute("update event set reason = 'Never said' where id = ?", (row["id"],))
    for each in connection.execute("select * from event where chain = ? order by seq", (row["chain"],)).fetchall():
        made = event_hash(key, prev, {**dict(each), "at": _moment(each["at"])})
        connection.execute("update event set prev = ?, hash = ? where id = ?", (prev, made, each["id"]))
        prev = made
        length = each["seq"]
    head = {"hash": prev, "seal": seal(key, row["chain"], length, prev), "chain": row["chain"]}
    connection.execute("update event_head set hash = :hash, seal = :seal where chain = :chain", head)


_VALUES = (
    *(("task", "note"), ("task", "due"), ("patient", "birth_date"), ("account", "password"), ("plan", "goal")),
    *(("fact_entry", "value"), ("work_count", "kind"), ("observation", "measure"), ("care_team_member", "role")),
)


def edit_record(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Change a value of a record that is no event."""
    table, column = chance.choice(_VALUES)
    [row] = chance.choice(connection.execute(f"select rowid from {table}").fetchall())
    connection.execute(f"update {table} set {column} = coalesce({column}, '') || 'x' where rowid = ?", (row,))


def add_record(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Put in a record that nobody entered."""
    statement = chance.choice(
        [
            "insert into account (name, role, disabled, created_at) values ('mallory', 'admin', 0, '2026-03-02')",
            "insert into care_team_member select team, 'viewer', 'surgeon' from care_team_member limit 1",
            "insert into comment (plan, by, role, at, text) select id, 'surgeon', 'surgeon', created_at, 'x' from plan",
        ]
    )
    connection.execute(statement)


def delete_record(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Take a record out."""
    table = chance.choice(["observation", "fact_entry", "finding_entry", "task_wait", "work_count", "plan_module"])
    connection.execute(f"delete from {table} where rowid = (select min(rowid) from {table})")


def seal_anew(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Change a record, and seal every table anew with another key."""
    edit_record(connection, chance)
    connection.row_factory = None
    Sealer(new_key()).seal_all(connection)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


WAYS: tuple[Tamper, ...] = (
    *(edit, delete, swap, truncate, append, replace_row, upsert, hash_anew),
    *(edit_record, add_record, delete_record, seal_anew),
)
