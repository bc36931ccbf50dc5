"""Guessing is throttled, nobody is shut out by a stranger, and no answer tells which names there are (SAFETY P12)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import process_time

import pytest

from careplan.clinic import Clinic
from careplan.coordination import sign_in
from careplan.coordination.known_device import device_of, remembered
from careplan.coordination.throttle import count_try, sign_in_buckets
from careplan.errors import NotAllowed
from careplan.login_session import Visit
from careplan.store import EventFilter
from careplan.team import Practitioner
from tests.coordination.conftest import PASSWORD
from tests.small_clinic import PEOPLE, open_small_clinic
from tests.watch import Watch

WRONG_ONE = "wrong"
HERE, THERE = Visit("192.0.2.1"), Visit("198.51.100.7")
ROOT = Practitioner(id="root", role="admin")


def answer(clinic: Clinic, name: str = "surgeon", *, password: str = WRONG_ONE, visit: Visit = HERE) -> str:
    """Return what somebody is told who tries to sign in; empty for who is let in."""
    try:
        sign_in.sign_in(clinic, name, password, visit)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def counted(clinic: Clinic, name: str = "surgeon", visit: Visit = HERE) -> bool:
    """Count a try that fails as signing in does, without the time that a password takes; return whether it may."""
    buckets = sign_in_buckets(clinic, name, visit.address, device_of(clinic, visit.keeps, name))
    try:
        count_try(clinic, buckets)
    except NotAllowed:
        return False
    return True


def checked(clinic: Clinic) -> int:
    """Return how many wrong passwords were looked at."""
    with clinic.store.reading() as records:
        return len(records.events.latest(EventFilter(what="session.refused"), limit=1000))


def test_five_tries_then_a_wait_that_is_said_and_ends(clinic: Clinic, watch: Watch) -> None:
    assert [answer(clinic) for _ in range(4)] == [sign_in.WRONG] * 4
    assert answer(clinic) == f"{sign_in.WRONG} Wait 1 minute before you try again."
    assert answer(clinic, password=PASSWORD) == "There were too many tries. Wait 1 minute, then try again."
    watch.later(seconds=59)
    assert "too many tries" in answer(clinic, password=PASSWORD)
    watch.later(seconds=1)
    assert answer(clinic, password=PASSWORD) == ""
    assert answer(clinic) == sign_in.WRONG, "who was right begins anew"


def test_of_a_thousand_guesses_in_a_quarter_of_an_hour_few_are_looked_at_and_the_owner_gets_in_from_elsewhere(
    clinic: Clinic, watch: Watch
) -> None:
    for _ in range(1000):
        answer(clinic)
        watch.later(seconds=0.9)
    assert 5 < checked(clinic) <= 10
    assert "too many tries" in answer(clinic, password=PASSWORD)
    assert answer(clinic, password=PASSWORD, visit=THERE) == ""


def test_a_thousand_guesses_from_as_many_addresses_are_not_more_and_a_known_browser_still_gets_in(
    clinic: Clinic, watch: Watch
) -> None:
    known = Visit("203.0.113.9", keeps=remembered(clinic, "", "surgeon"))
    for number in range(1000):
        answer(clinic, visit=Visit(f"10.1.{number // 250}.{number % 250}"))
        watch.later(seconds=0.8)
    assert checked(clinic) == 10
    assert "too many tries" in answer(clinic, password=PASSWORD, visit=THERE)
    assert answer(clinic, password=PASSWORD, visit=known) == ""


def test_a_known_browser_in_other_hands_is_throttled_too(clinic: Clinic) -> None:
    known = Visit("203.0.113.9", keeps=remembered(clinic, "", "surgeon"))
    assert [counted(clinic, visit=known) for _ in range(7)] == [True] * 5 + [False] * 2
    assert answer(clinic, password=PASSWORD, visit=THERE) == ""


def test_who_tries_many_names_from_one_address_is_stopped_and_colleagues_there_who_are_known_are_not(
    clinic: Clinic, watch: Watch
) -> None:
    known = HERE._replace(keeps=remembered(clinic, "", "surgeon"))
    assert sum(counted(clinic, f"name{number}") for number in range(60)) == 50
    assert not counted(clinic)
    assert counted(clinic, visit=known)
    assert counted(clinic, visit=THERE)
    watch.later(minutes=15)
    assert counted(clinic)


def test_machines_of_one_home_count_as_one_address(clinic: Clinic) -> None:
    may = [counted(clinic, visit=Visit(f"2001:db8:1:2::{number:x}")) for number in range(1, 8)]
    assert may == [True] * 5 + [False] * 2


def test_many_at_once_are_no_way_around_the_count(tmp_path: Path, watch: Watch) -> None:
    small = open_small_clinic(tmp_path, in_file=True).clinic
    with ThreadPoolExecutor(12) as pool:
        may = list(pool.map(lambda _: counted(small), range(24)))
    assert sum(may) == 5
    small.store.close()


def test_known_and_unknown_names_have_the_same_answers(clinic: Clinic) -> None:
    answers = {name: [answer(clinic, name) for _ in range(7)] for name in ("surgeon", "nobody.here")}
    assert answers["surgeon"] == answers["nobody.here"]
    assert len(set(answers["surgeon"])) == 3


def test_known_and_unknown_names_are_answered_after_the_same_time(clinic: Clinic, watch: Watch) -> None:
    """The time is the processor's: other programs on the machine would hide a difference, or make one."""
    apart = [_median_apart(clinic, watch)]
    while apart[-1] >= 0.02 and len(apart) < 3:
        apart.append(_median_apart(clinic, watch))
    assert apart[-1] < 0.02, apart


def _median_apart(clinic: Clinic, watch: Watch) -> float:
    seconds: dict[str, list[float]] = {"surgeon": [], "nobody.here": []}
    watch.later(days=1)
    for _ in range(5):
        for name, each in seconds.items():
            begun = process_time()
            answer(clinic, name)
            each.append(process_time() - begun)
    known, unknown = (median(each) for each in seconds.values())
    return abs(known - unknown)


def test_who_must_wait_is_answered_without_looking_at_the_password(clinic: Clinic) -> None:
    for _ in range(5):
        counted(clinic)
    assert "too many tries" in answer(clinic, password=PASSWORD)
    assert checked(clinic) == 0
    with clinic.store.reading() as records:
        assert records.events.latest(EventFilter(what="session.opened")) == []


def test_what_was_typed_as_a_name_is_kept_nowhere(clinic: Clinic) -> None:
    typed = "my secret, in the wrong field"
    answer(clinic, name=typed)
    with clinic.store.reading() as records:
        [kept] = records.events.latest(EventFilter(what="session.refused"))
        rows = records.failures.of(
            [clinic.store.keyed_hash("pair", typed, HERE.address), clinic.store.keyed_hash("name", typed)]
        )
    assert kept.event.actor == "stranger"
    assert typed not in repr(kept)
    assert len(rows) == 2
    assert typed not in repr(rows)


def test_the_history_names_the_account_that_was_tried_and_from_when_tries_are_not_looked_at(clinic: Clinic) -> None:
    for _ in range(7):
        answer(clinic)
    with clinic.store.reading() as records:
        kept = [one.event for one in records.events.latest(EventFilter(what="session.refused"))]
    assert [event.actor for event in kept] == ["stranger"] * 5
    assert {event.changes["account"].after for event in kept} == {"surgeon"}
    assert [event.changes["wait"].after for event in kept if "wait" in event.changes] == ["1 minute"]
    assert "wait" in kept[0].changes


def test_a_wrong_password_at_an_act_is_no_sign_in(clinic: Clinic) -> None:
    with pytest.raises(NotAllowed):
        sign_in.check_password(clinic, ROOT, "wrong", act="user.manage")
    with clinic.store.reading() as records:
        assert records.events.latest(EventFilter(what="session.refused")) == []
        [kept] = records.events.latest(EventFilter(what="refused.password"))
    assert (kept.event.actor, kept.event.changes["act"].after) == (ROOT.id, "user.manage")


def test_old_counts_are_dropped(clinic: Clinic, watch: Watch) -> None:
    answer(clinic, name="gone")
    buckets = [clinic.store.keyed_hash("pair", "gone", HERE.address)]
    watch.later(hours=25)
    answer(clinic, name="another")
    with clinic.store.reading() as records:
        assert records.failures.of(buckets) == {}


def test_the_password_that_is_asked_for_again_is_throttled_by_itself(clinic: Clinic, watch: Watch) -> None:
    for _ in range(5):
        with pytest.raises(NotAllowed, match=r"^Your password is not right\."):
            sign_in.check_password(clinic, ROOT, "wrong")
    with pytest.raises(NotAllowed, match="too many tries"):
        sign_in.check_password(clinic, ROOT, PASSWORD)
    assert answer(clinic, name="root", password=PASSWORD) == "", "signing in is counted apart"
    watch.later(minutes=1)
    sign_in.check_password(clinic, ROOT, PASSWORD)
    with pytest.raises(NotAllowed, match="not right"):
        sign_in.check_password(clinic, PEOPLE["nurse"], "any")


def test_a_browser_is_known_for_the_accounts_that_were_signed_in_to_in_it_and_no_other(clinic: Clinic) -> None:
    keeps = remembered(clinic, "", "surgeon")
    keeps = remembered(clinic, keeps, "nurse")
    device = keeps.partition(".")[0]
    assert device_of(clinic, keeps, "surgeon") == device_of(clinic, keeps, "nurse") == device
    assert device_of(clinic, keeps, "root") == ""
    for forged in ("", ".", device, f"{device}.", f"{device}x.{keeps}", f"{device}.{'0' * 32}", "a.b.c"):
        assert device_of(clinic, forged, "surgeon") == ""


def test_a_browser_that_many_share_keeps_the_latest_and_nothing_that_is_not_ours(clinic: Clinic) -> None:
    keeps = "<script>.x"
    for number in range(20):
        keeps = remembered(clinic, keeps, f"name{number}")
    assert "script" not in keeps
    assert [bool(device_of(clinic, keeps, f"name{number}")) for number in (7, 8, 19)] == [False, True, True]
    assert len(keeps) < 500
