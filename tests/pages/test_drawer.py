"""The task drawer, opened by its address."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination import tasks
from careplan.coordination.comments import comment
from careplan.coordination.decisions import plan_procedure
from careplan.coordination.red_flags import open_flags, raise_flag
from careplan.pages.parts.tasks import Strip
from careplan.patient import ProcedureKind
from careplan.standing import standings
from careplan.task import Outcome, Readiness, TaskStatus
from careplan.team import Practitioner
from tests.pages.test_my_work import open_work
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic


@pytest.fixture
def plan_id(file_clinic: SmallClinic) -> str:
    return file_clinic.begin("V2", "failed_fusion").plan_id


def open_drawer(small: SmallClinic, person: Practitioner, task_id: str) -> AppTest:
    page = open_work(small, person, task=task_id)
    assert page.get("dialog")
    return page


def texts(page: AppTest) -> str:
    """Return everything that the page says, to look for a sentence."""
    found = [*page.markdown, *page.text, *page.error, *page.warning, *page.info]
    return "\n".join(element.value for element in found)


def choose(page: AppTest, task_id: str, outcome: Outcome) -> None:
    page.button(key=f"done-{outcome}-{task_id}").click().run()
    assert not page.exception


def said(page: AppTest) -> list[Strip]:
    """Return what the strip of the list says."""
    return [page.session_state[key] for key in ("strip-said",) if key in page.session_state]


def labels(page: AppTest) -> set[str]:
    return {button.label for button in page.button}


def test_the_heading_names_task_and_patient(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], notes.id)
    assert page.get("dialog")[0].proto.dialog.title.replace("\\", "") == f"{notes.title} · V2"


def test_done_closes_the_task_with_its_note_and_the_drawer(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], notes.id)
    page.text_input(key=f"note-{notes.id}").input("All on file")
    choose(page, notes.id, Outcome.AS_PLANNED)
    closed = file_clinic.task(plan_id, "K03")
    assert (closed.status, closed.note) == (TaskStatus.DONE, "All on file")
    assert "task" not in page.query_params


def test_a_task_that_asks_opens_exactly_its_inputs(file_clinic: SmallClinic, plan_id: str) -> None:
    smoking = file_clinic.task(plan_id, "FF07")
    owner = next(person for person in PEOPLE.values() if person.role == smoking.role)
    tasks.start(file_clinic.clinic, smoking.id, actor=owner, anyway_because="The patient is here")
    page = open_drawer(file_clinic, owner, smoking.id)
    assert [field.key for field in page.number_input] == [f"ask-nicotine_free_months-{smoking.id}"]
    choose(page, smoking.id, Outcome.AS_PLANNED)
    assert "Answer each, or say why it was not obtained" in texts(page).replace("\\", "")
    assert page.query_params["task"] == smoking.id
    page.number_input(key=f"ask-nicotine_free_months-{smoking.id}").set_value(3.0).run()
    choose(page, smoking.id, Outcome.AS_PLANNED)
    assert file_clinic.task(plan_id, "FF07").status is TaskStatus.DONE
    [*_, entry] = file_clinic.plan(plan_id).inputs.record.facts["nicotine_free_months"]
    assert entry.value == 3.0


def test_an_answer_may_be_not_obtained_with_a_reason(file_clinic: SmallClinic, plan_id: str) -> None:
    smoking = file_clinic.task(plan_id, "FF07")
    owner = next(person for person in PEOPLE.values() if person.role == smoking.role)
    tasks.start(file_clinic.clinic, smoking.id, actor=owner, anyway_because="The patient is here")
    page = open_drawer(file_clinic, owner, smoking.id)
    page.checkbox(key=f"missing-nicotine_free_months-{smoking.id}").check().run()
    page.text_input(key=f"reason-nicotine_free_months-{smoking.id}").input("Would not say").run()
    choose(page, smoking.id, Outcome.PARTLY)
    assert file_clinic.task(plan_id, "FF07").status is TaskStatus.DONE
    assert "nicotine_free_months" not in file_clinic.plan(plan_id).inputs.record.facts


def test_a_waiting_task_names_what_is_missing_and_starts_with_a_reason_only(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    images = file_clinic.task(plan_id, "K07")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], images.id)
    page.button(key=f"starting-{images.id}").click().run()
    said = texts(page).replace("\\", "")
    assert f"**This task waits for**\n\n- {file_clinic.task(plan_id, 'K03').title} :gray[(care coordinator, due" in said
    page.button(key=f"start-anyway-{images.id}").click().run()
    assert page.error
    assert file_clinic.task(plan_id, "K07").status is TaskStatus.TODO
    page.text_area(key=f"anyway-{images.id}").input("The disc came with the patient").run()
    page.button(key=f"start-anyway-{images.id}").click().run()
    started = file_clinic.task(plan_id, "K07")
    assert (started.status, started.started_anyway) == (TaskStatus.IN_PROGRESS, "The disc came with the patient")
    assert not page.error


def test_one_start_button_and_the_message_once(file_clinic: SmallClinic, plan_id: str) -> None:
    images = file_clinic.task(plan_id, "K07")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], images.id)
    assert "This task waits for" not in texts(page)
    page.button(key=f"starting-{images.id}").click().run()
    assert [button.label for button in page.button].count("Start") == 1
    assert texts(page).count("This task waits for") == 1
    page.text_area(key=f"anyway-{images.id}").input("The disc came with the patient").run()
    page.button(key=f"start-anyway-{images.id}").click().run()
    assert [strip.text for strip in said(page)] == [f"Started: {images.title}, V2."]  # itself is not “1 more ready”


def test_past_a_safety_check_no_start_is_offered(file_clinic: SmallClinic, plan_id: str) -> None:
    plan_procedure(
        file_clinic.clinic, plan_id, ProcedureKind.EPIDURAL, actor=PEOPLE["pain.specialist"], day=date(2026, 3, 30)
    )
    guarded = _behind_a_check(file_clinic, plan_id)
    page = open_drawer(file_clinic, PEOPLE["pain.specialist"], guarded)
    page.button(key=f"starting-{guarded}").click().run()
    assert "nothing starts before it is done" in texts(page)
    assert f"start-anyway-{guarded}" not in {button.key for button in page.button}


def _behind_a_check(small: SmallClinic, plan_id: str) -> str:
    """Return a task that waits for a safety check."""
    plan = small.plan(plan_id)
    found = standings(plan, small.clinic.templates)
    return next(
        plan.tasks[i].id
        for i, standing in found.items()
        if standing.readiness is Readiness.WAITING and any(plan.tasks[wait].desired.guard for wait in standing.waits)
    )


def test_another_role_closes_on_behalf_with_a_reason(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    assert "On behalf of the care coordinator, because" in {field.label for field in page.text_input}
    choose(page, notes.id, Outcome.AS_PLANNED)
    assert "belongs to the care coordinator" in page.error[0].value
    page.text_input(key=f"behalf-{notes.id}").input("She is on leave").run()
    choose(page, notes.id, Outcome.AS_PLANNED)
    assert file_clinic.task(plan_id, "K03").status is TaskStatus.DONE


def test_the_date_is_moved_and_let_go(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.date_input(key=f"day-{notes.id}").set_value(date(2026, 3, 30)).run()
    page.button(key=f"move-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").due == date(2026, 3, 30)
    page.button(key=f"let-go-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").due == notes.due


def test_two_people_at_once_see_was_now_and_yours(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.date_input(key=f"day-{notes.id}").set_value(date(2026, 3, 30)).run()
    tasks.move(file_clinic.clinic, notes.id, date(2026, 3, 16), actor=PEOPLE["coordinator"])
    page.button(key=f"move-{notes.id}").click().run()
    said = texts(page).replace("\\", "")
    assert "The care coordinator changed the due date in the meantime." in said
    assert "**Due date** was 9 Mar 2026 · now **16 Mar 2026**" in said
    assert "yours **30 Mar 2026**" in said
    assert page.date_input(key=f"day-{notes.id}").value == date(2026, 3, 30)
    assert {"Use mine: 30 Mar 2026", "Keep theirs: 16 Mar 2026"} <= labels(page)
    page.button(key=f"mine-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").due == date(2026, 3, 30)
    assert not page.error


def test_what_another_chose_first_may_be_kept(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.selectbox(key=f"person-{notes.id}").select("nurse").run()
    tasks.assign(file_clinic.clinic, notes.id, assignee="surgeon", actor=PEOPLE["coordinator"])
    page.button(key=f"give-{notes.id}").click().run()
    assert "The care coordinator changed the person in the meantime" in page.error[0].value
    assert {"Use mine: nurse", "Keep theirs: surgeon"} <= labels(page)
    page.button(key=f"theirs-{notes.id}").click().run()
    assert not page.error
    assert file_clinic.task(plan_id, "K03").assignee == "surgeon"
    assert page.selectbox(key=f"person-{notes.id}").value == "surgeon"


def test_a_task_is_given_to_a_person(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.selectbox(key=f"person-{notes.id}").select("nurse").run()
    page.button(key=f"give-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").assignee == "nurse"


def test_a_task_is_cancelled_with_a_reason_only(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.button(key=f"cancel-now-{notes.id}").click().run()
    assert "give a reason" in page.error[0].value.lower()
    page.text_area(key=f"cancel-{notes.id}").input("Another clinic holds them").run()
    page.button(key=f"cancel-now-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").status is TaskStatus.CANCELLED
    assert "task" not in page.query_params


def test_comments_are_shown_as_written_and_sent_once(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    comment(file_clinic.clinic, notes.id, "**bold** <b>tag</b> :red[x]", actor=PEOPLE["nurse"])
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    assert "**bold** <b>tag</b> :red[x]" in {element.value for element in page.text}
    page.text_area(key=f"comment-{notes.id}").input("Thank you").run()
    page.button(key=f"send-{notes.id}").click().run()
    assert not page.error
    assert page.text_area(key=f"comment-{notes.id}").value in ("", None)
    with file_clinic.clinic.store.reading() as records:
        assert [said.text for said in records.comments.of_task(notes.id)][1:] == ["Thank you"]


def test_history_says_who_what_before_and_after(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    tasks.move(file_clinic.clinic, notes.id, date(2026, 3, 30), actor=PEOPLE["surgeon"])
    page = open_drawer(file_clinic, PEOPLE["coordinator"], notes.id)
    assert "Due date: 9 Mar 2026 → 30 Mar 2026" in texts(page)
    assert "History (1)" in {tab.label for tab in page.tabs}


def test_a_viewer_has_no_control_that_writes(file_clinic: SmallClinic, plan_id: str) -> None:
    page = open_drawer(file_clinic, VIEWER, file_clinic.task(plan_id, "K03").id)
    assert not page.text_area
    assert not labels(page) & {
        "As planned",
        "Partly",
        "Declined",
        "Start",
        "Send",
        "Move",
        "Assign",
        "Cancel this task",
    }


@pytest.mark.parametrize("task_id", ["T-000001", "T-999999", "nonsense", "<script>"])
def test_what_is_not_there_or_not_to_be_seen_has_one_answer(
    file_clinic: SmallClinic, plan_id: str, task_id: str
) -> None:
    assert plan_id
    page = open_drawer(file_clinic, STRANGER, task_id)
    assert "No such record, or not one you may see." in texts(page)


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


def test_a_link_leads_to_the_task_that_it_waits_for(file_clinic: SmallClinic, plan_id: str) -> None:
    images, notes = file_clinic.task(plan_id, "K07"), file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], images.id)
    page.button(key=f"go-waiting-{notes.id}").click().run()
    assert page.query_params["task"] == notes.id
    assert page.get("dialog")[0].proto.dialog.title.replace("\\", "").startswith(notes.title)


def test_an_earlier_session_is_closed_with_the_later_one_only_when_that_is_ticked(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    later = file_clinic.on(MONDAY + timedelta(days=60))
    third = file_clinic.task(plan_id, "K01", occurrence=3)
    page = open_drawer(later, PEOPLE["primary.care"], third.id)
    page.checkbox(key=f"red_flags-none-{third.id}").check().run()
    assert not page.checkbox(key=f"missed-{third.id}").value
    choose(page, third.id, Outcome.AS_PLANNED)
    assert "Close that one first" in page.error[0].value
    page.checkbox(key=f"missed-{third.id}").check().run()
    choose(page, third.id, Outcome.AS_PLANNED)
    assert file_clinic.task(plan_id, "K01", occurrence=2).outcome is Outcome.DID_NOT_ATTEND
    assert file_clinic.task(plan_id, "K01", occurrence=3).status is TaskStatus.DONE


def test_a_missed_series_is_closed_in_one_click_up_to_the_session_that_is_due_now(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    later = file_clinic.on(MONDAY + timedelta(days=90))  # three screens were due by now: 2, 3 and 4
    second = file_clinic.task(plan_id, "K01", occurrence=2)
    page = open_drawer(later, PEOPLE["primary.care"], second.id)
    assert "2 of 14, missed 2 times" in texts(page)
    box = page.checkbox(key=f"missed-{second.id}")
    assert box.label.startswith("2 sessions were missed: close as did not attend")
    assert not box.value
    box.check().run()
    page.checkbox(key=f"red_flags-none-{second.id}").check().run()
    choose(page, second.id, Outcome.AS_PLANNED)
    outcomes = [file_clinic.task(plan_id, "K01", occurrence=number).outcome for number in (2, 3, 4, 5)]
    assert outcomes == [Outcome.DID_NOT_ATTEND, Outcome.DID_NOT_ATTEND, Outcome.AS_PLANNED, None]
    [strip] = said(page)
    assert "2 missed sessions closed as did not attend" in strip.text
    assert strip.undo


def test_what_others_closed_meanwhile_says_who_and_when_and_the_note_is_not_lost(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], notes.id)
    page.text_input(key=f"note-{notes.id}").input("Implant record is with the maker")
    tasks.complete(
        file_clinic.clinic,
        notes.id,
        outcome=Outcome.AS_PLANNED,
        actor=PEOPLE["nurse"],
        on_behalf_because="She rang the other clinic",
    )
    choose(page, notes.id, Outcome.PARTLY)
    refused = page.error[0].value.replace("\\", "")
    assert f"“{notes.title}” is already done as planned by the nurse, 2 Mar 2026 " in refused
    assert "Your note was not saved with the task" in texts(page)
    assert page.text_area(key=f"comment-{notes.id}").value == "Implant record is with the maker"
    page.button(key=f"send-{notes.id}").click().run()
    with file_clinic.clinic.store.reading() as records:
        assert [said.text for said in records.comments.of_task(notes.id)] == ["Implant record is with the maker"]


def test_the_drawer_says_what_was_done_and_takes_it_back(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], notes.id)
    assert "Undo" not in labels(page)
    page.button(key=f"start-{notes.id}").click().run()
    assert f"✓ Started: {notes.title}, V2" in texts(page).replace("\\", "")
    page.button(key=f"undo-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").status is TaskStatus.TODO
    assert f"✓ Undone: {notes.title}, V2" in texts(page).replace("\\", "")
    assert "Undo" not in labels(page)


def test_move_without_a_day_says_what_to_choose(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.button(key=f"move-{notes.id}").click().run()
    assert "Choose the new due date first" in page.error[0].value
    assert file_clinic.plan(plan_id).version == 1


def test_give_with_nothing_changed_writes_nothing_and_says_so(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.button(key=f"give-{notes.id}").click().run()
    assert "is with the care coordinator already" in page.error[0].value
    assert "History (0)" in {tab.label for tab in page.tabs}
    assert file_clinic.plan(plan_id).version == 1


def test_decisions_of_others_are_named_once_and_left_open_with_one_reason(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    conference = file_clinic.task(plan_id, "K11")
    doctor = PEOPLE["primary.care"]
    tasks.start(
        file_clinic.clinic, conference.id, actor=doctor, anyway_because="All are here", on_behalf_because="She is away"
    )
    page = open_drawer(file_clinic, doctor, conference.id)
    said = texts(page)
    assert said.count("the pain specialist and the care coordinator") == 1
    assert "Surgery: :gray[the surgeon and the care coordinator]" in said
    cause = page.button_group(key=f"ask-gate.cause:failed_fusion-{conference.id}")
    assert [option.content for option in cause.proto.options] == [
        "Suspected still",
        "Confirmed",
        "Refuted",
        "Not obtained",
    ]
    cause.select("unconfirmed").run()
    page.checkbox(key=f"missing-others-{conference.id}").check().run()
    page.text_input(key=f"reason-others-{conference.id}").input("Images are missing")
    page.text_input(key=f"behalf-{conference.id}").input("She is away")
    choose(page, conference.id, Outcome.PARTLY)
    assert file_clinic.task(plan_id, "K11").status is TaskStatus.DONE


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
    assert not page.checkbox(key=f"red_flags-RF05-{screen}").value
    page.checkbox(key=f"red_flags-RF05-{screen}").check().run()
    choose(page, screen, Outcome.AS_PLANNED)
    assert [flag.flag.id for flag in open_flags(small.clinic, PEOPLE["surgeon"])] == ["RF05"]
    [strip] = said(page)
    way_back = "Raised by mistake? Another clinician clears it, with finding and reason."
    assert f"Red flag: Vertebral fracture. {way_back}" in strip.text
    assert not strip.undo
