"""How people close tasks, against a real store."""

from __future__ import annotations

import pytest

from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.decisions import decide
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput, NotAllowed, NotFound
from careplan.standing import standings
from careplan.task import Outcome, Readiness, TaskStatus
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic


def _readiness(small: SmallClinic, plan_id: str, key: str) -> Readiness:
    plan = small.plan(plan_id)
    return standings(plan, small.clinic.templates)[small.task(plan_id, key).identity].readiness


def test_closing_a_task_releases_what_waits_for_it(small: SmallClinic, plan_id: str) -> None:
    notes, images = small.task(plan_id, "K03"), small.task(plan_id, "K07")
    assert _readiness(small, plan_id, "K07") is Readiness.WAITING
    done = complete(small.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["coordinator"], note="On file")
    closed = small.task(plan_id, "K03")
    assert (closed.status, closed.outcome, closed.closed_on, closed.note) == (
        TaskStatus.DONE,
        Outcome.AS_PLANNED,
        MONDAY,
        "On file",
    )
    assert done.released == (images.id,)
    assert _readiness(small, plan_id, "K07") is Readiness.READY


def test_a_second_press_of_done_does_nothing_more(small: SmallClinic, plan_id: str) -> None:
    notes = small.task(plan_id, "K03")
    first = complete(small.clinic, notes.id, outcome=Outcome.PARTLY, actor=PEOPLE["coordinator"], key="press-1")
    again = complete(small.clinic, notes.id, outcome=Outcome.PARTLY, actor=PEOPLE["coordinator"], key="press-1")
    assert again == first
    assert small.plan(plan_id).version == 2
    with pytest.raises(NotAllowed, match="is already done partly by you, 2 Mar 2026"):
        complete(small.clinic, notes.id, outcome=Outcome.PARTLY, actor=PEOPLE["coordinator"], key="press-2")


@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.DID_NOT_ATTEND, Outcome.NOT_TOLERATED])
def test_not_done_does_not_release_but_not_needed_does(small: SmallClinic, plan_id: str, outcome: Outcome) -> None:
    notes = small.task(plan_id, "K03")
    done = complete(small.clinic, notes.id, outcome=outcome, actor=PEOPLE["coordinator"])
    assert small.task(plan_id, "K03").status is TaskStatus.NOT_DONE
    assert done.followed == "1 question to the care coordinator about what comes next"
    assert _readiness(small, plan_id, "K07") is Readiness.WAITING
    undo(small.clinic, done.act, actor=PEOPLE["coordinator"])
    complete(small.clinic, notes.id, outcome=Outcome.NOT_NEEDED, actor=PEOPLE["coordinator"])
    assert _readiness(small, plan_id, "K07") is Readiness.READY


def test_another_role_closes_it_only_on_behalf_and_with_a_reason(small: SmallClinic, plan_id: str) -> None:
    notes = small.task(plan_id, "K03")
    with pytest.raises(NotAllowed, match="on behalf of the care coordinator"):
        complete(small.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["nurse"])
    complete(
        small.clinic,
        notes.id,
        outcome=Outcome.AS_PLANNED,
        actor=PEOPLE["nurse"],
        on_behalf_because="The coordinator is away",
    )
    assert small.task(plan_id, "K03").status is TaskStatus.DONE


def test_strangers_find_nothing_and_viewers_write_nothing(small: SmallClinic, plan_id: str) -> None:
    notes = small.task(plan_id, "K03")
    with pytest.raises(NotFound) as unseen:
        complete(small.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=STRANGER)
    with pytest.raises(NotFound) as unknown:
        complete(small.clinic, "T-999999", outcome=Outcome.AS_PLANNED, actor=STRANGER)
    assert str(unseen.value) == str(unknown.value)
    with pytest.raises(NotAllowed):
        complete(small.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=VIEWER, on_behalf_because="May I?")


def test_answering_the_red_flags_at_intake_closes_the_first_screen(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    assert small.task(plan_id, "K01").status is TaskStatus.DONE
    assert small.task(plan_id, "K01", 2).is_open
    assert _readiness(small, plan_id, "SC01") is Readiness.READY


def test_only_its_own_role_passes_a_safety_check_by_and_says_why(small: SmallClinic) -> None:
    plan_id = small.begin("V1", "scar_tissue").plan_id
    decide(small.clinic, plan_id, "gate.injection", "yes", actor=PEOPLE["pain.specialist"], why="Root pain")
    check = small.task(plan_id, "J01").id
    with pytest.raises(NotAllowed, match="only the role that owns it"):
        complete(small.clinic, check, outcome=Outcome.NOT_NEEDED, actor=PEOPLE["surgeon"], on_behalf_because="To help")
    with pytest.raises(NotAllowed, match=r"is a safety check\. Write in the note why"):
        complete(small.clinic, check, outcome=Outcome.NOT_NEEDED, actor=PEOPLE["pain.specialist"])
    complete(small.clinic, check, outcome=Outcome.NOT_NEEDED, actor=PEOPLE["pain.specialist"], note="Done at X")
    assert small.task(plan_id, "J01").status is TaskStatus.NOT_DONE


def test_a_task_that_asks_is_closed_only_with_its_answers(small: SmallClinic, plan_id: str) -> None:
    review = small.task(plan_id, "K10")
    asked = [name for name in review.desired.asks if name not in ("phq9", "pcs")]
    with pytest.raises(InvalidInput, match=r"asks: .*Answer each, or say why it was not obtained"):
        complete(small.clinic, review.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["psychologist"])
    answers = {name: Answer(not_obtained="Declined by the patient") for name in asked}
    complete(small.clinic, review.id, outcome=Outcome.PARTLY, actor=PEOPLE["psychologist"], answers=answers)
    assert small.task(plan_id, "K10").status is TaskStatus.DONE
