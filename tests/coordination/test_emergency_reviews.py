"""The review of an opening in an emergency: by another person, after its end, once; by some only with a note."""

from __future__ import annotations

import pytest

from careplan.coordination.emergency_reviews import Waiting, count_to_review, end_now, review, to_review
from careplan.coordination.overview import overview
from careplan.errors import InvalidInput, NoRight, NotAllowed, NotFound
from careplan.team import Practitioner
from tests.coordination.emergency_ward import ADMIN, at, opened, told, ward_of
from tests.small_clinic import PEOPLE, STRANGER, VIEWER, SmallClinic

COORDINATOR = PEOPLE["coordinator"]


@pytest.fixture
def ward(small: SmallClinic) -> SmallClinic:
    """V1 was opened at noon by the surgeon of another team."""
    ward = ward_of(small)
    opened(ward)
    return ward


def test_another_person_reviews_it_once(ward: SmallClinic) -> None:
    overview(ward.clinic, "V1", actor=STRANGER)
    over = at(ward, 60).clinic
    assert count_to_review(over, COORDINATOR) == Waiting(to_review=1, running=0)
    [waiting] = to_review(over, COORDINATOR)
    assert (waiting.account, waiting.patient_id, waiting.reason) == (STRANGER.id, "V1", "Collapsed in the waiting room")
    assert (waiting.read, waiting.running, waiting.shows_reason) == (("overview",), False, True)
    with pytest.raises(InvalidInput, match="Write a note"):
        review(over, waiting.number, justified=False, said=" ", actor=COORDINATOR)
    assert review(over, waiting.number, justified=True, said="", actor=COORDINATOR) == (
        "Recorded as justified: other.surgeon opened V1. It stands in the audit."
    )
    assert to_review(over, COORDINATOR) == []
    [event] = told(ward, "break_glass.reviewed")
    assert (event.changes["opened_by"].after, event.changes["review"].after) == (STRANGER.id, "justified")
    with pytest.raises(NotAllowed, match="reviewed already, by coordinator"):
        review(over, waiting.number, justified=True, said="", actor=COORDINATOR)


def test_what_runs_is_not_judged_until_it_is_over_and_all_of_it_is(ward: SmallClinic) -> None:
    assert count_to_review(ward.clinic, COORDINATOR) == Waiting(to_review=0, running=1)
    [running] = to_review(ward.clinic, COORDINATOR)
    assert running.running and running.read == ()
    with pytest.raises(NotAllowed, match="still open until 13:00"):
        review(at(ward, 59).clinic, running.number, justified=True, said="", actor=COORDINATOR)
    assert told(ward, "break_glass.reviewed") == []
    overview(at(ward, 59).clinic, "V1", actor=STRANGER)
    [over] = to_review(at(ward, 60).clinic, COORDINATOR)
    assert (over.running, over.read) == (False, ("overview",)), "what was read last is there to be judged"


def test_the_reviewer_ends_what_runs_and_then_says_what_it_was(ward: SmallClinic) -> None:
    later = at(ward, 10)
    [running] = to_review(later.clinic, COORDINATOR)
    for _ in range(2):
        end_now(later.clinic, running.number, actor=COORDINATOR)
    with pytest.raises(NotFound):
        overview(later.clinic, "V1", actor=STRANGER)
    [event] = told(ward, "break_glass.ended")
    assert (event.actor, event.patient_id, event.changes["opened_by"].after) == ("coordinator", "V1", STRANGER.id)
    said = review(later.clinic, running.number, justified=False, said="Asked to explain", actor=COORDINATOR)
    assert said == "Recorded as not justified, with your note: other.surgeon opened V1. It stands in the audit."
    [event] = told(ward, "break_glass.reviewed")
    assert (event.changes["review"].after, event.reason) == ("not justified", "Asked to explain")


def test_nobody_ends_or_reviews_their_own(ward: SmallClinic) -> None:
    now_coordinator = Practitioner(id=STRANGER.id, role="care_coordinator")
    assert count_to_review(ward.clinic, now_coordinator) == Waiting(0, 0)
    [own] = to_review(ward.clinic, now_coordinator)
    assert own.own
    with pytest.raises(NotAllowed, match="Another person"):
        end_now(ward.clinic, own.number, actor=now_coordinator)
    with pytest.raises(NotAllowed, match="Another person"):
        review(at(ward, 60).clinic, own.number, justified=True, said="", actor=now_coordinator)
    assert told(ward, "break_glass.ended") == []


def test_the_administrator_sees_no_reason_can_end_it_and_says_how_they_know(ward: SmallClinic) -> None:
    assert count_to_review(ward.clinic, ADMIN) == Waiting(to_review=0, running=1)
    [running] = to_review(ward.clinic, ADMIN)
    assert (running.reason, running.shows_reason) == ("", False)
    end_now(ward.clinic, running.number, actor=ADMIN)
    assert count_to_review(ward.clinic, ADMIN) == Waiting(to_review=1, running=0)
    for justified in (True, False):
        with pytest.raises(InvalidInput, match="say how you know"):
            review(ward.clinic, running.number, justified=justified, said=" ", actor=ADMIN)
    review(ward.clinic, running.number, justified=True, said="The ward called me", actor=ADMIN)
    [event] = told(ward, "break_glass.reviewed")
    assert (event.actor, event.reason) == (ADMIN.id, "The ward called me")


def test_other_roles_neither_see_nor_end_nor_review(ward: SmallClinic) -> None:
    for person in (STRANGER, PEOPLE["nurse"], VIEWER):
        assert count_to_review(ward.clinic, person) == Waiting(0, 0)
        for act in (
            lambda person=person: to_review(ward.clinic, person),
            lambda person=person: end_now(ward.clinic, 1, actor=person),
            lambda person=person: review(ward.clinic, 1, justified=True, said="", actor=person),
        ):
            with pytest.raises(NoRight):
                act()
