"""The overview of one patient, without a browser: what it says, and to whom."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from careplan.cause import Certainty
from careplan.coordination import decisions
from careplan.coordination.medicines import confirm_medicines, medicine_lines
from careplan.coordination.overview import overview
from careplan.coordination.planning import create_plan
from careplan.coordination.red_flags import clear_flag, raise_flag
from careplan.coordination.tasks import move
from careplan.intake import read_intake
from careplan.team import Practitioner
from tests.changing_cause import set_certainty
from tests.pages.overview_page import open_patient, words
from tests.pages.page_of import desk_of, sent_to
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, VIGNETTES, SmallClinic


def enter(small: SmallClinic, vignette: str, changes: dict[str, Any], *causes: str) -> None:
    """Create the plan of a vignette in which something else was entered."""
    form = {**json.loads((VIGNETTES / f"{vignette}.json").read_text()), **changes}
    intake = read_intake(json.dumps(form), small.clinic.content, today=MONDAY)
    actor = PEOPLE["primary.care"]
    create_plan(small.clinic, intake, causes, actor=actor, red_flags_answered=True, reason="As discussed")


def test_one_page_answers_who_what_next_and_how_it_goes(small: SmallClinic) -> None:
    page = open_patient(desk_of(small), "V1")
    said = words(page)
    assert "49 y, male · Microdiskectomy L5-S1, left, 2 Aug 2025" in said
    assert "Scar tissue, suspected" in said and "Evaluate 0 of 14" in said
    assert "**44** no later value since 2 Mar 2026" in said
    assert [title.value for title in page.title] == ["V1"]
    assert "nurse :small[(Nurse)]" in said and "viewer" not in said, "who only reads is not of the care team"
    group = sent_to(page, "tasks")["groups"][0]
    assert group["title"] == "Next action of each role"
    assert {row["role"]["word"] for row in group["rows"]} >= {"Primary care doctor", "Surgeon"}


def test_a_long_goal_is_shown_by_its_beginning_and_is_there_in_whole(small: SmallClinic) -> None:
    goal = "Walk to the shops and back without a rest. " * 20
    enter(small, "V1", {"goal": goal.strip(), "patient_id": "P-0101"}, "scar_tissue")
    page = open_patient(desk_of(small), "P-0101")
    told = next(block.value for block in page.markdown if block.value.startswith("Goal: "))
    assert len(told) < 300 and "…” · " in told
    assert goal.strip() in [block.value for block in page.text]


def test_a_cause_says_why_it_is_suspected(small: SmallClinic) -> None:
    said = words(open_patient(desk_of(small), "V3"))
    assert "**Recurrence (disc)** :blue-badge[● most consistent] :gray-badge[? suspected] since 2 Mar 2026" in said
    assert "disc" in said.partition("**For:**")[2].partition("\n")[0]
    assert "**Would settle it:**" in said


def test_uncertain_says_how_more_than_one_cause_can_be_most_consistent(small: SmallClinic) -> None:
    of_scar = (
        "i_scar_match",
        "i_no_disc",
        "h_same_root",
        "h_burning",
        "h_onset_gradual",
        "s_neuropathic",
        "h_gap_1_6m",
    )
    both = dict.fromkeys((*of_scar, "h_mechanical", "i_ct_nonunion", "i_halo"), "yes")
    enter(small, "V2", {"findings": both}, "scar_tissue", "failed_fusion")
    said = words(open_patient(desk_of(small), "V2"))
    assert said.count("● most consistent") == 2
    assert ":orange-badge[○ Uncertain: more tests needed] Each cause is judged by itself" in said


def test_a_result_that_counts_neither_way_is_said_and_not_left_out(small: SmallClinic) -> None:
    found = dict.fromkeys(("h_mechanical", "i_halo", "i_no_motion"), "yes")
    enter(small, "V2", {"findings": found}, "failed_fusion")
    said = words(open_patient(desk_of(small), "V2"))
    text = small.clinic.content.findings.by_id["i_no_motion"].text
    [line] = [part for part in said.replace("  \n", "\n").split("\n") if part.startswith(":gray[Counts neither way:")]
    assert text in line
    assert text not in said.partition("**For:**")[2].partition("\n")[0]
    assert "findings disagree" not in said


def test_near_defining_findings_on_both_sides_are_a_badge_until_the_cause_is_refuted(small: SmallClinic) -> None:
    both = dict.fromkeys(("i_ct_nonunion", "h_mechanical", "h_lt6m_fusion"), "yes")
    enter(small, "V2", {"findings": both}, "failed_fusion")
    badge = ":orange-badge[⇄ findings disagree]"
    assert f"] {badge} :gray-badge[? suspected]" in words(open_patient(desk_of(small), "V2"))
    surgeon = PEOPLE["surgeon"]
    with small.clinic.store.reading() as records:
        [plan_id] = records.plans.of_patient("V2")
    set_certainty(small.clinic, plan_id, "failed_fusion", Certainty.REFUTED, actor=surgeon, reason="CT fused")
    assert badge not in words(open_patient(desk_of(small), "V2"))


def test_where_no_finding_was_entered_that_is_said(small: SmallClinic) -> None:
    enter(small, "V1", {"patient_id": "P-0900", "findings": {}, "facts": {}, "observations": []}, "unclear")
    said = words(open_patient(desk_of(small), "P-0900"))
    assert ":orange-badge[○ Uncertain: more tests needed] No finding was entered yet." in said


def test_a_cause_against_the_ranking_says_why_it_was_picked(small: SmallClinic) -> None:
    small.begin("V2", "facet_pain")
    said = words(open_patient(desk_of(small), "V2"))
    assert "**Picked because:** As discussed" in said
    assert "Not in this plan, but the findings fit too" in said and "Failed fusion" in said


def test_a_medicine_list_that_is_not_confirmed_and_a_cleared_flag_are_said_among_the_alerts(small: SmallClinic) -> None:
    raise_flag(small.clinic, "PL-V1-01", "RF15", actor=PEOPLE["surgeon"])
    clear_flag(small.clinic, "PL-V1-01", "RF15", finding="No swelling", reason="Doppler", actor=PEOPLE["primary.care"])
    with small.clinic.store.writing() as records:
        seen = records.patients.get("V1")
        records.patients.save(seen, seen.patient.model_copy(update={"medicines": None}))
    page = open_patient(desk_of(small), "V1")
    said = words(page).replace("\\", "")
    assert "Medicines not confirmed: the medicine rules were not asked." in said
    assert "No safety rule asks" not in said
    assert [one for one in page.button if one.key == "ask-medicines"]
    assert "Red flag cleared: " in said
    assert "primary.care, 2 Mar 2026. Finding: No swelling. Reason: Doppler" in said


def test_alerts_of_less_weight_are_folded_with_their_number_and_each_has_its_action(small: SmallClinic) -> None:
    taken = ("oxycodone 60 mg", "diazepam 10 mg", "gabapentin 900 mg", "ibuprofen 800 mg", "warfarin 5 mg")
    with small.clinic.store.reading() as records:
        [plan_id] = records.plans.of_patient("V1")
    doctor = PEOPLE["primary.care"]
    confirm_medicines(small.clinic, plan_id, medicine_lines("\n".join(taken)), actor=doctor)
    known = overview(small.clinic, "V1", actor=doctor).alerts
    page = open_patient(desk_of(small, doctor), "V1")
    [folded] = [one for one in page.expander if one.label.endswith("more of less weight")]
    assert folded.label == f"{len(known.more)} more of less weight"
    assert not folded.proto.expanded
    told = "\n".join(each.value for each in folded.markdown).replace("\\", "")
    assert all(alert.message in told for alert in known.more)
    assert not any(alert.message in told for alert in known.others)
    assert {f"alert-{alert.rule}" for alert in known.more} == {button.key for button in folded.button}


def test_changes_by_others_are_told_until_they_are_marked_as_seen(small: SmallClinic) -> None:
    assert "for the first time" in words(open_patient(desk_of(small), "V1"))
    pain = PEOPLE["pain.specialist"]
    decisions.decide(small.clinic, "PL-V1-01", "gate.injection", "yes", actor=pain, why="Root pain")
    page = open_patient(desk_of(small), "V1")
    (told,) = [button.label for button in page.button if "Root pain" in button.label]
    assert told.startswith("Decided\\: Injection yes") and "pain specialist" in told
    page.button(key="seen-PL-V1-01").click().run()
    assert "Nothing since 2 Mar 2026." in words(page)


def test_beside_a_red_flag_no_words_sound_as_if_all_were_well(small: SmallClinic) -> None:
    raise_flag(small.clinic, "PL-V1-01", "RF15", actor=PEOPLE["surgeon"])
    assert "No safety rule asks" not in words(open_patient(desk_of(small), "V1"))


def test_a_red_flag_stands_before_everything(small: SmallClinic) -> None:
    raise_flag(small.clinic, "PL-V3-01", "RF01", actor=PEOPLE["surgeon"])
    page = open_patient(desk_of(small), "V3")
    assert page.markdown[0].value.startswith("**⚑ Red flag · V3** · **possible cauda equina syndrome**")


def test_a_viewer_has_nothing_to_press_but_the_way_on(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, VIEWER), "V1")
    assert {button.label for button in page.button if not button.disabled} <= {"Open", "Open plan", "Mark as seen"}
    assert not any("done" in row for row in sent_to(page, "tasks")["groups"][0]["rows"])


def test_a_patient_of_another_team_is_not_there(small: SmallClinic) -> None:
    page = open_patient(desk_of(small, STRANGER), "V1")
    assert [error.value for error in page.error] == ["No such record, or not one you may see."]
    assert "Microdiskectomy" not in words(page)


def test_the_way_on_is_offered_only_to_those_whose_navigation_has_it(small: SmallClinic) -> None:
    for actor, ways in ((Practitioner(id="admin", role="admin"), []), (STRANGER, ["Patients"])):
        page = open_patient(desk_of(small, actor), "V1")
        assert [error.value for error in page.error]
        assert [link.proto.label for link in page.get("page_link")] == ways


def test_a_change_is_told_by_a_button_which_is_not_marked_as_the_place_where_one_is(small: SmallClinic) -> None:
    open_patient(desk_of(small), "V1")
    task = small.task("PL-V1-01", "K02")
    move(small.clinic, task.id, MONDAY + timedelta(days=20), actor=PEOPLE["primary.care"])
    raise_flag(small.clinic, "PL-V1-01", "RF05", actor=PEOPLE["nurse"])
    page = open_patient(desk_of(small), "V1")
    told = [button for button in page.button if str(button.key).startswith("news-")]
    assert len(told) == 2
    assert not [
        link for link in page.get("page_link") if "Called" in link.proto.label or task.title in link.proto.label
    ]
    assert not [link for link in page.get("page_link") if "moved" in link.proto.label]
    next(button for button in told if "moved" in button.label).click().run()
    assert page.query_params["task"] in (task.id, [task.id])
