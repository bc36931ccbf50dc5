"""Starting, moving, giving and cancelling a task in its drawer."""

from __future__ import annotations

from datetime import date, timedelta

from careplan.coordination import tasks
from careplan.coordination.closing import complete
from careplan.coordination.decisions import plan_procedure
from careplan.coordination.task_card import task_card
from careplan.pages.parts.task_rows import done_way
from careplan.pages.parts.tasks import DoneWay
from careplan.patient import ProcedureKind
from careplan.standing import standings
from careplan.task import Outcome, Readiness, TaskStatus
from tests.pages.drawer_page import labels, open_drawer, said, texts
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic


def test_a_waiting_task_names_what_is_missing_and_starts_with_a_reason_only(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    images = file_clinic.task(plan_id, "K07")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], images.id)
    page.button(key=f"starting-{images.id}").click().run()
    said = texts(page).replace("\\", "")
    assert f"**This task waits for**\n\n- {file_clinic.task(plan_id, 'K03').title} :gray[(care coordinator, due" in said
    page.button(key=f"start-anyway-{images.id}").click().run()
    box = [element.key for element in page.get("dialog")[0] if element.type in ("button", "error")]
    assert box[box.index(f"start-anyway-{images.id}") + 1] is None, "the refusal stands right below its button"
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


def test_the_date_is_moved_and_let_go(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.date_input(key=f"day-{notes.id}").set_value(date(2026, 3, 30)).run()
    page.button(key=f"move-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").due == date(2026, 3, 30)
    assert "due 30 Mar 2026, set by hand" in texts(page)
    page.button(key=f"let-go-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").due == notes.due
    assert "set by hand" not in texts(page)


def test_a_day_of_another_century_reaches_the_act_and_its_refusal_stays_beside_the_field(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    field = page.date_input(key=f"day-{notes.id}")
    assert (field.min, field.max) == (date(1000, 1, 1), date.max), "Streamlit drops what is typed beyond"
    field.set_value(date(1916, 3, 30)).run()
    page.button(key=f"move-{notes.id}").click().run()
    assert "30 Mar 1916 is before the patient was born" in texts(page)
    assert file_clinic.task(plan_id, "K03") == notes


def test_the_field_of_move_starts_with_the_due_date_and_follows_it(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    field = f"day-{notes.id}"
    assert page.date_input(key=field).value == notes.due
    page.date_input(key=field).set_value(date(2026, 3, 30)).run()
    page.button(key=f"move-{notes.id}").click().run()
    assert page.date_input(key=field).value == date(2026, 3, 30)
    page.button(key=f"undo-{notes.id}").click().run()
    assert page.date_input(key=field).value == notes.due


def test_move_without_a_day_says_what_to_choose(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.date_input(key=f"day-{notes.id}").set_value(None).run()
    page.button(key=f"move-{notes.id}").click().run()
    assert "Choose the new due date first" in page.error[0].value
    assert file_clinic.plan(plan_id).version == 1


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


def test_give_with_nothing_changed_writes_nothing_and_says_so(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.button(key=f"give-{notes.id}").click().run()
    assert "is with the care coordinator already" in page.error[0].value
    assert "History (0)" in {tab.label for tab in page.tabs}
    assert file_clinic.plan(plan_id).version == 1


def test_a_task_is_cancelled_with_a_reason_only(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], notes.id)
    page.button(key=f"cancel-now-{notes.id}").click().run()
    assert "give a reason" in page.error[0].value.lower()
    page.text_area(key=f"cancel-{notes.id}").input("Another clinic holds them").run()
    page.button(key=f"cancel-now-{notes.id}").click().run()
    assert file_clinic.task(plan_id, "K03").status is TaskStatus.CANCELLED
    assert "task" not in page.query_params


def test_what_was_declined_is_planned_again_in_the_drawer_of_its_question(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    coordinator, notes = PEOPLE["coordinator"], file_clinic.task(plan_id, "K03")
    complete(file_clinic.clinic, notes.id, outcome=Outcome.DECLINED, actor=coordinator)
    question = file_clinic.task(plan_id, "K03-undone-1")
    card = task_card(file_clinic.clinic, question.id, actor=coordinator)
    assert done_way(card.line) is DoneWay.DRAWER  # it has three answers
    page = open_drawer(file_clinic, coordinator, question.id)
    assert {"Go on without it", "Plan again"} <= labels(page)
    assert not {"As planned", "Partly", "Start"} & labels(page)
    page.button(key=f"again-{question.id}").click().run()
    assert "To plan it again, choose a day from 2 Mar 2026 to 2 Mar 2036." in texts(page).replace("\\", "")
    page.date_input(key=f"again-day-{question.id}").set_value(MONDAY + timedelta(days=4)).run()
    page.button(key=f"again-{question.id}").click().run()
    assert not page.exception
    again = file_clinic.task(plan_id, "K03")
    assert (again.status, again.due) == (TaskStatus.TODO, MONDAY + timedelta(days=4))
    assert "task" not in page.query_params
    assert f"again-{notes.id}" not in {one.key for one in open_drawer(file_clinic, coordinator, notes.id).button}


def test_the_drawer_of_a_task_that_the_intake_closed_says_when_and_by_whom(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    page = open_drawer(file_clinic, PEOPLE["surgeon"], file_clinic.task(plan_id, "K01").id)
    said = texts(page).replace("\\", "")
    assert "**As planned** · Closed by the intake of 2 Mar 2026, entered by primary.care" in said
