"""Closing the case conference decides about each cause; an image tells which recurrence it is (R12, R13)."""

from __future__ import annotations

import pytest

from careplan.cause import Certainty
from careplan.coordination import tasks
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.happenings import happening
from careplan.coordination.open_asks import open_asks
from careplan.coordination.overview import overview
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput, NotAllowed
from careplan.task import Outcome
from tests.small_clinic import PEOPLE, SmallClinic

CONFERENCE = "K11"


def _hold(small: SmallClinic, plan_id: str, by: str = "surgeon", **decided: Answer) -> str:
    """Close the case conference with what it decided; the rest was not obtained."""
    task = small.task(plan_id, CONFERENCE)
    asks = open_asks(small.plan(plan_id), task, small.clinic.catalogue.facts)
    answers = {name: Answer(not_obtained="Next conference") for name in asks}
    answers |= {f"gate.cause:{cause}": answer for cause, answer in decided.items()}
    tasks.start(small.clinic, task.id, actor=PEOPLE["coordinator"], anyway_because="Everybody is here")
    return complete(
        small.clinic,
        task.id,
        outcome=Outcome.AS_PLANNED,
        actor=PEOPLE[by],
        on_behalf_because="I led the conference",
        answers=answers,
    ).act


def _certainties(small: SmallClinic, plan_id: str) -> dict[str, Certainty]:
    return {cause.cause: cause.certainty for cause in small.plan(plan_id).inputs.causes}


def test_each_of_two_causes_is_asked_and_decided_by_itself(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion", "scar_tissue").plan_id
    act = _hold(
        small,
        plan_id,
        failed_fusion=Answer("confirmed", why="Motion on flexion films"),
        scar_tissue=Answer("refuted", why="No root enhancement"),
    )
    assert _certainties(small, plan_id) == {
        "failed_fusion": Certainty.CONFIRMED,
        "scar_tissue": Certainty.REFUTED,
    }
    undo(small.clinic, act, actor=PEOPLE["surgeon"])
    assert set(_certainties(small, plan_id).values()) == {Certainty.SUSPECTED}


def test_unconfirmed_is_an_answer_too(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    _hold(small, plan_id, failed_fusion=Answer("unconfirmed"))
    assert _certainties(small, plan_id) == {"failed_fusion": Certainty.SUSPECTED}


@pytest.mark.parametrize(
    ("by", "answer", "sentence"),
    [
        ("coordinator", Answer("confirmed", why="All agreed"), "Confirm a suspected cause: only"),
        ("surgeon", Answer("confirmed"), "give the reason of the decision"),
        ("surgeon", Answer("perhaps", why="Who knows"), "no decision about a cause"),
    ],
)
def test_a_cause_is_decided_by_those_who_may_with_a_reason(
    small: SmallClinic, by: str, answer: Answer, sentence: str
) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    with pytest.raises((NotAllowed, InvalidInput), match=sentence):
        _hold(small, plan_id, by=by, failed_fusion=answer)
    assert _certainties(small, plan_id) == {"failed_fusion": Certainty.SUSPECTED}


def test_the_subtype_turns_a_plain_recurrence_into_the_one_it_is(small: SmallClinic) -> None:
    plan_id = small.begin("V3", "recurrence").plan_id
    asking = next(
        task for task in small.plan(plan_id).tasks.values() if task.is_open and "subtype" in task.desired.asks
    )
    asks = open_asks(small.plan(plan_id), asking, small.clinic.catalogue.facts)
    assert "subtype" in asks
    answers = {name: Answer(not_obtained="Not seen") for name in asks} | {"subtype": Answer("disc")}
    owner = next(person for person in PEOPLE.values() if person.role == asking.role)
    tasks.start(small.clinic, asking.id, actor=owner, anyway_because="The images came today")
    complete(small.clinic, asking.id, outcome=Outcome.AS_PLANNED, actor=owner, answers=answers)
    [cause] = small.plan(plan_id).inputs.causes
    assert (cause.cause, cause.added, cause.subtype_known) == (
        "recurrent_disc",
        small.clinic.today(),
        small.clinic.today(),
    )
    assert "subtype" not in open_asks(small.plan(plan_id), asking, small.clinic.catalogue.facts)


def test_each_decision_of_one_conference_keeps_its_own_reason(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    task = small.task(plan_id, CONFERENCE)
    asks = open_asks(small.plan(plan_id), task, small.clinic.catalogue.facts)
    answers = {name: Answer(not_obtained="Next conference") for name in asks}
    answers |= {
        "gate.injection": Answer("no", why="Infection is not ruled out"),
        "gate.scs": Answer("no", why="Too early"),
        "gate.cause:failed_fusion": Answer("confirmed", why="Motion on flexion films"),
    }
    specialist = PEOPLE["pain.specialist"]
    tasks.start(small.clinic, task.id, actor=PEOPLE["coordinator"], anyway_because="Everybody is here")
    act = complete(
        small.clinic,
        task.id,
        outcome=Outcome.AS_PLANNED,
        actor=specialist,
        on_behalf_because="I led the conference",
        answers=answers,
    ).act
    found = overview(small.clinic, "V2", actor=specialist)
    whys = {one.gate: one.why for one in found.decisions if one.day}
    assert whys == {"gate.injection": "Infection is not ruled out", "gate.scs": "Too early"}
    assert [cause.reason for cause in small.plan(plan_id).inputs.causes] == ["Motion on flexion films"]
    with small.clinic.store.reading() as records:
        event = records.events.of_act(act)[0].event
    assert event.reason == "I led the conference"
    told = {label: after for label, _, after in happening(small.clinic, event).fields}
    assert told["Injection: reason"] == "Infection is not ruled out"
    assert told["Failed fusion: reason"] == "Motion on flexion films"
    assert not [label for label in told if "gate." in label.lower()]


def test_one_decision_has_its_reason_as_that_of_the_act(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    act = _hold(small, plan_id, failed_fusion=Answer("confirmed", why="Motion on flexion films"))
    with small.clinic.store.reading() as records:
        assert records.events.of_act(act)[0].event.reason == "Motion on flexion films; I led the conference"
    (cause,) = small.plan(plan_id).inputs.causes
    assert cause.reason == "Motion on flexion films"
