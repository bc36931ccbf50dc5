"""The new-plan screen as it is sent to the browser: what it asks, suggests and shows."""

from __future__ import annotations

import json
import re

from careplan.pages.desk import Desk
from tests.entered import SCAR
from tests.pages.new_plan_sent import chip, enter, open_page, parts, sent


def test_an_empty_screen_has_eight_sections_and_says_what_to_do_first(desk: Desk) -> None:
    page = open_page(desk)
    data = sent(page)
    assert [section["title"] for section in data["form"]] == [
        "1 Patient",
        "2 Operations",
        "3 Pain now",
        "4 Relief after surgery",
        "5 Findings",
        "6 Red flags",
        "7 Medicines and other facts",
        "8 Goal",
    ]
    assert [title.value for title in page.title] == ["New plan"]
    assert data["preview"] is None
    assert data["causes"]["line"] == "No finding was entered yet."
    assert data["foot"]["off"] == "Pick one to three suspected causes."
    assert "Not a diagnosis" in data["causes"]["notice"]


def test_what_every_button_would_say_again_is_left_out(desk: Desk) -> None:
    data = sent(open_page(desk))
    groups = {part["key"]: part["chips"] for part in parts(data["form"]) if part.get("part") == "chips"}
    assert groups["fact.employed"] == [{"text": "Yes"}, {"text": "No", "value": "no"}]
    assert chip(data, "Sudden onset") == {"name": "finding.h_onset_sudden", "text": "Sudden onset", "value": "yes"}
    assert not any("name" in part for part in parts(data["form"]) if part.get("part") == "field")
    assert not any(button.get("value") == "yes" for buttons in groups.values() for button in buttons)


def test_the_three_causes_of_the_request_are_offered_first(desk: Desk) -> None:
    others = [words for _, words in sent(open_page(desk))["causes"]["others"]]
    assert others[:3] == ["Scar tissue", "Failed fusion", "Recurrence"]
    assert "Not yet clear" in others and "Within expected recovery" in others


def test_causes_stand_in_order_with_words_and_reasons_and_without_any_percentage(desk: Desk) -> None:
    enter(desk, SCAR)
    data = sent(open_page(desk))
    first = data["causes"]["causes"][0]
    assert (first["name"], first["band"], first.get("picked")) == ("Scar tissue", "most consistent", None)
    assert "Enhancing scar round the root that matches the pain" in first["for"]
    assert "Selective nerve root block" in first["settle"]
    assert "%" not in json.dumps(data["causes"])


def test_near_defining_findings_on_both_sides_are_said_beside_the_band(desk: Desk) -> None:
    both = ("i_ct_nonunion", "h_mechanical", "h_lt6m_fusion")
    operated = {"operation.0.has.spinal_fusion": "yes", "operation.0.day": "2025-12-01"}
    enter(desk, operated | {f"finding.{name}": "yes" for name in both})
    bands = {cause["id"]: cause.get("band") for cause in sent(open_page(desk))["causes"]["causes"]}
    assert bands["failed_fusion"] == "less likely, findings disagree"


def test_red_flags_are_asked_by_their_signs_none_first_and_no_code_is_shown(desk: Desk) -> None:
    data = sent(open_page(desk))
    asked = next(part for part in parts(data["form"]) if part.get("key") == "red_flags" and "chips" in part)["chips"]
    assert asked[0]["text"] == "None of these"
    assert len(asked) == 18
    assert asked[1]["text"].startswith("Any new or worse of: trouble passing urine")
    assert asked[1]["small"] == "Cauda equina syndrome"
    signs = "New deficit, fever or severe headache after an injection, block, adhesiolysis or stimulator step"
    named = [(flag["text"], flag.get("small")) for flag in asked if flag["text"].startswith(signs)]
    assert named == [(f"{signs}: any within 14 days of the procedure", None)]
    assert not any(re.search(r"RF\d\d|\bU[0-3]\b", flag["text"]) for flag in asked)


def test_an_alert_speaks_without_codes(desk: Desk) -> None:
    enter(desk, {"medicine.0.name": "oxycodone", "medicine.0.amount": "80"})
    texts = [alert["text"] for alert in sent(open_page(desk))["alerts"]]
    assert any(text.startswith("oxycodone: Very high dose: red flag “possible high overdose risk") for text in texts)
    assert not any(re.search(r"\b[A-Z]{1,2}\d\d\b", text) for text in texts)


def test_what_a_red_flag_asks_for_is_told_in_words(desk: Desk) -> None:
    enter(desk, {"red_flag.RF02": "yes"})
    action = sent(open_page(desk))["flags"][0]["action"]
    assert action.endswith(
        "now (emergency services or emergency department) if both legs or with possible cauda equina syndrome"
    )


def test_numbers_have_their_range_and_unit_beside_them_and_no_placeholder_looks_like_a_value(desk: Desk) -> None:
    enter(desk, {**SCAR, "causes": ["scar_tissue", "failed_fusion"]})
    data = sent(open_page(desk))
    form = [part for part in parts(data) if part.get("part") == "field"]
    units = {part["key"]: part.get("unit") for part in form if part["type"] == "number"}
    assert units["score.nrs_leg"] == "0 to 10 points"
    assert units["score.odi"] == "0 to 100 %"
    assert units["fact.symptom_months"] == "months"
    assert units["score.walk_min"] == "minutes", "the limits of entry are no scale"
    assert all(part.get("placeholder", "such as").startswith("such as") for part in form)
    assert {part["type"] for part in form} <= {"text", "number", "select", "day"}


def test_the_tests_that_would_settle_the_ranking_are_offered_first(desk: Desk) -> None:
    enter(desk, SCAR)
    links = next(part for part in parts(sent(open_page(desk))["form"]) if part.get("part") == "links")
    assert [link["text"] for link in links["links"]][:2] == ["Selective nerve root block", "Questionnaires"]


def test_an_answer_that_follows_says_so_and_can_be_overruled_and_taken_back(desk: Desk) -> None:
    enter(desk, {"score.nrs_leg": "7", "score.nrs_back": "3"})
    recorded = chip(sent(open_page(desk)), "Leg pain worse than back pain")
    assert (recorded["state"], recorded["mark"], recorded["off"]) == ("yes", "from what you entered", "no")
    enter(desk, {recorded["name"]: recorded["off"]})
    overruled = chip(sent(open_page(desk)), "Leg pain worse than back pain")
    assert (overruled["state"], overruled.get("mark"), overruled["value"]) == ("no", None, "")
    enter(desk, {overruled["name"]: overruled["value"]})
    assert chip(sent(open_page(desk)), "Leg pain worse than back pain") == recorded


def test_what_is_asked_as_a_fact_is_not_asked_again_as_a_finding(desk: Desk) -> None:
    data = sent(open_page(desk))
    texts = [part.get("text") for part in parts(data["form"])]
    labels = [part.get("label") for part in parts(data["form"]) if part.get("part") == "chips"]
    assert "Nicotine use" not in texts
    assert labels.count("Smoker") == 1


def test_the_preview_counts_tasks_roles_and_the_end_and_has_one_line_a_series(desk: Desk) -> None:
    enter(desk, SCAR)
    preview = sent(open_page(desk))["preview"]
    rows = [row for group in preview["groups"] for row in group["rows"]]
    assert preview["heading"].startswith(f"{len(rows)} tasks, ")
    assert ", ends " in preview["heading"]
    assert len({row["title"] for row in rows}) == len(rows)
    assert [group["title"] for group in preview["groups"]][:2] == ["Evaluate", "Conservative"]
    assert any(row.get("sessions", 0) > 1 for row in rows)


def test_the_dose_is_shown_with_its_factors_and_never_as_0_when_it_is_not_known(desk: Desk) -> None:
    enter(desk, {"medicine.0.name": "oxycodone", "medicine.0.amount": "40"})
    enter(desk, {"medicine.1.name": "tramadol", "medicine.1.amount": "100"})
    notes = [part["text"] for part in parts(sent(open_page(desk))["form"]) if part.get("key") == "mme"]
    assert notes == [
        "80 MME a day: oxycodone 40 mg × 1.5 + tramadol 100 mg × 0.2. Not for converting doses. Source: CDC 2022."
    ]
    enter(desk, {"medicine.1.name": "green drops"})
    notes = [part["text"] for part in parts(sent(open_page(desk))["form"]) if part.get("key") == "mme"]
    assert "not computable" in notes[0] and "“green drops” is not recognised" in notes[0]


def test_a_red_flag_stands_first_with_its_action_and_its_task_cannot_be_left_out(desk: Desk) -> None:
    enter(desk, {**SCAR, "red_flag.RF01": "yes"})
    data = sent(open_page(desk))
    assert data["flags"][0]["name"] == "Possible cauda equina syndrome"
    first = data["preview"]["groups"][0]
    assert first["title"] == "At once"
    assert first["rows"][0]["title"] == "Red flag: possible cauda equina syndrome"
    assert first["rows"][0]["fixed"] is True


def test_questions_of_the_plan_are_answered_in_place(desk: Desk) -> None:
    """The recurrence plan asks for claudication; no open task will answer it."""
    enter(desk, {"causes": ["recurrence"], "operation.0.has.laminectomy": "yes", "operation.0.day": "2020-02-17"})
    data = sent(open_page(desk))
    assert data["later"] > 0
    for question in data["questions"]:
        assert question["hint"].startswith("opens ")


def test_the_screen_is_small_enough_to_be_sent_at_each_change(desk: Desk) -> None:
    enter(desk, {**SCAR, "causes": ["scar_tissue", "failed_fusion"], "red_flag.RF01": "yes"})
    page = open_page(desk)
    assert len(json.dumps(sent(page))) < 60_000


def test_a_pick_that_was_left_out_says_why_at_the_pick(desk: Desk) -> None:
    enter(desk, {"causes": ["failed_fusion"], "operation.0.has.microdiskectomy": "yes"})
    causes = sent(open_page(desk))["causes"]["causes"]
    pick = next(cause for cause in causes if cause["id"] == "failed_fusion")
    assert pick["open"] and pick["left_out"] == ["Needs an earlier spinal fusion; the history has none."]


def test_within_expected_recovery_says_why_it_is_not_offered_yet(desk: Desk) -> None:
    def hint() -> str:
        return str(sent(open_page(desk))["causes"].get("hint", ""))

    enter(desk, {"operation.0.has.microdiskectomy": "yes", "operation.0.day": "2026-02-09", "score.nrs_leg": "2"})
    start = "The operation is fewer than 12 weeks ago. “Within expected recovery” is not offered yet: "
    assert hint() == f"{start}it needs NRS leg, NRS back or ODI of now, and an earlier one under More scores."
    enter(desk, {"earlier_on": "2026-02-05", "earlier.nrs_leg": "2"})
    assert hint() == f"{start}NRS leg did not fall."
    enter(desk, {"earlier.nrs_leg": "8", "finding.x_motor_new": "yes"})
    assert hint() == f"{start}there is new weakness."
    enter(desk, {"finding.x_motor_new": ""})
    assert hint() == ""
    assert sent(open_page(desk))["causes"]["line"].startswith("Within expected recovery")
    enter(desk, {"operation.0.day": "2025-02-09"})
    assert hint() == ""


def test_an_amount_that_is_none_is_said_once_beside_its_field_and_the_alert_speaks_to_a_clinician(desk: Desk) -> None:
    enter(desk, {"medicine.0.name": "oxycodone", "medicine.0.amount": "-5", "medicine.0.unit": "mg"})
    data = sent(open_page(desk))
    field = next(part for part in parts(data["form"]) if part.get("key") == "medicine.0.amount")
    assert field["wrong"].startswith("“-5” is no amount")
    assert [part["text"] for part in parts(data["form"]) if part.get("key") == "mme"] == [
        "MME a day is not computable."
    ]
    texts = [alert["text"] for alert in data["alerts"]]
    assert any("MME a day is not computable, which does not mean 0" in text for text in texts)
    assert not any("show '" in text for text in texts)
    enter(desk, {"medicine.0.amount": ""})
    notes = [part["text"] for part in parts(sent(open_page(desk))["form"]) if part.get("key") == "mme"]
    assert notes == ["MME a day is not computable. The amount of oxycodone a day is missing."]


def test_the_list_of_checks_names_the_field_that_is_wrong(desk: Desk) -> None:
    enter(desk, {"birth_date": "2126-11-30", "operation.0.day": "2126-01-10", "medicine.0.name": "oxycodone"})
    enter(desk, {"medicine.0.amount": "-5", "done_on.mri": "2126-01-10"})
    errors = sent(open_page(desk))["checks"]["errors"]
    assert "Birth date: 30 Nov 2126 lies in the future. Correct the year." in errors
    assert any(error.startswith("oxycodone, amount a day: “-5” is no amount.") for error in errors)
    assert any(error.startswith("MRI without and with gadolinium, done on: Nothing is done") for error in errors)
    enter(desk, {"birth_date": ""})
    errors = sent(open_page(desk))["checks"]["errors"]
    assert any(error.startswith("Index surgery, date: 10 Jan 2126 ") for error in errors)
