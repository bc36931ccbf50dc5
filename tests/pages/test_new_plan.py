"""The new-plan screen as it is sent to the browser, and what it does with what comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from careplan.errors import InvalidInput
from careplan.pages.desk import Desk
from careplan.pages.new_plan import handle
from careplan.pages.parts.intake.message import Message, Press, parse_message
from tests.entered import SCAR
from tests.pages.page_of import desks, sent_to
from tests.small_clinic import PEOPLE, VIEWER, SmallClinic, open_small_clinic

Wire = dict[str, Any]
Show = Callable[[], Wire]
FIRST = "a" * 32


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallClinic]:
    """A clinic in a file, as a server has it."""
    clinic = open_small_clinic(tmp_path, in_file=True)
    yield clinic
    clinic.clinic.store.close()


@pytest.fixture
def desk(small: SmallClinic) -> Desk:
    """Where the primary care doctor works."""
    return Desk(clinic=small.clinic, actor=PEOPLE["primary.care"], demo=False, pages={})


def _page() -> None:
    from careplan.pages.new_plan import show
    from tests.pages.page_of import desks

    show(desks[-1])


def open_page(desk: Desk) -> AppTest:
    desks.append(desk)
    page = AppTest.from_function(_page, default_timeout=30).run()
    assert not page.exception
    return page


def sent(page: AppTest) -> Wire:
    """Return what the component was sent."""
    return sent_to(page, "new_plan")


def enter(desk: Desk, changes: dict[str, Any], press: Press = Press.NONE) -> Any:
    return handle(desk, Message(press, FIRST, changes))


def parts(wire: Any) -> Iterator[Wire]:
    """Yield every part of the form, however deep."""
    if isinstance(wire, dict):
        yield wire
        for inner in wire.values():
            yield from parts(inner)
    elif isinstance(wire, list):
        for inner in wire:
            yield from parts(inner)


def chip(data: Wire, text: str) -> Wire:
    """Return a button, with what the browser takes it to say where it says nothing."""
    groups = [part for part in parts(data["form"]) if part.get("part") == "chips"]
    buttons = [{"name": group["key"], "value": "yes", **button} for group in groups for button in group["chips"]]
    return next(button for button in buttons if button["text"] == text)


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


def test_nothing_is_picked_for_a_person_but_the_plan_of_the_first_cause_is_shown(desk: Desk) -> None:
    enter(desk, {**SCAR, "red_flag.none": "yes"})
    data = sent(open_page(desk))
    assert (data["causes"]["picks"], data["preview"]["suggested"]) == ([], "Scar tissue")
    assert data["foot"]["off"] == "Pick one to three suspected causes."
    _, said = enter(desk, {}, Press.CREATE)
    assert said.text == "Pick one to three suspected causes."
    enter(desk, {"causes": ["scar_tissue"]})
    data = sent(open_page(desk))
    assert "suggested" not in data["preview"] and "off" not in data["foot"]


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
    assert any(text.startswith("Very high dose: red flag “High overdose risk without symptoms”") for text in texts)
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


def test_an_unticked_task_stays_on_the_screen_to_be_ticked_again(desk: Desk) -> None:
    enter(desk, SCAR)
    row = next(
        row
        for group in sent(open_page(desk))["preview"]["groups"]
        for row in group["rows"]
        if row["title"] == "Classify the pain and record past pain treatments"
    )
    enter(desk, {f"tick.{row['id']}": ""})
    after = sent(open_page(desk))["preview"]
    again = next(r for group in after["groups"] for r in group["rows"] if r["id"] == row["id"])
    assert again["ticked"] is False


def test_a_plan_without_a_task_for_one_of_the_four_roles_is_an_error(desk: Desk) -> None:
    enter(desk, {**SCAR, "red_flag.none": "yes", "causes": ["scar_tissue"]})
    rows = [row for group in sent(open_page(desk))["preview"]["groups"] for row in group["rows"]]
    enter(desk, {f"tick.{row['id']}": "" for row in rows if row["role"] == "physical_therapist"})
    data = sent(open_page(desk))
    assert data["checks"]["errors"] == ["No task is left for the physical therapist: tick one again."]
    assert data["foot"]["off"] == "Correct the errors first."


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


def test_create_without_red_flags_goes_to_the_question_with_a_message(desk: Desk) -> None:
    enter(desk, SCAR)
    done, said = enter(desk, {}, Press.CREATE)
    assert done is None
    assert (said.go_to, said.nonce) == ("red_flags", FIRST)
    assert said.text == "Answer the red flags first: tick those that hold, or “None of these”."


def test_create_waits_for_the_reason_and_says_so(desk: Desk) -> None:
    enter(desk, {**SCAR, "red_flag.none": "yes", "causes": ["failed_fusion"]})
    data = sent(open_page(desk))
    assert data["foot"]["off"] == "Give the reason for your pick."
    assert data["causes"]["reason"]["label"] == "Reason for picking Failed fusion"
    enter(desk, {"reason": "Seen at the case conference"})
    assert "off" not in sent(open_page(desk))["foot"]


def test_create_returns_the_plan_with_words_for_the_strip(desk: Desk, small: SmallClinic) -> None:
    created, said = enter(desk, {**SCAR, "red_flag.none": "yes", "causes": ["scar_tissue"]}, Press.CREATE)
    assert said.text == ""
    assert created is not None
    assert "tasks assigned to" in created.done.words
    assert small.plan(created.done.plan_id).patient_id == created.patient_id == "P-0001"


def test_a_score_out_of_range_keeps_what_was_typed_and_says_the_range(desk: Desk) -> None:
    enter(desk, {**SCAR, "score.odi": "140", "causes": ["scar_tissue"]})
    data = sent(open_page(desk))
    odi = next(part for part in parts(data["form"]) if part.get("key") == "score.odi")
    assert odi["value"] == "140"
    assert "from 0 to 100" in odi["wrong"]
    assert data["foot"]["off"] == "Correct the errors first."


def test_questions_of_the_plan_are_answered_in_place(desk: Desk) -> None:
    """The recurrence plan asks for claudication; no open task will answer it."""
    enter(desk, {"causes": ["recurrence"], "operation.0.has.laminectomy": "yes", "operation.0.day": "2020-02-17"})
    data = sent(open_page(desk))
    assert data["later"] > 0
    for question in data["questions"]:
        assert question["hint"].startswith("opens ")


def test_a_viewer_is_told_who_may_create_plans(small: SmallClinic) -> None:
    page = open_page(Desk(clinic=small.clinic, actor=VIEWER, demo=False, pages={}))
    assert "only the primary care doctor" in page.error[0].value
    assert len(page.get("bidi_component")) == 0


def test_the_screen_is_small_enough_to_be_sent_at_each_change(desk: Desk) -> None:
    enter(desk, {**SCAR, "causes": ["scar_tissue", "failed_fusion"], "red_flag.RF01": "yes"})
    page = open_page(desk)
    assert len(json.dumps(sent(page))) < 60_000


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "create",
        {"changes": {}, "press": "create"},
        {"changes": {}, "press": "drop_everything", "n": FIRST},
        {"changes": {}, "press": "", "n": "not a nonce"},
        {"changes": {"goal": 7.5}, "press": "", "n": FIRST},
        {"changes": {"goal": "a\0b"}, "press": "", "n": FIRST},
        {"changes": {"goal": "x" * 5000}, "press": "", "n": FIRST},
        {"changes": {"go al": "x"}, "press": "", "n": FIRST},
        {"changes": {"causes": [["deep"]]}, "press": "", "n": FIRST},
        {"changes": [["goal", "x"]], "press": "", "n": FIRST},
        {"changes": {f"score.{n}": "1" for n in range(500)}, "press": "", "n": FIRST},
        {"changes": {}, "press": "", "n": FIRST, "admin": True},
    ],
)
def test_a_message_of_another_form_is_refused(raw: object) -> None:
    with pytest.raises(InvalidInput):
        parse_message(raw)


def test_what_cannot_be_entered_is_said_and_changes_nothing(desk: Desk) -> None:
    enter(desk, {"goal": "Walk 30 minutes"})
    _, said = enter(desk, {"finding.h_unheard_of": "yes", "goal": "Another"})
    assert "Reload the page" in said.text
    goal = next(
        part for part in parts(sent(open_page(desk))["form"]) if part.get("key") == "goal" and part["part"] == "field"
    )
    assert goal["value"] == "Walk 30 minutes"


def test_an_open_plan_is_said_once_with_ways_to_it_and_the_foot_gives_the_same_reason(
    desk: Desk, small: SmallClinic
) -> None:
    small.begin("V1", "scar_tissue")
    enter(desk, {"patient_id": "V1", "causes": ["unclear"]})
    data = sent(open_page(desk))
    leads = next(part for part in parts(data["form"]) if part.get("part") == "leads")
    assert leads["links"] == [
        {"text": "Open plan", "address": "/plan?id=PL-V1-01"},
        {"text": "Add a suspected cause", "address": "/patient?id=V1"},
    ]
    assert data["foot"]["off"] == "V1 has an open plan, PL-V1-01."
    assert not [text for text in data["checks"]["errors"] if "open plan" in text]


@pytest.mark.parametrize(("typed", "said"), [("", "empty: the next free id"), ("P-7001", "new patient")])
def test_what_becomes_of_the_id_is_said_as_it_stands(desk: Desk, typed: str, said: str) -> None:
    enter(desk, {"patient_id": typed})
    field = next(part for part in parts(sent(open_page(desk))["form"]) if part.get("key") == "patient_id")
    assert field["unit"] == said


def test_a_pick_that_was_left_out_says_why_at_the_pick(desk: Desk) -> None:
    enter(desk, {"causes": ["failed_fusion"], "operation.0.has.microdiskectomy": "yes"})
    causes = sent(open_page(desk))["causes"]["causes"]
    pick = next(cause for cause in causes if cause["id"] == "failed_fusion")
    assert pick["open"] and pick["left_out"] == ["Needs an earlier spinal fusion; the history has none."]


def test_what_is_on_record_is_marked_with_its_day_and_is_never_taken_for_a_score_of_today(
    desk: Desk, small: SmallClinic
) -> None:
    small.begin("V1", "normal_recovery")
    desk = Desk(clinic=small.on(date(2026, 4, 20)).clinic, actor=desk.actor, demo=False, pages={})
    enter(desk, {"patient_id": "V1"})
    data = sent(open_page(desk))
    scar = chip(data, "Enhancing scar round the root that matches the pain")
    assert (scar["state"], scar["mark"], scar["off"]) == ("yes", "from the record, 2 Mar 2026", "no")
    fields = {part["key"]: part for part in parts(data["form"]) if part.get("part") == "field"}
    assert (fields["score.nrs_leg"]["value"], fields["score.nrs_leg"]["record"]) == (
        "",
        "7 on 2 Mar 2026, from the record",
    )
    assert fields["fact.symptom_months"]["record"] == "4 on 2 Mar 2026, from the record"
    rows = [row for group in data["preview"]["groups"] for row in group["rows"]]
    mri = next(row for row in rows if row["title"].startswith("MRI of the lumbar spine"))
    assert (mri["offered"], mri["offered_day"], "done" in mri) == ("Already done on 2 Mar", "2026-03-02", False)
    notes = [part["text"] for part in parts(data["form"]) if part.get("part") == "note"]
    assert notes.count("From the record, 2 Mar 2026") == 2, "the operation and the medicine list"
    relief = next(part for part in parts(data["form"]) if part.get("key") == "relief" and "chips" in part)
    assert [button.get("mark") for button in relief["chips"]] == [None, "from the record, 2 Mar 2026", None]
    enter(desk, {scar["name"]: scar["off"], "medicine.0.name": "ibuprofen"})
    after = sent(open_page(desk))
    overruled = chip(after, "Enhancing scar round the root that matches the pain")
    assert (overruled["state"], overruled.get("mark")) == ("no", None)
    notes = [part["text"] for part in parts(after["form"]) if part.get("part") == "note"]
    assert "Changed: not the list from the record, 2 Mar 2026" in notes


def test_what_was_typed_before_a_known_id_is_held_against_the_record(desk: Desk, small: SmallClinic) -> None:
    small.begin("V1", "normal_recovery")
    enter(desk, {"birth_date": "1940-05-05", "operation.0.has.spinal_fusion": "yes", "causes": ["unclear"]})
    assert chip(sent(open_page(desk)), "Age 65 or more")["mark"] == "from what you entered"
    enter(desk, {"patient_id": "V1"})
    data = sent(open_page(desk))
    born = next(part for part in parts(data["form"]) if part.get("key") == "birth_date")
    assert born["wrong"] == "The record says 14 May 1976, you typed 5 May 1940. Is this the right patient?"
    assert data["foot"]["off"] == "Say which birth date is right."
    assert chip(data, "Age 65 or more")["mark"] == "from the record"
    notes = {part["key"]: part["text"] for part in parts(data["form"]) if part.get("part") == "note"}
    assert notes["operation.0.record"] == "From the record, 2 Mar 2026"
    assert notes["operation.1.record"].startswith("Typed here: not in the record.")
    ways = [part for part in parts(data["form"]) if part.get("key") in ("birth-date-keep", "birth-date-use")]
    assert [way["text"] for way in ways] == ["Use 14 May 1976", "Use 5 May 1940"]
    enter(desk, {ways[1]["name"]: ways[1]["press"]})
    agreed = sent(open_page(desk))
    assert not [part for part in parts(agreed["form"]) if part.get("key") == "birth_date" and part.get("wrong")]
    assert (chip(agreed, "Age 65 or more")["state"], chip(agreed, "Age 65 or more")["mark"]) == (
        "yes",
        "from what you entered",
    )
    assert "off" not in agreed["foot"]


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
