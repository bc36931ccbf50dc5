"""Closing a test asks what it showed, and the suspected causes are weighed anew with it in the same act."""

from __future__ import annotations

import pytest

from careplan.coordination import tasks
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.overview import overview
from careplan.coordination.task_card import task_card
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput
from careplan.facts import Entry
from careplan.intake import stated_findings
from careplan.task import Outcome, TaskStatus
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

MRI = "test:mri_contrast"


def _owner(small: SmallClinic, plan_id: str, key: str) -> str:
    role = small.task(plan_id, key).role
    return next(person.id for person in PEOPLE.values() if person.role == role)


def _close(small: SmallClinic, plan_id: str, key: str, **answers: Answer) -> str:
    """Close a task as planned; `shown` among the answers is what the test of it showed."""
    task = small.task(plan_id, key)
    test = next((ask for ask in task.desired.asks if ask.startswith("test:")), "")
    given = {test if name == "shown" else name: answer for name, answer in answers.items()}
    owner = PEOPLE[_owner(small, plan_id, key)]
    return complete(small.clinic, task.id, outcome=Outcome.AS_PLANNED, actor=owner, answers=given).act


def _stated(small: SmallClinic, plan_id: str) -> dict[str, str]:
    return dict(stated_findings(small.plan(plan_id).inputs.record))


@pytest.fixture
def scar(small: SmallClinic) -> str:
    return small.begin("V1", "scar_tissue").plan_id


def test_the_mri_asks_what_it_showed_first_what_counts_for_the_cause(small: SmallClinic, scar: str) -> None:
    mri = small.task(scar, "SC01")
    card = task_card(small.clinic, mri.id, PEOPLE[_owner(small, scar, "SC01")])
    assert card.line.asks
    [ask] = card.asks
    assert (ask.name, ask.kind) == (MRI, "findings")
    names = [one.name for one in ask.findings]
    assert set(names[:2]) == {"i_scar_match", "i_disc_again"}
    assert {"i_stenosis_op", "i_clumped", "i_adjacent", "i_discitis", "i_target_untreated"} == set(names[2:])
    assert [one.name for one in ask.findings if one.alone] == names[4:]


def test_a_test_is_not_closed_without_its_result_or_the_reason_why_there_is_none(small: SmallClinic, scar: str) -> None:
    with pytest.raises(InvalidInput, match=r"asks: What it showed: MRI without and with gadolinium\. Answer"):
        _close(small, scar, "SC01")
    with pytest.raises(InvalidInput, match="Say what was seen"):
        _close(small, scar, "SC01", shown=Answer({}))
    before = _stated(small, scar)
    _close(small, scar, "SC01", shown=Answer(not_obtained="The report is not here yet"))
    assert small.task(scar, "SC01").status is TaskStatus.DONE
    assert _stated(small, scar) == before


def test_what_the_mri_showed_moves_the_band_of_the_cause_in_the_same_act_and_undo_takes_it_back(
    small: SmallClinic, scar: str
) -> None:
    surgeon = PEOPLE["surgeon"]

    def reasons() -> tuple[tuple[str, ...], tuple[str, ...]]:
        [cause] = overview(small.clinic, "V1", actor=surgeon).causes.causes
        return (cause.fit.reasons_for, cause.fit.reasons_against) if cause.fit else ((), ())

    before, stated = reasons(), _stated(small, scar)
    assert stated["i_scar_match"] == "yes"
    act = _close(small, scar, "SC01", shown=Answer({"i_no_scar": "yes", "i_disc_again": "yes", "i_adjacent": "no"}))
    against = reasons()[1]
    assert {"No enhancing scar", "Non-enhancing or rim-enhancing disc at the operated level"} <= set(against)
    now = _stated(small, scar)
    assert (now["i_scar_match"], now["i_scar_other"], now["i_no_disc"], now["i_adjacent"]) == ("no",) * 4
    assert "i_stenosis_op" not in now, "what is left alone stays not known"
    owner = PEOPLE[_owner(small, scar, "SC01")]
    undo(small.clinic, act, actor=owner)
    assert (reasons(), _stated(small, scar)) == (before, stated)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"i_scar_match": "yes", "i_no_scar": "yes"}, "cannot both hold"),
        ({"i_ct_fused": "yes"}, "is no result of this test"),
        ({"i_adjacent": "perhaps"}, "is no result of this test"),
    ],
)
def test_what_cannot_be_the_result_of_this_test_is_refused(
    small: SmallClinic, scar: str, given: dict[str, str], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        _close(small, scar, "SC01", shown=Answer(given))
    assert refused.value.about == (MRI,)
    assert small.task(scar, "SC01").is_open


def test_what_the_score_of_a_task_says_is_not_asked_again_as_a_finding(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    ct = task_card(small.clinic, small.task(plan_id, "FF03").id, PEOPLE[_owner(small, plan_id, "FF03")])
    asked = {one.name for ask in ct.asks for one in ask.findings}
    assert asked == {"i_halo"}, "bridging bone follows from the grade that the same task asks for"


def test_a_grade_overtakes_the_finding_that_was_stated_before(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    assert _stated(small, plan_id)["i_ct_nonunion"] == "yes"
    tasks.start(
        small.clinic,
        small.task(plan_id, "FF03").id,
        actor=PEOPLE[_owner(small, plan_id, "FF03")],
        anyway_because="Done elsewhere",
    )
    _close(small, plan_id, "FF03", fusion_grade=Answer("fused"), shown=Answer({"i_implant_ok": "yes"}))
    record = small.plan(plan_id).inputs.record
    assert record.findings["i_ct_nonunion"][-1] == Entry(MONDAY, None)
    [cause] = overview(small.clinic, "V2", actor=PEOPLE["surgeon"]).causes.causes
    assert cause.fit
    assert "Bridging bone on CT" in cause.fit.reasons_against


def test_bloods_reach_the_record_and_the_history_says_them_in_words(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    not_present = {"red_flag:RF03": Answer("no", why="Two weeks after a tooth was pulled")}
    _close(small, plan_id, "FF01", shown=Answer({"l_crp_high": "yes"}), **not_present)
    assert _stated(small, plan_id)["l_crp_ok"] == "no"
    card = task_card(small.clinic, small.task(plan_id, "FF01").id, PEOPLE["surgeon"])
    assert card.closing
    assert ("CRP or ESR raised beyond what the time since surgery explains", "nothing", "yes") in card.closing.fields


def test_every_test_of_the_templates_can_ask_what_it_makes_known(small: SmallClinic) -> None:
    asking = {key for key, task in small.clinic.templates.tasks.items() if any(map(_is_test, task.texts.asks))}
    assert {"SC01", "RC01", "FF01", "FF02", "FF03", "FF14", "IF02", "IF03", "ID01", "ID03", "HW01", "MA01"} <= asking
    assert not asking & {"FP03", "SJ01", "SJ04", "NI02"}, "their own questions say it all"


def _is_test(ask: str) -> bool:
    return ask.startswith("test:")
