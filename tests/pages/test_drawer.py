"""The task drawer, opened by its address: what it shows, who may see it, comments and history."""

from __future__ import annotations

from datetime import date

import pytest

from careplan.coordination import tasks
from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.comments import comment
from careplan.coordination.task_card import task_card
from careplan.coordination.undo import undo
from careplan.task import Outcome, TaskStatus
from tests.pages.drawer_page import choose, labels, open_drawer, said, texts
from tests.small_clinic import MONDAY, PEOPLE, STRANGER, VIEWER, SmallClinic


def test_the_heading_names_task_and_patient(file_clinic: SmallClinic, plan_id: str) -> None:
    notes = file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], notes.id)
    assert page.get("dialog")[0].proto.dialog.title.replace("\\", "") == f"{notes.title} · V2"


@pytest.mark.parametrize("task_id", ["T-000001", "T-999999", "nonsense", "<script>"])
def test_what_is_not_there_or_not_to_be_seen_has_one_answer(
    file_clinic: SmallClinic, plan_id: str, task_id: str
) -> None:
    assert plan_id
    page = open_drawer(file_clinic, STRANGER, task_id)
    assert "No such record, or not one you may see." in texts(page)


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


def test_a_link_leads_to_the_task_that_it_waits_for(file_clinic: SmallClinic, plan_id: str) -> None:
    images, notes = file_clinic.task(plan_id, "K07"), file_clinic.task(plan_id, "K03")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], images.id)
    page.button(key=f"go-waiting-{notes.id}").click().run()
    assert page.query_params["task"] == notes.id
    assert page.get("dialog")[0].proto.dialog.title.replace("\\", "").startswith(notes.title)


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
    [entry] = [text for text in texts(page).replace("\\", "").splitlines() if "→" in text]
    assert entry.startswith("**Moved** · Due date: 9 Mar 2026 → 30 Mar 2026 · :gray[Surgeon, surgeon, "), "one line"
    assert "History (1)" in {tab.label for tab in page.tabs}


def test_the_drawer_says_in_whole_what_an_act_brought_along_and_keeps_it_in_its_history(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    conference = file_clinic.task(plan_id, "K11")
    page = open_drawer(file_clinic, PEOPLE["coordinator"], conference.id)
    page.button(key=f"starting-{conference.id}").click().run()
    page.text_area(key=f"anyway-{conference.id}").input("All are here").run()
    page.button(key=f"start-anyway-{conference.id}").click().run()
    page.button_group(key=f"ask-gate.surgery-{conference.id}").select("yes").run()
    page.text_input(key=f"why-gate.surgery-{conference.id}").input("Loose screws at L5").run()
    page.date_input(key=f"conference-day-{conference.id}").set_value(MONDAY).run()
    page.multiselect(key=f"conference-who-{conference.id}").select("surgeon").run()
    for gate in ("gate.injection", "gate.scs"):
        page.button_group(key=f"ask-{gate}-{conference.id}").select("undecided").run()
    page.checkbox(key=f"missing-others-{conference.id}").check().run()
    page.text_input(key=f"reason-others-{conference.id}").input("The surgeon decides").run()
    choose(page, conference.id, Outcome.AS_PLANNED)
    [strip] = said(page)
    brought = strip.text.partition(f"{conference.title}, V2. ")[2].partition(".")[0]
    assert " tasks added (" in brought
    page = open_drawer(file_clinic, PEOPLE["coordinator"], conference.id)
    assert f"With it: {brought}" in texts(page).replace("\\", "")


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


def test_a_done_task_says_its_outcome_its_answers_with_their_unit_and_who_closed_it(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    scores = file_clinic.task(plan_id, "K14")
    doctor, note = PEOPLE["coordinator"], "Filled in at home"
    tasks.start(file_clinic.clinic, scores.id, actor=doctor, anyway_because="The patient is here")
    given = {ask.name: Answer(not_obtained="No time") for ask in task_card(file_clinic.clinic, scores.id, doctor).asks}
    given["odi"] = Answer(38)
    complete(
        file_clinic.clinic,
        scores.id,
        outcome=Outcome.PARTLY,
        actor=doctor,
        note=note,
        answers=given,
    )
    told = texts(open_drawer(file_clinic, doctor, scores.id)).replace("\\", "").splitlines()
    [how] = [line for line in told if line.startswith("**Partly** · by the care coordinator, coordinator, ")]
    assert told.index("ODI: 38 %") > told.index(how)
    assert told.count(f"Note: {note}") == 1


def test_a_task_that_was_not_done_says_so_and_one_that_was_opened_again_says_nothing(
    file_clinic: SmallClinic, plan_id: str
) -> None:
    notes, actor = file_clinic.task(plan_id, "K03"), PEOPLE["coordinator"]
    done = complete(file_clinic.clinic, notes.id, outcome=Outcome.DECLINED, actor=actor)
    told = "**Declined** · by the care coordinator, coordinator, "
    assert told in texts(open_drawer(file_clinic, actor, notes.id)).replace("\\", "")
    undo(file_clinic.clinic, done.act, actor=actor)
    assert told not in texts(open_drawer(file_clinic, actor, notes.id)).replace("\\", "")
