"""What a query made ready once finds is what SQLAlchemy finds, and its transaction is that of the connection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Select, bindparam, create_engine, event, func, insert, literal, select
from sqlalchemy.exc import InvalidRequestError

from careplan.store.query import Query
from careplan.store.schema import account, metadata, patient

MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
PEOPLE = [
    {"name": name, "role": role, "password": None, "disabled": name == "nurse", "created_at": MORNING}
    | {"subject": None, "preferences": "{}"}
    for name, role in (("nurse", "nurse"), ("surgeon", "surgeon"), ("primary.care", "primary_care"))
]
SOMEONE = {"id": "P-0001", "team": 1, "row_version": 1, "known_version": 0, "body": "{}", "created_at": MORNING}
SOMEONE |= {"birth_date": date(1968, 5, 2), "record_number": None, "name": "Ä", "sex": None}

WITH_ROLES = select(account).where(account.c.role.in_(bindparam("roles", expanding=True))).order_by(account.c.name)
BORN = select(patient).where(patient.c.birth_date <= bindparam("day", type_=patient.c.birth_date.type))
FIXED = (
    select(account.c.name, func.count(), literal("Ω")).where(account.c.role.in_(["nurse", "surgeon"])).group_by("name")
)

CASES: list[tuple[Select[Any], dict[str, Any], int]] = [
    (select(account).order_by(account.c.name), {}, 3),
    (select(account).where(account.c.name == bindparam("who")), {"who": "nurse"}, 1),
    (select(account).where(account.c.name == bindparam("who")), {"who": "nobody"}, 0),
    (
        select(account.c.name).where(account.c.created_at == bindparam("at", type_=account.c.created_at.type)),
        {"at": MORNING},
        3,
    ),
    (WITH_ROLES, {"roles": []}, 0),
    (WITH_ROLES, {"roles": ["nurse"]}, 1),
    (WITH_ROLES, {"roles": ["nurse", "primary_care", "x"]}, 2),
    (WITH_ROLES.where(account.c.disabled == bindparam("off")), {"roles": ["surgeon", "nurse"], "off": True}, 1),
    (BORN, {"day": date(1968, 5, 2)}, 1),
    (BORN, {"day": date(1968, 5, 1)}, 0),
    (FIXED, {}, 2),
]


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Give a connection to a database with three accounts and a patient."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as begun:
        begun.execute(insert(account), PEOPLE)
        begun.execute(insert(patient), SOMEONE)
        yield begun


@pytest.mark.parametrize(("statement", "given", "many"), CASES)
def test_it_finds_what_sqlalchemy_finds(
    connection: Connection, statement: Select[Any], given: dict[str, Any], many: int
) -> None:
    expected = connection.execute(statement, given).all()
    found = list(Query(statement).rows(connection, given))
    assert [tuple(row) for row in found] == [tuple(row) for row in expected]
    assert len(found) == many


def test_a_row_has_the_names_and_the_kinds_of_its_columns(connection: Connection) -> None:
    found = Query(select(patient)).first(connection)
    assert {name: getattr(found, name) for name in SOMEONE} == SOMEONE
    assert found._asdict() == connection.execute(select(patient)).one()._asdict()
    assert found.created_at.tzinfo is UTC
    assert Query(select(account.c.disabled).order_by(account.c.name)).value(connection) is True


def test_lists_of_each_length_are_made_ready_once(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    query = Query(WITH_ROLES)
    assert len(query.rows(connection, {"roles": ["nurse", "surgeon"]})) == 2
    assert len(query.rows(connection, {"roles": ["surgeon"]})) == 1
    monkeypatch.setattr("careplan.store.query._made_ready", None)
    assert [row.name for row in query.rows(connection, {"roles": ["primary_care", "nurse"]})] == [
        "nurse",
        "primary.care",
    ]
    assert query.first(connection, {"roles": ["surgeon"]}).name == "surgeon"


def test_a_list_of_another_kind_or_one_that_is_missing_is_refused_before_a_text_is_kept(connection: Connection) -> None:
    query = Query(WITH_ROLES)
    assert len(query.rows(connection, {"roles": ["nurse"]})) == 1
    with pytest.raises(TypeError, match="roles must be a list"):
        query.rows(connection, {"roles": ("nurse", "surgeon")})
    with pytest.raises(InvalidRequestError, match="roles"):
        Query(WITH_ROLES.where(account.c.name == bindparam("who"))).rows(connection, {"who": "nurse"})


def test_it_begins_the_transaction_and_is_told_to_who_listens() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    ran: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *about: ran.append(about[2]))
    begun: list[bool] = []
    event.listen(engine, "begin", lambda connection: begun.append(True))
    with engine.connect() as connection:
        assert Query(select(account)).first(connection) is None
        assert Query(select(account)).value(connection) is None
        assert connection.in_transaction()
        connection.rollback()
        assert not connection.in_transaction()
    assert len(begun) == 1
    assert [text.split()[0] for text in ran] == ["SELECT", "SELECT"]
