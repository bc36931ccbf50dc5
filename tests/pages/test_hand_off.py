"""Handing over and answering in the drawer, and who covers, as the screens draw it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination import hand_offs
from careplan.coordination.absences import note_absence
from careplan.coordination.clinic_view import Period, clinic_view
from careplan.hand_off import Briefing, HandOffState
from careplan.pages.parts.list_acts import handle
from careplan.pressed import ActKind, parse_act
from tests.pages.drawer_page import labels, open_drawer, said, texts
from tests.pages.overview_page import open_patient
from tests.pages.page_of import desk_of, offered, sent_to
from tests.pages.test_clinic import open_clinic
from tests.pages.test_my_work import open_work
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

ASKED = Briefing(situation="CT is done", request="Please judge the joints above by Friday")


def rows(page: AppTest, group: str) -> list[dict[str, str]]:
    found = next(one for one in sent_to(page, "tasks")["groups"] if one["key"].startswith(group))
    shown: list[dict[str, str]] = found["rows"]
    return shown


def test_a_task_is_handed_over_in_three_presses(file_clinic: SmallClinic, plan_id: str) -> None:
    task = file_clinic.task(plan_id, "FF02")
    page = open_drawer(file_clinic, PEOPLE["surgeon"], task.id)
    page.button(key=f"hand-off-{task.id}").click().run()
    assert page.text_area(key=f"background-{task.id}").value.startswith("Laminectomy and Spinal fusion L4-S1")
    page.button_group(key=f"to-role-{task.id}").set_value("pain_specialist").run()
    assert "Hand to the pain specialist" in labels(page)
    page.text_area(key=f"request-{task.id}").input("  ").run()
    page.button(key=f"hand-over-{task.id}").click().run()
    assert "The request is empty" in texts(page)
    page.text_area(key=f"request-{task.id}").input(ASKED.request).run()
    page.button(key=f"hand-over-{task.id}").click().run()
    known = file_clinic.task(plan_id, "FF02").hand_off
    assert known and (known.told.request, known.to_role) == (ASKED.request, "pain_specialist")
    assert "Handed to the pain specialist, not yet accepted" in texts(page).replace("\\", "")
    assert {"Change the request"} <= labels(page) and "Accept" not in labels(page)
    page.button(key=f"hand-off-{task.id}").click().run()
    page.button(key=f"withdraw-{task.id}").click().run()
    known = file_clinic.task(plan_id, "FF02").hand_off
    assert known and known.state is HandOffState.WITHDRAWN
    assert next(strip.text for strip in said(page)).startswith("Hand-off withdrawn")


def test_the_receiver_accepts_or_sends_back_from_my_work(file_clinic: SmallClinic, plan_id: str) -> None:
    task, pain = file_clinic.task(plan_id, "FF02"), PEOPLE["pain.specialist"]
    hand_offs.offer(file_clinic.clinic, task.id, ASKED, actor=PEOPLE["surgeon"], to_role="pain_specialist")
    page = open_work(file_clinic, pain)
    assert "Handed to me 1" in offered(page)["Show"]
    [row] = rows(page, "handed")
    assert (row["id"], row["done"], row["why"]) == (
        task.id,
        "answer",
        "The surgeon asks you to take it over, unblocks 1 task",
    )
    page = open_drawer(file_clinic, pain, task.id)
    assert ASKED.request in texts(page)
    page.button(key=f"take-over-{task.id}").click().run()
    assert "in a few words of your own" in texts(page)
    page.text_area(key=f"back-{task.id}").input("I have no slot").run()
    page.button(key=f"send-back-{task.id}").click().run()
    page = open_drawer(file_clinic, PEOPLE["surgeon"], task.id)
    assert "Sent back by pain\\.specialist\\: I have no slot" in texts(page)
    mine = open_work(file_clinic.on(MONDAY + timedelta(days=12)), PEOPLE["surgeon"])
    assert any(row["why"].startswith("Sent back by the pain specialist") for row in rows(mine, "soon"))


@pytest.mark.parametrize(
    ("pressed", "stands"),
    [("open_send_back", "send-back-open"), ("open_hand_off", "handing"), ("open_accept", "answering")],
)
def test_a_press_on_a_row_opens_the_drawer_where_it_goes_on(
    file_clinic: SmallClinic, plan_id: str, pressed: str, stands: str
) -> None:
    task = file_clinic.task(plan_id, "FF02")
    act = parse_act({"act": pressed, "id": task.id, "v": 1, "n": "a" * 32})
    assert act.kind is ActKind(pressed) and not act.is_kept
    import streamlit as st

    handle(desk_of(file_clinic), act)
    assert st.query_params["task"] == task.id and st.session_state[f"{stands}-{task.id}"]


def test_the_overview_hands_the_next_action_of_ones_role_over(file_clinic: SmallClinic, plan_id: str) -> None:
    page = open_patient(desk_of(file_clinic, PEOPLE["surgeon"]), "V2")
    page.button(key="hand-off-next").click().run()
    [form] = [one for one in page.button_group if str(one.key).startswith("to-role-")]
    task_id = str(form.key).removeprefix("to-role-")
    hand_offs.offer(file_clinic.clinic, task_id, ASKED, actor=PEOPLE["surgeon"], to_role="nurse")
    again = open_patient(desk_of(file_clinic, PEOPLE["surgeon"]), "V2")
    assert "hand-off-next" not in {button.key for button in again.button}


def test_who_covers_finds_the_work_and_the_reason_stands_there(file_clinic: SmallClinic, plan_id: str) -> None:
    task, pain = file_clinic.task(plan_id, "FF02"), PEOPLE["pain.specialist"]
    with file_clinic.clinic.store.reading() as records:
        team = records.teams.default()
    last = MONDAY + timedelta(days=20)
    note_absence(file_clinic.clinic, PEOPLE["surgeon"], team, "surgeon", pain.id, first=MONDAY, last=last)
    later = file_clinic.on(MONDAY + timedelta(days=14))
    page = open_work(later, pain)
    assert any(words.startswith("Covered ") for words in offered(page)["Show"])
    shown = next(one for one in sent_to(page, "tasks")["groups"] if one["key"] == "covered-0")
    assert shown["title"] == "Covered for surgeon until 22 Mar 2026"
    assert task.id in {row["id"] for row in shown["rows"]} and {row["done"] for row in shown["rows"]} == {"drawer"}
    page = open_drawer(later, pain, task.id)
    assert page.text_input(key=f"behalf-{task.id}").value == "Covers the surgeon until 22 Mar 2026"
    assert "covered by pain\\.specialist until 22 Mar 2026" in texts(page)
    page.button(key=f"hand-off-{task.id}").click().run()
    assert page.text_input(key=f"hand-behalf-{task.id}").value == "Covers the surgeon until 22 Mar 2026"


@pytest.mark.parametrize("asked", ["offered", "no_answer"])
def test_the_clinic_screen_counts_what_waits_and_opens_its_list(
    file_clinic: SmallClinic, plan_id: str, asked: str
) -> None:
    for key, day in (("FF02", MONDAY), ("FF03", MONDAY + timedelta(days=3))):
        here, task = file_clinic.on(day), file_clinic.task(plan_id, key)
        hand_offs.offer(here.clinic, task.id, ASKED, actor=PEOPLE["surgeon"], to_role="pain_specialist")
    later = file_clinic.on(MONDAY + timedelta(days=3))
    seen = clinic_view(later.clinic, Period.ALL, actor=PEOPLE["coordinator"]).hand_offs
    assert (seen.offered, seen.unanswered) == (2, 1)
    page = open_clinic(desk_of(later, PEOPLE["coordinator"]), list=asked)
    [group] = sent_to(page, "tasks")["groups"]
    assert len(group["rows"]) == group["count"] == {"offered": 2, "no_answer": 1}[asked]
    assert all("not yet accepted" in row["why"] for row in group["rows"])


def test_the_coordinator_sees_what_has_no_answer(file_clinic: SmallClinic, plan_id: str) -> None:
    task = file_clinic.task(plan_id, "FF02")
    hand_offs.offer(file_clinic.clinic, task.id, ASKED, actor=PEOPLE["surgeon"], to_role="pain_specialist")
    page = open_work(file_clinic.on(MONDAY + timedelta(days=3)), PEOPLE["coordinator"])
    assert "Hand-offs without an answer 1" in offered(page)["Show"]
    [row] = rows(page, "unanswered")
    assert row["why"] == "Handed to the pain specialist, not yet accepted since 2 Mar"
