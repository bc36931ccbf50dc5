"""Red flags in the drawer: answering the screen, and clearing a flag."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.coordination.red_flags import open_flags, raise_flag
from careplan.task import Outcome, TaskStatus
from tests.pages.drawer_page import choose, labels, open_drawer, said, texts
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic


@pytest.fixture
def second_screen(file_clinic: SmallClinic, plan_id: str) -> tuple[SmallClinic, str]:
    """Return the clinic on the day of the second red-flag screen, and that screen."""
    return file_clinic.on(MONDAY + timedelta(days=28)), file_clinic.task(plan_id, "K01", occurrence=2).id


def test_a_red_flag_screen_asks_every_question_and_none_is_ticked(second_screen: tuple[SmallClinic, str]) -> None:
    small, screen = second_screen
    page = open_drawer(small, PEOPLE["primary.care"], screen)
    boxes = [box for box in page.checkbox if (box.key or "").startswith("red_flags-")]
    asked = [box.label.replace("\\", "") for box in boxes]
    file = small.clinic.content.red_flags
    assert len(file.red_flags) == 17
    words = [f"{file.in_words(flag.ask)}  \n:small[{flag.name}]" for flag in file.red_flags]
    assert asked == [*words, "**None of these**"]
    assert not any(box.value for box in boxes)
    choose(page, screen, Outcome.AS_PLANNED)
    assert "asks the red flags" in page.error[0].value
    page.checkbox(key=f"red_flags-none-{screen}").check().run()
    choose(page, screen, Outcome.AS_PLANNED)
    assert "task" not in page.query_params
    assert not open_flags(small.clinic, PEOPLE["surgeon"])


def test_a_tick_takes_none_of_these_back_and_raises_the_flag(second_screen: tuple[SmallClinic, str]) -> None:
    small, screen = second_screen
    page = open_drawer(small, PEOPLE["primary.care"], screen)
    page.checkbox(key=f"red_flags-none-{screen}").check().run()
    page.checkbox(key=f"red_flags-RF05-{screen}").check().run()
    assert not page.checkbox(key=f"red_flags-none-{screen}").value
    assert "where it cannot wait, call first" in texts(page)
    page.checkbox(key=f"red_flags-none-{screen}").check().run()
    assert page.checkbox(key=f"red_flags-RF05-{screen}").value, "a red flag that somebody found is not dropped"
    assert not page.checkbox(key=f"red_flags-none-{screen}").value
    assert "“None of these” was not taken: Vertebral fracture stays ticked." in texts(page)
    page.checkbox(key=f"red_flags-RF07-{screen}").check().run()
    assert "was not taken" not in texts(page)
    page.checkbox(key=f"red_flags-RF07-{screen}").uncheck().run()
    choose(page, screen, Outcome.AS_PLANNED)
    assert [flag.flag.id for flag in open_flags(small.clinic, PEOPLE["surgeon"])] == ["RF05"]
    [strip] = said(page)
    way_back = "Raised by mistake? Another clinician clears it, with finding and reason."
    assert strip.text.startswith("Red flag: possible vertebral fracture. As planned: Screen for red flags, V2. ")
    assert strip.text.endswith(way_back)
    assert not strip.undo


def test_a_clinician_clears_a_red_flag_with_finding_and_reason(file_clinic: SmallClinic, plan_id: str) -> None:
    raise_flag(file_clinic.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    task = file_clinic.task(plan_id, "RF05")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], task.id)
    page.button(key=f"clear-{task.id}").click().run()
    assert "Write what was found and why the red flag may be cleared" in page.error[0].value
    page.text_area(key=f"finding-{task.id}").input("X-ray without fracture")
    page.text_input(key=f"clearing-{task.id}").input("No fracture, no tenderness")
    page.button(key=f"clear-{task.id}").click().run()
    assert "Cleared by mistake? Report it again." in said(page)[0].text
    assert open_flags(file_clinic.clinic, PEOPLE["surgeon"]) == []
    assert file_clinic.task(plan_id, "RF05").status is TaskStatus.DONE


def test_who_may_not_clear_a_red_flag_is_told_who_may(file_clinic: SmallClinic, plan_id: str) -> None:
    raise_flag(file_clinic.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    task = file_clinic.task(plan_id, "RF05")
    page = open_drawer(file_clinic, PEOPLE["physical.therapist"], task.id)
    assert "primary care doctor, surgeon or pain specialist clears a red flag" in texts(page)
    assert "Clear red flag" not in labels(page)


def test_a_red_flag_that_asks_for_decisions_says_why_and_is_cleared_without(
    file_clinic: SmallClinic,
) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    raise_flag(file_clinic.clinic, plan_id, "RF01", actor=PEOPLE["nurse"])
    task = file_clinic.task(plan_id, "RF01")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], task.id)
    assert page.button_group(key=f"ask-gate.surgery-{task.id}").label == "Is an operation planned?"
    assert "so what that work would have answered is asked here" in "\n".join(each.value for each in page.caption)
    assert "Closing this task answers" not in texts(page)
    page.text_area(key=f"finding-{task.id}").input("MRI without compression")
    page.text_input(key=f"clearing-{task.id}").input("Bladder and saddle area normal")
    page.button(key=f"clear-{task.id}").click().run()
    assert open_flags(file_clinic.clinic, PEOPLE["surgeon"]) == []


def test_whoever_opens_a_red_flag_reads_first_what_to_do_then_what_it_moves_and_last_how_it_is_cleared(
    file_clinic: SmallClinic,
) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    raise_flag(file_clinic.clinic, plan_id, "RF01", actor=PEOPLE["nurse"])
    page = open_drawer(file_clinic, PEOPLE["surgeon"], file_clinic.task(plan_id, "RF01").id)
    told = texts(page)
    order = [
        "**What to do now**",
        "- Send to an emergency department",
        "- Tell the on",
        "the nurse answers",
        "**Urgent because of it**",
        "**Held until it is cleared**",
        "**Clear it**",
    ]
    assert [told.index(words) for words in order] == sorted(told.index(words) for words in order)
    ways = {button.label.split(" ", 1)[1] for button in page.button if (button.key or "").startswith("go-")}
    assert any("MRI" in way for way in ways)


def test_a_reply_that_is_not_there_in_time_is_said(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    raise_flag(file_clinic.clinic, plan_id, "RF01", actor=PEOPLE["nurse"])
    task = file_clinic.task(plan_id, "RF01").id
    assert "a reply is due by" in texts(open_drawer(file_clinic, PEOPLE["surgeon"], task))
    assert "a reply was due" in texts(open_drawer(file_clinic.on(date(2026, 3, 10)), PEOPLE["surgeon"], task))
