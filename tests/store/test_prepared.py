"""What is written by a statement made ready once is what SQLAlchemy would write, on either database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Dialect, bindparam, create_engine, delete, event, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from careplan.store.prepared import Prepared, _made_ready
from careplan.store.schema import account, metadata, patient

MORNING = datetime(2026, 3, 2, 8, 30, tzinfo=timezone(timedelta(hours=2)))
NURSE = {"name": "nurse", "role": "nurse", "password": None, "disabled": False, "created_at": MORNING}
NURSE |= {"subject": None, "preferences": "{}"}
DOCTOR = {**NURSE, "name": "primary.care", "role": "primary_care", "disabled": True}


def test_days_moments_and_yes_or_no_come_back_as_they_were_given() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    row = {"id": "P-0001", "team": 1, "row_version": 1, "known_version": 0, "body": "{}", "created_at": MORNING}
    row |= {"birth_date": date(1968, 5, 2), "record_number": None, "name": "Ä", "sex": None}
    with engine.begin() as connection:
        assert Prepared(insert(account)).run(connection, NURSE, DOCTOR) == 2
        assert Prepared(insert(patient)).run(connection, row) == 1
        people = [each._asdict() for each in connection.execute(select(account).order_by(account.c.name))]
        (whose,) = connection.execute(select(patient)).all()
    assert people == [NURSE, DOCTOR]
    assert {name: getattr(whose, name) for name in row} == row
    assert whose.created_at.tzinfo is UTC


def test_the_columns_that_are_set_are_those_of_the_rows() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    change = Prepared(update(account).where(account.c.name == bindparam("who")))
    with engine.begin() as connection:
        Prepared(insert(account)).run(connection, NURSE, DOCTOR)
        assert change.run(connection, {"who": "nurse", "disabled": True}) == 1
        assert change.run(connection, {"who": "nurse", "role": "surgeon", "password": "x"}) == 1
        assert change.run(connection, {"who": "nobody", "disabled": True}) == 0
        assert Prepared(delete(account).where(account.c.name == bindparam("who"))).run(
            connection, {"who": "primary.care"}
        )
        kept = connection.execute(select(account)).one()
    assert (kept.role, kept.password, kept.disabled) == ("surgeon", "x", True)


def test_a_statement_is_compiled_once_for_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    add, ran = Prepared(insert(account)), []
    event.listen(engine, "before_cursor_execute", lambda *about: ran.append(about[2]))
    with engine.begin() as connection:
        add.run(connection, NURSE)
        monkeypatch.setattr("careplan.store.prepared._made_ready", None)
        add.run(connection, DOCTOR)
    assert len(set(ran)) == 1 < len(ran)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.psycopg.dialect()])
def test_a_statement_brings_its_own_values_to_either_database(dialect: Dialect) -> None:
    this = update(patient).where(patient.c.id == bindparam("patient_id"))
    ready = _made_ready(this.values(known_version=patient.c.known_version + 1), dialect, ("patient_id", "name"))

    given = ready.given({"patient_id": "P-0001", "name": "Ä"})

    assert sorted(given.values() if isinstance(given, dict) else given, key=str) == [1, "P-0001", "Ä"]
    assert ready.by_name == isinstance(given, dict) == (dialect.name == "postgresql")
    assert all(f"%({name})s" in ready.text for name in given) if ready.by_name else ready.text.count("?") == 3
