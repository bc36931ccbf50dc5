"""Closing a test asks what it showed, and the suspected causes are weighed anew with it in the same act."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from careplan.coordination import tasks
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.done import Done
from careplan.coordination.findings_shown import answer_words
from careplan.coordination.overview import overview
from careplan.coordination.planning import create_plan
from careplan.coordination.task_card import task_card
from careplan.coordination.undo import undo
from careplan.errors import InvalidInput
from careplan.facts import Entry
from careplan.intake import read_intake, stated_findings
from careplan.task import Outcome, TaskStatus
from tests.small_clinic import MONDAY, PEOPLE, VIGNETTES, SmallClinic

MRI = "test:mri_contrast"


def _owner(small: SmallClinic, plan_id: str, key: str) -> str:
    role = small.task(plan_id, key).role
    return next(person.id for person in PEOPLE.values() if person.role == role)


def _close(
    small: SmallClinic, plan_id: str, key: str, outcome: Outcome = Outcome.AS_PLANNED, **answers: Answer
) -> Done:
    """Close a task; `shown` among the answers is what the test of it showed."""
    task = small.task(plan_id, key)
    test = next((ask for ask in task.desired.asks if ask.startswith("test:")), "")
    given = {test if name == "shown" else name: answer for name, answer in answers.items()}
    owner = PEOPLE[_owner(small, plan_id, key)]
    return complete(small.clinic, task.id, outcome=outcome, actor=owner, answers=given)


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
    with pytest.raises(
        InvalidInput, match=r"asks: What it showed: MRI without and with gadolinium\. Choose at least one"
    ):
        _close(small, scar, "SC01")
    with pytest.raises(InvalidInput, match="Say what was seen"):
        _close(small, scar, "SC01", shown=Answer({}))
    before = _stated(small, scar)
    missing = Answer(not_obtained="The report is not here yet")
    with pytest.raises(InvalidInput, match=r"has no result, so it did not go as planned\. Close it as “Partly”"):
        _close(small, scar, "SC01", shown=missing)
    done = _close(small, scar, "SC01", Outcome.PARTLY, shown=missing)
    assert done.words.endswith("V1; closed without a result")
    told = task_card(small.clinic, small.task(scar, "SC01").id, PEOPLE["surgeon"]).history[0]
    assert ("MRI without and with gadolinium: not obtained", "nothing", "The report is not here yet") in told.fields
    assert small.task(scar, "SC01").status is TaskStatus.DONE
    assert _stated(small, scar) == before


def test_the_refusal_of_a_test_without_result_says_that_one_is_enough_and_what_to_do_without(
    small: SmallClinic, scar: str
) -> None:
    for outcome in (Outcome.AS_PLANNED, Outcome.PARTLY):
        with pytest.raises(InvalidInput) as refused:
            _close(small, scar, "SC01", outcome)
        assert str(refused.value).endswith(
            ". Choose at least one result. Where there is no result, say why and close it as “Partly”, "
            "or close it as “Not done”."
        )
    assert small.task(scar, "SC01").is_open
    _close(small, scar, "SC01", shown=Answer({"i_adjacent": "no"}))
    assert not small.task(scar, "SC01").is_open, "one result is enough"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (["odi", "fusion_grade"], "Answer each, or say why it was not obtained."),
        ([MRI, "fusion_grade"], "Choose at least one result; answer the rest, or say why it was not obtained."),
        ([MRI, "test:bloods"], "Choose at least one result of each test."),
    ],
)
def test_what_else_is_missing_is_answered_or_not_obtained(missing: list[str], words: str) -> None:
    assert answer_words(missing).startswith(words)


def test_what_the_mri_showed_moves_the_band_of_the_cause_in_the_same_act_and_undo_takes_it_back(
    small: SmallClinic, scar: str
) -> None:
    surgeon = PEOPLE["surgeon"]

    def reasons() -> tuple[tuple[str, ...], tuple[str, ...]]:
        [cause] = overview(small.clinic, "V1", actor=surgeon).causes.causes
        return (cause.fit.reasons_for, cause.fit.reasons_against) if cause.fit else ((), ())

    before, stated = reasons(), _stated(small, scar)
    assert stated["i_scar_match"] == "yes"
    done = _close(small, scar, "SC01", shown=Answer({"i_no_scar": "yes", "i_disc_again": "yes", "i_adjacent": "no"}))
    against = reasons()[1]
    assert {"No enhancing scar", "Non-enhancing or rim-enhancing disc at the operated level"} <= set(against)
    now = _stated(small, scar)
    assert (now["i_scar_match"], now["i_scar_other"], now["i_no_disc"], now["i_adjacent"]) == ("no",) * 4
    assert "i_stenosis_op" not in now, "what is left alone stays not known"
    owner = PEOPLE[_owner(small, scar, "SC01")]
    undo(small.clinic, done.act, actor=owner)
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


def test_a_result_and_not_obtained_at_once_are_refused(small: SmallClinic, scar: str) -> None:
    both = Answer({"i_no_scar": "yes"}, not_obtained="")
    with pytest.raises(InvalidInput) as no:
        _close(small, scar, "SC01", shown=both)
    assert str(no.value) == "“No enhancing scar” and “not obtained” cannot both hold. Choose one of them."
    with pytest.raises(InvalidInput) as three:
        _close(small, scar, "SC01", shown=Answer({"i_no_scar": "yes", "i_adjacent": "no"}, not_obtained=""))
    assert str(three.value) == (
        "“No enhancing scar”, “Stenosis, disc or slip next to the fusion: no” and “not obtained” cannot all hold. "
        "Leave only what does."
    )
    assert no.value.about == (MRI,)
    assert small.task(scar, "SC01").is_open


def test_the_history_tells_what_a_result_replaced_and_what_it_ended(small: SmallClinic) -> None:
    plan_id = small.begin("V2", "failed_fusion").plan_id
    assert _stated(small, plan_id)["i_halo"] == "yes"
    grade = {"fusion_grade": Answer("fused")}
    _started(small, plan_id)
    done = _close(small, plan_id, "FF03", shown=Answer({"i_halo": "no"}), **grade)
    card = task_card(small.clinic, str(done.task_id), PEOPLE["surgeon"])
    told = {label: (before, after) for label, before, after in card.history[0].fields}
    assert told["Halo round a screw"] == ("yes", "no")
    assert told["No bridging bone on CT (12 months or more)"] == ("yes", "nothing"), "the grade speaks anew"


def test_another_answer_of_the_same_question_ends_the_former_and_the_history_says_both(
    small: SmallClinic, scar: str
) -> None:
    done = _close(small, scar, "SC01", shown=Answer({"i_no_scar": "yes"}))
    card = task_card(small.clinic, str(done.task_id), PEOPLE["surgeon"])
    told = {label: (before, after) for label, before, after in card.history[0].fields}
    texts = small.clinic.content.findings.by_id
    assert told["No enhancing scar"] == ("nothing", "yes")
    assert told[texts["i_scar_match"].text] == ("yes", "no")


def test_a_grade_on_record_is_shown_with_its_day_and_a_new_one_takes_its_place(small: SmallClinic) -> None:
    plan_id = _graded(small, "uncertain")
    surgeon = PEOPLE["surgeon"]
    card = task_card(small.clinic, small.task(plan_id, "FF03").id, surgeon)
    [grade] = [ask for ask in card.asks if ask.name == "fusion_grade"]
    assert grade.recorded == "uncertain, 2 Mar 2026"
    assert not [said for said in card.known if "Fusion grade" in said]
    later = small.on(MONDAY + timedelta(days=7))
    _started(later, plan_id)
    done = _close(later, plan_id, "FF03", shown=Answer({"i_halo": "no"}), fusion_grade=Answer("fused"))
    entries = small.plan(plan_id).inputs.record.facts["fusion_grade"]
    assert [entry.value for entry in entries] == ["uncertain", "fused"]
    told = task_card(small.clinic, str(done.task_id), surgeon).history[0].fields
    assert ("Fusion grade", "uncertain", "fused") in told


def test_a_grade_on_record_need_not_be_given_again(small: SmallClinic) -> None:
    plan_id = _graded(small, "uncertain")
    _started(small, plan_id)
    _close(small, plan_id, "FF03", shown=Answer({"i_halo": "no"}))
    assert [entry.value for entry in small.plan(plan_id).inputs.record.facts["fusion_grade"]] == ["uncertain"]


def _started(small: SmallClinic, plan_id: str) -> None:
    """Begin the CT, which waits for the X-rays."""
    owner = PEOPLE[_owner(small, plan_id, "FF03")]
    tasks.start(small.clinic, small.task(plan_id, "FF03").id, actor=owner, anyway_because="Done elsewhere")


def _graded(small: SmallClinic, grade: str) -> str:
    """Return a plan whose intake gives the grade of the fusion, and says nothing of bridging bone."""
    form = json.loads((VIGNETTES / "V2.json").read_text())
    form |= {"facts": {**form.get("facts", {}), "fusion_grade": grade}}
    form["findings"] = {name: said for name, said in form["findings"].items() if not name.startswith("i_ct")}
    intake = read_intake(json.dumps(form), small.clinic.content, today=MONDAY)
    causes = ["failed_fusion"]
    done = create_plan(
        small.clinic, intake, causes, actor=PEOPLE["surgeon"], red_flags_answered=True, reason="As discussed"
    )
    return done.plan_id
