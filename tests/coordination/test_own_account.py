"""A person's own account: another password, where it is signed in, shortcuts on or off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from careplan.clinic import Clinic
from careplan.coordination import own_account as acts
from careplan.coordination.sign_in import ending, enter_demo, open_session, sign_in, who
from careplan.errors import InvalidInput, NotAllowed, NotFound
from careplan.login_session import Visit, browser_words
from careplan.settings import Settings
from careplan.store import EventFilter
from tests.coordination.conftest import PASSWORD
from tests.small_clinic import PEOPLE, VIEWER
from tests.watch import Watch

SURGEON = PEOPLE["surgeon"]
NEW = "another four good words"


def test_another_password_ends_the_other_sign_ins_and_not_this_one(clinic: Clinic) -> None:
    here, there = (open_session(clinic, SURGEON, way="password") for _ in range(2))
    acts.change_password(clinic, SURGEON, PASSWORD, NEW, NEW, token=here)
    assert who(clinic, here) == SURGEON
    assert who(clinic, there) is None
    assert sign_in(clinic, "surgeon", NEW)
    with pytest.raises(NotAllowed):
        sign_in(clinic, "surgeon", PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("not this one", NEW, NEW, "Your password is not right"),
        (PASSWORD, "short", "short", "has 5 characters; 12 are the least"),
        (PASSWORD, NEW, NEW + "x", "are not the same"),
        (PASSWORD, PASSWORD, PASSWORD, "is the old one"),
    ],
)
def test_what_does_not_do_is_said_and_nothing_changes(
    clinic: Clinic, old: str, new: str, again: str, says: str
) -> None:
    there = open_session(clinic, SURGEON, way="password")
    with pytest.raises((NotAllowed, InvalidInput), match=says):
        acts.change_password(clinic, SURGEON, old, new, again, token=None)
    assert who(clinic, there) == SURGEON
    with clinic.store.reading() as records:
        assert records.events.latest(EventFilter(what="account.password_changed")) == []


def test_sign_ins_are_listed_with_the_one_that_asks_and_ended_one_by_one(clinic: Clinic, watch: Watch) -> None:
    there = open_session(clinic, SURGEON, way="password", visit=Visit(browser="Firefox on Windows"))
    watch.later(minutes=5)
    here = open_session(clinic, SURGEON, way="password", visit=Visit(browser="Safari on a Mac"))
    first, second = acts.sign_ins(clinic, SURGEON, here)
    assert [(one.browser, one.here) for one in (first, second)] == [
        ("Safari on a Mac", True),
        ("Firefox on Windows", False),
    ]
    acts.end_one(clinic, SURGEON, second.id)
    assert who(clinic, there) is None
    assert who(clinic, here) == SURGEON
    with pytest.raises(NotFound):
        acts.end_one(clinic, SURGEON, second.id)
    with pytest.raises(NotFound):
        acts.end_one(clinic, VIEWER, first.id)
    acts.end_everywhere(clinic, SURGEON)
    assert who(clinic, here) is None


def test_the_fourth_sign_in_ends_the_oldest_and_a_setting_says_how_many(clinic: Clinic, watch: Watch) -> None:
    tokens = []
    for _ in range(4):
        tokens.append(open_session(clinic, SURGEON, way="password"))
        watch.later(minutes=1)
    assert [who(clinic, token) is not None for token in tokens] == [False, True, True, True]
    one_only = replace(clinic, settings=Settings(home=clinic.settings.home, sessions_per_account=1))
    last = open_session(one_only, SURGEON, way="password")
    assert [who(clinic, token) is not None for token in [*tokens, last]] == [False, False, False, False, True]


def test_a_demo_is_entered_by_as_many_as_like(clinic: Clinic) -> None:
    with clinic.store.writing() as records:
        records._connection.exec_driver_sql("update clinic set demo = true")
    tokens = [enter_demo(clinic, "surgeon") for _ in range(6)]
    assert all(who(clinic, token) for token in tokens)


def test_a_session_says_when_it_ends_and_why(clinic: Clinic, watch: Watch) -> None:
    begun = watch.now()
    token = open_session(clinic, SURGEON, way="password")
    first = ending(clinic, token)
    assert first is not None
    assert ((first.at - begun).total_seconds(), first.idle) == (30 * 60, True)
    for _ in range(23):
        watch.later(minutes=29)
        who(clinic, token)
    watch.later(minutes=29)
    assert who(clinic, token) == SURGEON
    last = ending(clinic, token)
    assert last is not None
    assert ((last.at - begun).total_seconds(), last.idle) == (12 * 3600, False)
    assert ending(clinic, None) is ending(clinic, "made up") is None


def test_shortcuts_are_on_until_a_person_switches_them_off(clinic: Clinic) -> None:
    assert acts.has_shortcuts(clinic, SURGEON)
    acts.set_shortcuts(clinic, SURGEON, False)
    assert not acts.has_shortcuts(clinic, SURGEON)
    assert acts.has_shortcuts(clinic, VIEWER)


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/130.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on an iPhone"),
        ("<script>alert(1)</script>", "a browser"),
        ("", "a browser"),
    ],
)
def test_a_browser_is_told_in_words(says: str, words: str) -> None:
    assert browser_words(says) == words
