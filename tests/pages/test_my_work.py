"""My work as it is sent to the browser, and what a press in its list does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination import tasks
from careplan.coordination.closing import complete
from careplan.coordination.news import count_news
from careplan.coordination.red_flags import raise_flag
from careplan.task import Outcome
from careplan.team import Practitioner
from tests.pages.page_of import desk_of, desks, offered, sent_to
from tests.small_clinic import MONDAY, PEOPLE, VIEWER, SmallClinic

IN_A_MONTH = MONDAY + timedelta(days=30)


def _page() -> None:
    import streamlit as st

    from careplan.pages.my_work import show
    from tests.pages.page_of import desks

    desk = desks[-1]
    desk.pages = {"plan": st.Page(lambda: None, title="plan", url_path="plan")}
    work = st.Page(lambda: show(desk), title="work", url_path="work", default=True)
    st.navigation([work, *desk.pages.values()], position="hidden").run()


def open_work(small: SmallClinic, person: Practitioner, **query: str | list[str]) -> AppTest:
    desks.append(desk_of(small, person))
    page = AppTest.from_function(_page, default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def sent(page: AppTest) -> dict[str, Any]:
    return sent_to(page, "tasks")


def groups(page: AppTest) -> dict[str, dict[str, Any]]:
    return {group["title"]: group for group in sent(page)["groups"]}


def test_what_is_due_today_is_seen_without_a_click(file_clinic: SmallClinic, plan_id: str) -> None:
    assert plan_id
    page = open_work(file_clinic.on(MONDAY + timedelta(days=3)), PEOPLE["primary.care"])
    assert page.title[0].value == "My work"
    today = groups(page)["Today"]
    assert today["count"] == len(today["rows"]) > 0
    assert {row["due"] for row in today["rows"]} == {"due today"}


def test_late_work_stands_first_and_says_how_late_it_is(file_clinic: SmallClinic, plan_id: str) -> None:
    assert plan_id
    page = open_work(file_clinic.on(IN_A_MONTH), PEOPLE["primary.care"])
    first, *_ = sent(page)["groups"]
    assert first["title"] == "Overdue"
    assert first["rows"][0]["due"].endswith("late")
    assert first["rows"][0]["due_tone"] == "red"


def test_chips_carry_counts_and_the_address_chooses_one(file_clinic: SmallClinic, plan_id: str) -> None:
    assert plan_id
    small = file_clinic.on(IN_A_MONTH)
    everything = groups(open_work(small, PEOPLE["primary.care"]))
    page = open_work(small, PEOPLE["primary.care"], show="overdue")
    assert list(groups(page)) == ["Overdue"]
    labels = offered(page)["Show"]
    assert f"Overdue {everything['Overdue']['count']}" in labels
    assert labels[-1] == "All"


@pytest.mark.parametrize("query", [{"show": "nonsense"}, {"rows": "-3"}, {"rows": "²"}, {"open": ["nothing", "later"]}])
def test_a_wrong_address_shows_the_plain_screen(
    file_clinic: SmallClinic, plan_id: str, query: dict[str, str | list[str]]
) -> None:
    assert plan_id
    page = open_work(file_clinic, PEOPLE["primary.care"], **query)
    assert "Today" in groups(page)


def test_what_waits_is_folded_until_it_is_asked_for(file_clinic: SmallClinic, plan_id: str) -> None:
    assert plan_id
    folded = groups(open_work(file_clinic, PEOPLE["surgeon"]))["Waiting on others"]
    assert folded["folded"] is True
    assert folded["rows"] == []
    shown = groups(open_work(file_clinic, PEOPLE["surgeon"], open=["waiting"]))["Waiting on others"]
    assert len(shown["rows"]) == folded["count"]
    assert all("done" not in row for row in shown["rows"])
    assert shown["rows"][0]["why"].startswith("for ")


def test_an_empty_day_says_what_comes_next(file_clinic: SmallClinic, plan_id: str) -> None:
    far = max(file_clinic.plan(plan_id).to_do().values(), key=lambda task: task.due or MONDAY)
    tasks.assign(file_clinic.clinic, far.id, actor=PEOPLE["surgeon"], role="nurse")
    page = open_work(file_clinic, PEOPLE["nurse"])
    assert groups(page)["Today"]["empty"] == "Nothing due today. Nothing is due in 7 days either."


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("surgeon", "No open task is yours. Tasks come with a plan."),
        ("nurse", "No open task is yours. Tasks come with the plans of your teams’ patients."),
    ],
)
def test_who_has_no_task_at_all_is_told_where_tasks_come_from(
    file_clinic: SmallClinic, person: str, words: str
) -> None:
    page = open_work(file_clinic, PEOPLE[person])
    assert (groups(page), sent(page)["empty"]) == ({}, words)


def test_a_red_flag_is_named_first_for_the_whole_team(file_clinic: SmallClinic, plan_id: str) -> None:
    raise_flag(file_clinic.clinic, plan_id, "RF01", actor=PEOPLE["nurse"])
    page = open_work(file_clinic, PEOPLE["physical.therapist"])
    [words] = [found.value for found in page.markdown if "Red flag" in found.value]
    assert words.startswith("**⚑ Red flag · V2** · **possible cauda equina syndrome**, now, reply due by ")
    page.button(key=f"flag-{plan_id}-RF01-1").click().run()
    assert page.query_params["task"] == file_clinic.task(plan_id, "RF01").id


def test_what_changed_is_counted_and_told_on_demand(file_clinic: SmallClinic, plan_id: str) -> None:
    count_news(file_clinic.clinic, PEOPLE["surgeon"])
    notes = file_clinic.task(plan_id, "K03")
    complete(file_clinic.clinic, notes.id, outcome=Outcome.AS_PLANNED, actor=PEOPLE["coordinator"], note="Here")
    page = open_work(file_clinic, PEOPLE["surgeon"])
    assert any("**1 change in 1 plan**" in found.value for found in page.markdown)
    page.button(key="news-show").click().run()
    [link] = [found.proto for found in page.get("page_link") if "Obtain operation notes" in found.proto.label]
    assert "“Review all images against the operation note” is ready" in link.label
    assert (link.page, link.query_string) == ("plan", f"id={plan_id}&task={notes.id}"), "it leads to what it speaks of"
    page.button(key="news-seen").click().run()
    assert any("Nothing has changed" in found.value for found in page.markdown)


def test_what_changed_stands_below_its_patient_the_newest_five_first(file_clinic: SmallClinic, plan_id: str) -> None:
    count_news(file_clinic.clinic, PEOPLE["surgeon"])
    notes = file_clinic.task(plan_id, "K03")
    for day in range(1, 8):
        tasks.move(file_clinic.clinic, notes.id, MONDAY + timedelta(days=21 + day), actor=PEOPLE["coordinator"])
    page = open_work(file_clinic, PEOPLE["surgeon"], changes="1")
    assert len(page.get("page_link")) == 5
    assert [found.value for found in page.markdown].count("**V2**") == 1
    assert not any("V2" in found.proto.label for found in page.get("page_link")), "the heading says it"
    page.button(key="news-all").click().run()
    assert len(page.get("page_link")) == 7
    assert "news-all" not in {button.key for button in page.button}


def test_a_viewer_sees_no_task_and_may_not_do_anything(file_clinic: SmallClinic, plan_id: str) -> None:
    assert plan_id
    page = open_work(file_clinic, VIEWER)
    assert [group for group in sent(page)["groups"] if group["rows"]] == []


def test_the_screen_costs_as_many_queries_with_one_patient_as_with_four(file_clinic: SmallClinic, plan_id: str) -> None:
    assert plan_id
    open_work(file_clinic, PEOPLE["primary.care"])
    with file_clinic.clinic.store.count_queries() as few:
        open_work(file_clinic, PEOPLE["primary.care"])
    for vignette, cause in (("V1", "scar_tissue"), ("V3", "recurrent_disc"), ("V4", "recurrent_stenosis")):
        file_clinic.begin(vignette, cause)
    open_work(file_clinic, PEOPLE["primary.care"])
    with file_clinic.clinic.store.count_queries() as many:
        open_work(file_clinic, PEOPLE["primary.care"])
    assert len(many) <= len(few) + 1  # what one patient has nothing of is not asked for
