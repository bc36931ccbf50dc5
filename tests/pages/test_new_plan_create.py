"""What is entered on the new-plan screen: what of it is refused, and what becomes a plan."""

from __future__ import annotations

from importlib.resources import files

import pytest

from careplan.errors import InvalidInput
from careplan.pages.desk import Desk
from careplan.pages.parts import intake
from careplan.pages.parts.intake.message import Press, parse_message
from careplan.text_length import LONGEST_LINE, LONGEST_TYPED
from tests.entered import SCAR
from tests.pages.new_plan_sent import FIRST, enter, open_page, parts, sent
from tests.pages.page_of import desk_of
from tests.small_clinic import VIEWER, SmallClinic


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


def test_of_an_infection_the_guards_and_the_tasks_of_red_flags_cannot_be_left_out_and_other_rows_can(
    desk: Desk,
) -> None:
    enter(desk, {"causes": ["infection"], "red_flag.RF04": "yes"})
    rows = [row for group in sent(open_page(desk))["preview"]["groups"] for row in group["rows"]]
    fixed = {row["id"] for row in rows if row.get("fixed")}
    assert fixed == {"core/K01#1", "infection/IF01#1", "red_flags/RF04#1"}
    enter(desk, {f"tick.{row['id']}": "" for row in rows if row["id"] in ("infection/IF02#1", *fixed)})
    after = [row for group in sent(open_page(desk))["preview"]["groups"] for row in group["rows"]]
    assert {row["id"] for row in after if not row["ticked"]} == {"infection/IF02#1"}


def test_a_plan_without_a_task_for_one_of_the_four_roles_is_an_error(desk: Desk) -> None:
    enter(desk, {**SCAR, "red_flag.none": "yes", "causes": ["scar_tissue"]})
    rows = [row for group in sent(open_page(desk))["preview"]["groups"] for row in group["rows"]]
    enter(desk, {f"tick.{row['id']}": "" for row in rows if row["role"] == "physical_therapist"})
    data = sent(open_page(desk))
    assert data["checks"]["errors"] == ["No task is left for the physical therapist: tick one again."]
    assert data["foot"]["off"] == "Correct the errors first."


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


def test_create_returns_the_plan_with_words_for_the_strip(desk: Desk, file_clinic: SmallClinic) -> None:
    created, said = enter(desk, {**SCAR, "red_flag.none": "yes", "causes": ["scar_tissue"]}, Press.CREATE)
    assert said.text == ""
    assert created is not None
    assert "tasks assigned to" in created.done.words
    assert file_clinic.plan(created.done.plan_id).patient_id == created.patient_id == "P-0001"


def test_a_score_out_of_range_keeps_what_was_typed_and_says_the_range(desk: Desk) -> None:
    enter(desk, {**SCAR, "score.odi": "140", "causes": ["scar_tissue"]})
    data = sent(open_page(desk))
    odi = next(part for part in parts(data["form"]) if part.get("key") == "score.odi")
    assert odi["value"] == "140"
    assert "from 0 to 100" in odi["wrong"]
    assert data["foot"]["off"] == "Correct the errors first."


@pytest.mark.parametrize("length", [2001, 100_000])
def test_a_text_that_is_too_long_stays_in_its_field_and_is_refused_with_its_count(desk: Desk, length: int) -> None:
    typed = {"goal": "x" * length, "reason": "y" * length}
    _, said = enter(desk, {**SCAR, **typed, "red_flag.none": "yes", "causes": ["failed_fusion"]})
    assert said.text == ""
    data = sent(open_page(desk))
    shown = {part["key"]: part for part in parts([data["form"], data["causes"]]) if part.get("key") in typed}
    assert {name: shown[name]["value"] for name in typed} == typed
    assert shown["goal"]["wrong"] == f"The goal: {length:,} characters; at most 2,000. Shorten it."
    assert shown["reason"]["wrong"] == f"The reason: {length:,} characters; at most 2,000. Shorten it."
    created, said = enter(desk, {}, Press.CREATE)
    assert (created, said.text[:38]) == (None, "Correct what is marked first: The goal")


def test_what_the_browser_holds_back_is_what_the_form_keeps(desk: Desk) -> None:
    scripts = files(intake)
    assert f"TYPED_MOST = {LONGEST_TYPED};" in scripts.joinpath("sending.js").read_text("utf-8")
    assert f"TITLE_MOST = {LONGEST_LINE};" in scripts.joinpath("edit.js").read_text("utf-8")


def test_a_viewer_is_told_who_may_create_plans(file_clinic: SmallClinic) -> None:
    page = open_page(desk_of(file_clinic, VIEWER))
    assert "only the primary care doctor" in page.error[0].value
    assert len(page.get("bidi_component")) == 0


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
        {"changes": {"goal": "x" * 100_001}, "press": "", "n": FIRST},
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
