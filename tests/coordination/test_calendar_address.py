"""The private address of a calendar: told once, with the rights of its person, at an end with the account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from careplan.clinic import Clinic
from careplan.coordination import audit, own_account, people
from careplan.coordination.audit import Asked
from careplan.coordination.calendar_address import (
    calendar_address,
    end_calendar_address,
    make_calendar_address,
    read_calendar,
)
from careplan.errors import CarePlanError, NoRight, NotFound
from careplan.event import FieldChanged
from careplan.exchange.task_calendar import Entry
from careplan.store import AddressKind, EventFilter
from careplan.team import Practitioner
from tests.coordination.conftest import PASSWORD
from tests.small_clinic import PEOPLE, STRANGER, VIEWER, SmallClinic
from tests.watch import Watch

SURGEON, ROOT = PEOPLE["surgeon"], Practitioner(id="root", role="admin")
HERE, THERE = "192.0.2.1", "198.51.100.7"


def read(clinic: Clinic, token: str, where: str = HERE) -> list[Entry]:
    return read_calendar(clinic, token, where=where, address="https://careplan.example.org")


def answer(clinic: Clinic, token: str, where: str = HERE) -> str:
    """Return how a token is refused, with the kind of refusal; empty where it is not."""
    try:
        read(clinic, token, where)
    except CarePlanError as refused:
        return f"{type(refused).__name__}: {refused}"
    return ""


def events(clinic: Clinic, what: str) -> list[dict[str, FieldChanged]]:
    with clinic.store.reading() as records:
        return [dict(one.event.changes) for one in records.events.latest(EventFilter(what=what), limit=100)]


def test_it_reads_the_own_tasks_and_only_its_hash_is_kept(clinic: Clinic, small: SmallClinic) -> None:
    small.begin("V2", "failed_fusion")
    token = make_calendar_address(clinic, actor=SURGEON)
    found = read(clinic, token)
    assert found and found[0].link.startswith("https://careplan.example.org/plan?id=PL-V2-01&task=")
    with clinic.store.reading() as records:
        [kept] = records.private_addresses.holding(AddressKind.CALENDAR)
        told = records.events.latest(EventFilter(), limit=500)
    assert (kept.account, kept.plan, len(kept.token_hash)) == ("surgeon", None, 32)
    assert token not in f"{kept} {told}" and kept.token_hash.hex() not in f"{told}"


def test_renewing_ends_the_old_one_at_once_and_ending_the_last(clinic: Clinic, watch: Watch) -> None:
    assert calendar_address(clinic, actor=SURGEON) is None
    first = make_calendar_address(clinic, actor=SURGEON)
    watch.later(days=1)
    second = make_calendar_address(clinic, actor=SURGEON)
    nobody = answer(clinic, "x" * 43)
    assert nobody == answer(clinic, first) == "NotFound: No such record, or not one you may see."
    assert read(clinic, second) == []
    held = calendar_address(clinic, actor=SURGEON)
    assert held and (held.made_at, held.used_at) == (watch.now(), watch.now())
    end_calendar_address(clinic, actor=SURGEON)
    assert answer(clinic, second) == nobody and calendar_address(clinic, actor=SURGEON) is None
    with pytest.raises(NotFound, match="ended already"):
        end_calendar_address(clinic, actor=SURGEON)
    assert [len(events(clinic, f"calendar.{what}")) for what in ("made", "renewed", "ended")] == [1, 1, 1]


ENDS: dict[str, Callable[[Clinic], object]] = {
    "disabled": lambda clinic: people.disable_person(clinic, ROOT, "surgeon", password=PASSWORD),
    "reset": lambda clinic: people.reset_person(clinic, ROOT, "surgeon", password=PASSWORD),
    "bound": lambda clinic: people.bind_person(clinic, ROOT, "surgeon", "somebody", password=PASSWORD),
}


@pytest.mark.parametrize("ends", ENDS.values(), ids=ENDS.keys())
def test_it_ends_with_the_account_and_does_not_come_back(clinic: Clinic, ends: Callable[[Clinic], object]) -> None:
    token = make_calendar_address(clinic, actor=SURGEON)
    ends(clinic)
    assert answer(clinic, token) == answer(clinic, "x" * 43)
    [told] = events(clinic, "calendar.ended")
    assert told["account"].after == "surgeon"
    with clinic.store.writing() as records:
        records.accounts.enable("surgeon")
    assert answer(clinic, token) == answer(clinic, "x" * 43)


def test_it_goes_on_when_the_person_chooses_another_password(clinic: Clinic) -> None:
    token, new = make_calendar_address(clinic, actor=SURGEON), "another four good words"
    own_account.change_password(clinic, SURGEON, PASSWORD, new, new, token=None)
    assert read(clinic, token) == []


def test_it_follows_the_role_that_its_person_has_now(clinic: Clinic, small: SmallClinic) -> None:
    small.begin("V2", "failed_fusion")
    token = make_calendar_address(clinic, actor=SURGEON)
    before = {one.task_id for one in read(clinic, token)}
    people.change_role(clinic, ROOT, "surgeon", "physical_therapist", password=PASSWORD)
    theirs = {one.task_id for one in read(clinic, make_calendar_address(clinic, actor=PEOPLE["physical.therapist"]))}
    now = {one.task_id for one in read(clinic, token)}
    assert before and theirs and now == theirs and not now & before
    people.change_role(clinic, ROOT, "surgeon", "viewer", password=PASSWORD)
    assert answer(clinic, token) == answer(clinic, "x" * 43)
    with pytest.raises(NoRight):
        make_calendar_address(clinic, actor=VIEWER)


def test_another_teams_tasks_are_never_in_it(clinic: Clinic, small: SmallClinic) -> None:
    small.begin("V2", "failed_fusion")
    own = small.begin_for(STRANGER, "V3", "recurrent_disc", patient="P-7001", goal="Walk")
    mine, theirs = (read(clinic, make_calendar_address(clinic, actor=who)) for who in (SURGEON, STRANGER))
    assert {one.patient_id for one in mine} == {"V2"} and {one.patient_id for one in theirs} == {"P-7001"}
    assert own not in f"{mine}" and "PL-V2-01" not in f"{theirs}"


def test_that_it_was_read_is_written_once_a_day_and_the_last_use_by_the_hour(clinic: Clinic, watch: Watch) -> None:
    token = make_calendar_address(clinic, actor=SURGEON)
    for _ in range(4 * 24 * 2):
        read(clinic, token)
        watch.later(minutes=15)
    assert len(events(clinic, "calendar.read")) == 3, "two days of asking, from 8 to 8"
    held = calendar_address(clinic, actor=SURGEON)
    assert held and held.used_at and (watch.now() - held.used_at).total_seconds() <= 3600
    [line, *_] = audit.history(clinic, Asked(kind="exports"), actor=ROOT).lines
    assert line.words == "Calendar read by its address, for the first time that day"
    assert line.changes == (("Rows", "", "0"),)


def test_who_guesses_waits_and_who_knows_reads_on(clinic: Clinic, watch: Watch) -> None:
    token = make_calendar_address(clinic, actor=SURGEON)
    said = [answer(clinic, f"guess-{number}") for number in range(1000)]
    assert [one.partition(":")[0] for one in said] == ["NotFound"] * 50 + ["NotAllowed"] * 950
    assert read(clinic, token) == [], "from the same network address"
    assert answer(clinic, "guess", THERE).startswith("NotFound")
    [told] = events(clinic, "address.refused")
    assert (told["address"].after, told["wait"].after) == (HERE, "15 minutes")
    with clinic.store.count_queries() as ran:
        answer(clinic, "guess")
    assert not [one for one in ran if one.lower().startswith(("insert", "update"))], "a flood writes nothing"
    watch.later(minutes=15)
    assert answer(clinic, "guess").startswith("NotFound")


HOSTILE = ("", "../../etc/passwd", "x" * 5000, "' or 1=1 --", "\N{RIGHT-TO-LEFT OVERRIDE}", "%00", "ü🙂", "\x00", "\n")


@pytest.mark.parametrize("token", HOSTILE)
def test_whatever_stands_for_a_token_gets_the_same_answer(clinic: Clinic, token: str) -> None:
    make_calendar_address(clinic, actor=SURGEON)
    assert answer(clinic, token) == "NotFound: No such record, or not one you may see."


def test_a_token_of_another_kind_opens_no_calendar(clinic: Clinic) -> None:
    token = make_calendar_address(clinic, actor=SURGEON)
    with clinic.store.writing() as records:
        [kept] = records.private_addresses.holding(AddressKind.CALENDAR)
        records.private_addresses.end(kept.token_hash, at=clinic.now())
        records.private_addresses.make(replace(kept, token_hash=kept.token_hash[::-1], kind=AddressKind.FHIR))
    assert answer(clinic, token).startswith("NotFound")


def test_what_does_not_hold_takes_the_same_work_whyever(clinic: Clinic) -> None:
    """No time tells an ended address from one that never was: the same statements run."""
    ended = make_calendar_address(clinic, actor=SURGEON)
    make_calendar_address(clinic, actor=SURGEON)
    ran = []
    for token in (ended, "x" * 43, "short"):
        with clinic.store.count_queries() as statements:
            answer(clinic, token)
        ran.append([one for one in statements if "account" not in one])
    assert ran[0] == ran[1] == ran[2]


def test_an_answer_is_given_while_nothing_can_be_written(clinic: Clinic) -> None:
    token = make_calendar_address(clinic, actor=SURGEON)
    clinic.store.stop_writing()
    assert read(clinic, token) == []
    assert answer(clinic, "guess").startswith("NotFound")
    with pytest.raises(CarePlanError):
        make_calendar_address(clinic, actor=SURGEON)
