"""Links for one use: the first administrator's, and those by which a person chooses a password."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from careplan.clinic import Clinic
from careplan.coordination.links import Link, choose_password, first_link, make_link, whose
from careplan.coordination.sign_in import open_session, sign_in, who
from careplan.errors import InvalidInput, NotAllowed
from careplan.store import EventFilter
from careplan.team import Practitioner
from tests.coordination.conftest import PASSWORD
from tests.engines import new_store
from tests.small_clinic import PEOPLE, SmallClinic
from tests.watch import Watch

ROOT = Practitioner(id="root", role="admin")
ANOTHER = "quite another password"


@pytest.fixture
def empty(small: SmallClinic, watch: Watch, tmp_path: Path) -> Iterator[Clinic]:
    """A clinic that was made and has no account."""
    store = new_store(tmp_path)
    yield replace(small.clinic, store=store, clock=watch)
    store.close()


def link_for(clinic: Clinic, account: str) -> Link:
    with clinic.store.writing() as records:
        return make_link(clinic, records, account, by=ROOT)


def test_the_first_link_makes_an_administrator_once(empty: Clinic) -> None:
    link = first_link(empty)
    assert link is not None
    assert whose(empty, link.token) is None
    made = choose_password(empty, link.token, PASSWORD, PASSWORD, name="anna.berg")
    assert made == Practitioner(id="anna.berg", role="admin")
    assert sign_in(empty, "anna.berg", PASSWORD)
    assert first_link(empty) is None
    with pytest.raises(NotAllowed, match="used already"):
        choose_password(empty, link.token, PASSWORD, PASSWORD, name="second")
    with empty.store.reading() as records:
        [added] = [one.event for one in records.events.latest(EventFilter(what="account.added"))]
    assert added.actor == "anna.berg"
    assert "computer_account" not in added.changes, "it was not done on the console"


def test_the_first_link_ends_after_an_hour_or_with_the_next_or_where_there_is_an_account(
    empty: Clinic, watch: Watch
) -> None:
    first, second = first_link(empty), first_link(empty)
    assert first and second
    with pytest.raises(NotAllowed):
        whose(empty, first.token)
    watch.later(minutes=59)
    assert whose(empty, second.token) is None
    with empty.store.writing() as records:
        records.accounts.add("from.console", "admin", password=None, at=watch.now())
    with pytest.raises(NotAllowed):
        whose(empty, second.token)
    with empty.store.writing() as records:
        records.accounts.disable("from.console")
    watch.later(minutes=1)
    with pytest.raises(NotAllowed):
        choose_password(empty, second.token, PASSWORD, PASSWORD, name="anna.berg")


def test_a_person_chooses_a_password_and_earlier_sign_ins_end(clinic: Clinic) -> None:
    before = open_session(clinic, PEOPLE["nurse"], way="password")
    link = link_for(clinic, "nurse")
    assert whose(clinic, link.token) == "nurse"
    assert choose_password(clinic, link.token, ANOTHER, ANOTHER) == PEOPLE["nurse"]
    assert who(clinic, before) is None
    assert who(clinic, sign_in(clinic, "nurse", ANOTHER)) == PEOPLE["nurse"]
    with pytest.raises(NotAllowed):
        choose_password(clinic, link.token, PASSWORD, PASSWORD)


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("short", "short", "has 5 characters; 12 are the least"),
        ("x" * 1001, "x" * 1001, "1000 are the most"),
        (ANOTHER, PASSWORD, "are not the same"),
    ],
)
def test_what_does_not_do_is_said_and_the_link_still_holds(
    clinic: Clinic, password: str, again: str, says: str
) -> None:
    link = link_for(clinic, "nurse")
    with pytest.raises(InvalidInput, match=says):
        choose_password(clinic, link.token, password, again)
    assert whose(clinic, link.token) == "nurse"


def test_a_link_holds_for_a_day_and_only_the_newest_and_not_for_the_disabled(clinic: Clinic, watch: Watch) -> None:
    older, newer = link_for(clinic, "nurse"), link_for(clinic, "nurse")
    other = link_for(clinic, "psychologist")
    with pytest.raises(NotAllowed):
        whose(clinic, older.token)
    with clinic.store.writing() as records:
        records.accounts.disable("psychologist")
    with pytest.raises(NotAllowed):
        whose(clinic, other.token)
    watch.later(hours=23, minutes=59)
    assert whose(clinic, newer.token) == "nurse"
    watch.later(minutes=1)
    for token in (newer.token, "", "made-up"):
        with pytest.raises(NotAllowed):
            choose_password(clinic, token, PASSWORD, PASSWORD)
