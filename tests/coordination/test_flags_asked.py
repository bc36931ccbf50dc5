"""A finding that speaks for a red flag is not kept without saying whether the flag is present."""

from __future__ import annotations

import pytest

from careplan.coordination import decisions
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.done import Done
from careplan.coordination.flags_asked import FlagAnswer
from careplan.coordination.happenings import happening
from careplan.coordination.overview import overview
from careplan.coordination.red_flags import clear_flag, open_flags, raise_flag
from careplan.coordination.task_card import task_card
from careplan.errors import InvalidInput, NotAllowed
from careplan.intake import stated_findings
from careplan.store import EventFilter
from careplan.task import Outcome, TaskStatus
from tests.small_clinic import PEOPLE, SmallClinic

SURGEON = PEOPLE["surgeon"]
MRI = "test:mri_contrast"
INFECTION = "red_flag:RF03"
DISCITIS = {MRI: Answer({"i_discitis": "yes", "i_no_scar": "yes"})}


@pytest.fixture
def scar(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue").plan_id


def _close(small: SmallClinic, plan_id: str, flag: Answer | None = None) -> Done:
    task = small.task(plan_id, "SC01")
    answers = {**DISCITIS, **({INFECTION: flag} if flag else {})}
    owner = next(person for person in PEOPLE.values() if person.role == task.role)
    return complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=owner, answers=answers)


def _open(small: SmallClinic) -> list[str]:
    return [flag.flag.id for flag in open_flags(small.clinic, SURGEON)]


def test_a_test_whose_result_speaks_for_a_flag_closes_with_its_answer_only(small: SmallClinic, scar: str) -> None:
    question = "“Discitis, abscess or osteomyelitis on MRI” was found: is “Spinal or wound infection” present"
    with pytest.raises(InvalidInput, match=question) as refused:
        _close(small, scar)
    assert refused.value.about == (INFECTION,)
    with pytest.raises(InvalidInput, match="or say why it is not"):
        _close(small, scar, flag=Answer("no", why=" "))
    assert small.task(scar, "SC01").status is TaskStatus.TODO
    assert "i_discitis" not in stated_findings(small.plan(scar).inputs.record)


def test_the_flag_is_reported_in_the_same_act(small: SmallClinic, scar: str) -> None:
    done = _close(small, scar, flag=Answer("yes"))
    assert done.words.startswith("Red flag: possible spinal or wound infection. As planned")
    assert _open(small) == ["RF03"]
    assert small.task(scar, "SC01").status is TaskStatus.DONE


def test_the_reason_why_it_is_not_present_stands_in_the_history(small: SmallClinic, scar: str) -> None:
    _close(small, scar, flag=Answer("no", why="Known and treated since January"))
    assert _open(small) == []
    task = small.task(scar, "SC01").id
    told = task_card(small.clinic, task, SURGEON).history[0]
    label = "No red flag “Possible spinal or wound infection”, because"
    assert (label, "nothing", "Known and treated since January") in told.fields


def test_a_flag_that_is_open_already_is_not_asked(small: SmallClinic, scar: str) -> None:
    raise_flag(small.clinic, scar, "RF03", actor=PEOPLE["nurse"])
    _close(small, scar)
    assert _open(small) == ["RF03"]


def test_clearing_one_flag_with_a_finding_that_speaks_for_another_asks_for_that(small: SmallClinic, scar: str) -> None:
    _close(small, scar, flag=Answer("no", why="Artefact, to be looked at again"))
    raise_flag(small.clinic, scar, "RF01", actor=PEOPLE["nurse"])
    card = task_card(small.clinic, small.task(scar, "RF01").id, SURGEON)
    assert [ask.name for ask in card.flag_asks] == [INFECTION]
    said = {"finding": "No compression", "reason": "Bladder and saddle area normal"}
    with pytest.raises(InvalidInput, match="is “Spinal or wound infection” present"):
        clear_flag(small.clinic, scar, "RF01", actor=SURGEON, answers=DISCITIS, **said)
    clear_flag(small.clinic, scar, "RF01", actor=SURGEON, answers={**DISCITIS, INFECTION: Answer("yes")}, **said)
    assert _open(small) == ["RF03"]


def test_a_question_of_the_plan_that_speaks_for_a_flag_asks_for_it(small: SmallClinic, scar: str) -> None:
    with pytest.raises(InvalidInput, match="“Fracture” was found: is “Vertebral fracture” present"):
        decisions.answer_fact(small.clinic, scar, "fracture", "yes", actor=SURGEON)
    decisions.answer_fact(small.clinic, scar, "fracture", "no", actor=SURGEON)
    flags = {"red_flag:RF05": FlagAnswer("yes", "")}
    decisions.answer_fact(small.clinic, scar, "fracture", "yes", actor=SURGEON, flags=flags)
    assert _open(small) == ["RF05"]


def test_a_dose_that_is_answered_opens_the_risk_that_its_number_meets(small: SmallClinic, scar: str) -> None:
    decisions.answer_fact(small.clinic, scar, "opioid_mme", 95, actor=SURGEON)
    assert _open(small) == ["RF12"]


def test_a_decision_against_an_open_flag_keeps_that_in_the_history(small: SmallClinic, scar: str) -> None:
    raise_flag(small.clinic, scar, "RF04", actor=PEOPLE["nurse"])
    [surgery] = [one for one in overview(small.clinic, "V1", actor=SURGEON).decisions if one.gate == "gate.surgery"]
    assert surgery.against == ("possible sepsis",)
    with pytest.raises(NotAllowed):
        decisions.decide(small.clinic, scar, "gate.surgery", "yes", actor=SURGEON, why="")
    decisions.decide(small.clinic, scar, "gate.surgery", "yes", actor=SURGEON, why="Drainage of the abscess")
    with small.clinic.store.reading() as records:
        [kept] = records.events.latest(EventFilter(plan_id=scar, followed=False), limit=1)
    told = happening(small.clinic, kept.event)
    assert (told.reason, told.fields[-1][0].endswith(": while a red flag was open"), told.fields[-1][2]) == (
        "Drainage of the abscess",
        True,
        "possible sepsis",
    )


def test_a_decision_for_no_or_for_work_that_no_flag_holds_says_nothing_of_it(small: SmallClinic, scar: str) -> None:
    raise_flag(small.clinic, scar, "RF02", actor=PEOPLE["nurse"])
    decisions.decide(small.clinic, scar, "gate.surgery", "yes", actor=SURGEON, why="Weakness that grows")
    with small.clinic.store.reading() as records:
        [kept] = records.events.latest(EventFilter(plan_id=scar, followed=False), limit=1)
    assert not any("while a red flag" in name for name in kept.event.changes)
