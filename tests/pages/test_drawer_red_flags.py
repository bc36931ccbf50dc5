"""Red flags in the drawer: answering the screen, and clearing a flag."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.coordination.flag_reply import reply_to_flag
from careplan.coordination.red_flags import clear_flag, open_flags, raise_flag
from careplan.task import Outcome, TaskStatus
from tests.pages.drawer_page import choose, labels, open_drawer, said, texts
from tests.pages.test_my_work import open_work, sent
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic


@pytest.fixture
def second_screen(file_clinic: SmallClinic, plan_id: str) -> tuple[SmallClinic, str]:
    """Return the clinic on the day of the second red-flag screen, and that screen."""
    return file_clinic.on(MONDAY + timedelta(days=28)), file_clinic.task(plan_id, "K01", occurrence=2).id


def test_a_red_flag_screen_asks_every_question_and_none_is_ticked(second_screen: tuple[SmallClinic, str]) -> None:
    small, screen = second_screen
    page = open_drawer(small, PEOPLE["primary.care"], screen)
    boxes = [box for box in page.checkbox if (box.key or "").startswith("red_flags-")]
    asked = [box.label for box in boxes]
    file = small.clinic.content.red_flags
    assert len(file.red_flags) == 17
    asks = {flag: file.question(flag) for flag in file.red_flags}
    words = [words if words.startswith(flag.name) else f"{words}  \n{flag.name}" for flag, words in asks.items()]
    assert words[15].endswith("stimulator step: any within 14 days of the procedure"), "its signs stand in its name"
    assert asked == [*words, "None of these"], "a label is read out as it stands: nothing of Markdown is in it"
    assert not any(box.value for box in boxes)
    choose(page, screen, Outcome.AS_PLANNED)
    assert page.error[0].value.replace("\\", "") == "Tick what is present, or “None of these”."
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
    caption = "\n".join(each.value for each in page.caption)
    assert "The open tasks above do not ask this, and no other task for it is open in this plan." in caption
    assert "No task of this plan is open" not in caption + texts(page), "an urgent task is open, and named above"
    assert "Closing this task answers" not in texts(page)
    page.text_area(key=f"finding-{task.id}").input("MRI without compression")
    page.text_input(key=f"clearing-{task.id}").input("Bladder and saddle area normal")
    page.button(key=f"clear-{task.id}").click().run()
    assert open_flags(file_clinic.clinic, PEOPLE["surgeon"]) == []


def test_whoever_opens_a_red_flag_reads_first_what_to_do_then_what_it_moves_and_last_how_it_is_cleared(
    file_clinic: SmallClinic,
) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    seen = "No feeling on the saddle since noon"
    raise_flag(file_clinic.clinic, plan_id, "RF01", actor=PEOPLE["nurse"], seen=seen)
    page = open_drawer(file_clinic, PEOPLE["surgeon"], file_clinic.task(plan_id, "RF01").id)
    told = texts(page)
    order = [
        "**What to do now**",
        "- Send to an emergency department",
        "- Tell the on",
        "the nurse answers",
        "Reported by the nurse",
        "What was seen: No feeling on the saddle since noon",
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
    late = texts(open_drawer(file_clinic.on(date(2026, 3, 10)), PEOPLE["surgeon"], task))
    assert "a reply was due" in late
    assert late.count("**reply overdue since") == 2, "in the strip and in the head of the drawer"


def test_the_form_that_clears_a_flag_says_where_no_reply_is_recorded(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    raise_flag(file_clinic.clinic, plan_id, "RF01", actor=PEOPLE["nurse"])
    task, missing = file_clinic.task(plan_id, "RF01").id, "No reply is recorded."
    told = texts(open_drawer(file_clinic, PEOPLE["surgeon"], task))
    assert told.index("**Clear it**") < told.index(missing)
    reply_to_flag(
        file_clinic.clinic, plan_id, "RF01", reached="Emergency department", reply="Sent", actor=PEOPLE["nurse"]
    )
    told = texts(open_drawer(file_clinic, PEOPLE["surgeon"], task))
    assert "**Clear it**" in told and missing not in told


def test_recording_the_reply_ends_that_alert_and_leaves_the_flag_open(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    raise_flag(file_clinic.clinic, plan_id, "RF01", actor=PEOPLE["nurse"])
    task, late = file_clinic.task(plan_id, "RF01").id, file_clinic.on(MONDAY + timedelta(days=1))
    page = open_drawer(late, PEOPLE["surgeon"], task)
    page.button(key=f"reply-now-{task}").click().run()
    assert "Write who was reached and what was done" in page.error[0].value
    page.text_input(key=f"reached-{task}").input("Emergency department, Dr. Weber")
    page.text_area(key=f"reply-{task}").input("Sent at once")
    page.button(key=f"reply-now-{task}").click().run()
    told = texts(page)
    assert "reply overdue" not in told
    assert "**✓ Reply**" in told
    assert "Emergency department, Dr. Weber: Sent at once" in told.replace("\\", "")
    assert [flag.flag.id for flag in open_flags(late.clinic, PEOPLE["surgeon"])] == ["RF01"]
    assert page.text_area(key=f"reply-{task}").value == ""
    assert "Record another reply" in {each.label for each in page.expander}


def test_the_row_of_a_flag_without_a_reply_says_since_when_not_that_it_is_due_today(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    raise_flag(file_clinic.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    task, clinic = file_clinic.task(plan_id, "RF05"), file_clinic.on(MONDAY + timedelta(days=1))
    shown = sent(open_work(clinic, PEOPLE["primary.care"]))["groups"]
    [row] = [row for group in shown for row in group["rows"] if row["id"] == task.id]
    assert (row["due"][:14], row["due_tone"]) == ("overdue since ", "red")


def test_the_drawer_of_a_cleared_flag_begins_with_that_and_folds_what_was_to_do(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    raise_flag(file_clinic.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    said = {"finding": "X-ray without fracture", "reason": "No tenderness"}
    clear_flag(file_clinic.clinic, plan_id, "RF05", actor=PEOPLE["surgeon"], **said)
    page = open_drawer(file_clinic, PEOPLE["nurse"], file_clinic.task(plan_id, "RF05").id)
    told = texts(page)
    assert "**✓ Cleared** by the surgeon" in told
    assert {"Finding: X-ray without fracture", "Reason: No tenderness"} <= {each.value for each in page.text}
    assert "What to do now" not in told
    [folded] = [each for each in page.expander if each.label == "What was to do"]
    assert told.count("Same\\-day examination") == 1
    assert "examination and X" in folded.markdown[0].value
    assert any("nothing → X\\-ray without fracture" in each.value for each in page.markdown), "in its history"


def test_every_other_drawer_of_the_patient_says_that_a_red_flag_is_open(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    task, line = file_clinic.task(plan_id, "SC01").id, "Red flag open: possible vertebral fracture"
    assert line not in texts(open_drawer(file_clinic, PEOPLE["surgeon"], task))
    raise_flag(file_clinic.clinic, plan_id, "RF05", actor=PEOPLE["nurse"])
    assert line in texts(open_drawer(file_clinic, PEOPLE["surgeon"], task))
    assert line not in texts(open_drawer(file_clinic, PEOPLE["surgeon"], file_clinic.task(plan_id, "RF05").id))


def test_whoever_answers_a_red_flag_says_i_have_it(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    raise_flag(file_clinic.clinic, plan_id, "RF02", actor=PEOPLE["nurse"])
    task = file_clinic.task(plan_id, "RF02")
    assert "I have it" not in labels(open_drawer(file_clinic, PEOPLE["psychologist"], task.id))
    page = open_drawer(file_clinic, PEOPLE["surgeon"], task.id)
    page.button(key=f"start-{task.id}").click().run()
    assert file_clinic.task(plan_id, "RF02").status is TaskStatus.IN_PROGRESS
    clear_flag(file_clinic.clinic, plan_id, "RF02", actor=PEOPLE["surgeon"], finding="Grade 5", reason="No fall")
    assert file_clinic.task(plan_id, "RF02").status is TaskStatus.DONE


def test_a_decision_for_work_that_an_open_flag_holds_says_so_before_the_press(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    raise_flag(file_clinic.clinic, plan_id, "RF01", "RF04", actor=PEOPLE["nurse"])
    task = file_clinic.task(plan_id, "RF01")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], task.id)
    chosen = f"ask-gate.surgery-{task.id}"
    page.button_group(key=chosen).set_value("no").run()
    assert "holds this work" not in texts(page)
    page.button_group(key=chosen).set_value("yes").run()
    assert "“possible sepsis” is open and holds this work" in texts(page)
    label = page.text_input(key=f"why-gate.surgery-{task.id}").label
    assert label.startswith("Reason of the decision while a red flag is open")


def test_a_finding_that_speaks_for_a_red_flag_asks_for_it_before_the_task_closes(file_clinic: SmallClinic) -> None:
    plan_id = file_clinic.begin("V1", "scar_tissue").plan_id
    task = file_clinic.task(plan_id, "SC01")
    owner = next(person for person in PEOPLE.values() if person.role == task.role)
    page = open_drawer(file_clinic, owner, task.id)
    asked, question = f"ask-red_flag:RF03-{task.id}", "Is “Spinal or wound infection” present"
    assert question not in texts(page)
    page.radio(key=f"finding-i_discitis-{task.id}").set_value("yes").run()
    assert question in texts(page)
    choose(page, task.id, Outcome.AS_PLANNED)
    assert "abscess or osteomyelitis on MRI” was found" in page.error[0].value
    assert file_clinic.task(plan_id, "SC01").status is TaskStatus.TODO
    page.radio(key=asked).set_value("no").run()
    page.text_input(key=f"why-red_flag:RF03-{task.id}").input("Known and treated").run()
    page.radio(key=asked).set_value("yes").run()
    choose(page, task.id, Outcome.AS_PLANNED)
    assert "task" not in page.query_params
    assert [flag.flag.id for flag in open_flags(file_clinic.clinic, PEOPLE["surgeon"])] == ["RF03"]
