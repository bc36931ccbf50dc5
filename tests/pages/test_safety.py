"""Safety rules, conflicts and checks on the screens, without a browser: what is said, offered and done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from careplan.coordination.board import board
from careplan.coordination.closing import complete
from careplan.coordination.decisions import plan_procedure
from careplan.coordination.tasks import move
from careplan.patient import ProcedureKind
from careplan.task import Outcome
from tests.pages.drawer_page import labels, open_drawer, texts
from tests.pages.page_of import desk_of, sent_to
from tests.pages.test_plan import open_page
from tests.small_clinic import PEOPLE, VIEWER, SmallClinic

PLAN = "PL-V1-01"
FRIDAY = date(2026, 3, 20)
PAIN, SURGEON = PEOPLE["pain.specialist"], PEOPLE["surgeon"]


@pytest.fixture
def stopped(file_clinic: SmallClinic) -> SmallClinic:
    """The day of an epidural of V1, who takes apixaban: its check was passed by, and nobody overrode the rule."""
    file_clinic.begin("V1", "scar_tissue", changed={"medicines": [{"name": "apixaban"}]})
    plan_procedure(file_clinic.clinic, PLAN, ProcedureKind.EPIDURAL, actor=PAIN, day=FRIDAY)
    check, later = file_clinic.task(PLAN, "J01").id, file_clinic.on(FRIDAY)
    complete(later.clinic, check, outcome=Outcome.NOT_NEEDED, actor=PAIN, note="Done outside")
    return later


@pytest.fixture
def at_odds(file_clinic: SmallClinic) -> SmallClinic:
    """An epidural of V1 whose safety check was moved behind it."""
    file_clinic.begin("V1", "scar_tissue")
    plan_procedure(file_clinic.clinic, PLAN, ProcedureKind.EPIDURAL, actor=PAIN, day=FRIDAY)
    move(file_clinic.clinic, file_clinic.task(PLAN, "J01").id, FRIDAY + timedelta(days=3), actor=SURGEON)
    return file_clinic


def row(page: AppTest, task_id: str) -> dict[str, object]:
    """Return the row of a task on a board."""
    found: dict[str, object] = next(one for one in sent_to(page, "tasks")["rows"] if one["id"] == task_id)
    return found


def test_the_drawer_of_a_stopped_task_says_why_and_the_named_role_overrides(stopped: SmallClinic) -> None:
    task = stopped.task(PLAN, "J02")
    page = open_drawer(stopped, SURGEON, task.id)
    assert "This task is neither started nor done until that is settled, or the pain specialist overrides it." in texts(
        page
    )
    assert labels(page).isdisjoint({"As planned", "Partly", "Start", "Override"})
    page = open_drawer(stopped, PAIN, task.id)
    page.button(key=f"override-now-M10-{task.id}").click().run()
    assert "give a reason" in page.error[0].value
    page.text_area(key=f"override-M10-{task.id}").input("Cardiologist agreed in writing")
    page.button(key=f"override-now-M10-{task.id}").click().run()
    assert not page.exception
    assert "Reason: Cardiologist agreed in writing" in texts(page).replace("\\", "")
    assert {"As planned", "Start"} <= labels(page)


def test_the_row_of_a_stopped_task_shows_a_sign_and_words(stopped: SmallClinic) -> None:
    found = row(open_page(desk_of(stopped, PAIN), PLAN), stopped.task(PLAN, "J02").id)
    assert found["alarm"] == {"shape": "bars", "tone": "red", "word": "Stopped"}
    assert str(found["why"]).startswith("by a safety rule: No procedure until a written plan")
    assert found["done"] == "drawer"


def test_a_note_is_put_away_in_the_drawer(stopped: SmallClinic) -> None:
    task = stopped.task(PLAN, "SC01")
    page = open_drawer(stopped, SURGEON, task.id)
    assert "Ask on kidney disease, pregnancy, pacemaker" in texts(page).replace("\\", "")
    page.button(key=f"answer-M25-{task.id}").click().run()
    assert "Ask on kidney disease" not in texts(open_drawer(stopped, SURGEON, task.id))


def test_a_conflict_is_shown_with_its_days_and_put_in_order(at_odds: SmallClinic) -> None:
    drawer = open_drawer(at_odds, PAIN, at_odds.task(PLAN, "J02").id)
    assert "Injection before its safety check" in texts(drawer)
    page = open_page(desk_of(at_odds, PAIN), PLAN, asks="conflicts")
    assert "Conflicts (1)" in labels(page)
    said = texts(page).replace("\\", "")
    assert "Pre-injection safety check :gray[· pain specialist]  \n  23 Mar 2026 → **19 Mar 2026**" in said
    [conflict] = board(at_odds.clinic, PLAN, actor=PAIN).conflicts
    page.button(key=f"order-{conflict.digest}").click().run()
    assert not page.exception
    assert at_odds.task(PLAN, "J01").due == date(2026, 3, 19)
    assert "Conflicts (1)" not in labels(open_page(desk_of(at_odds, PAIN), PLAN))


def test_a_conflict_is_accepted_with_a_reason(at_odds: SmallClinic) -> None:
    page = open_page(desk_of(at_odds, PAIN), PLAN, asks="conflicts")
    [conflict] = board(at_odds.clinic, PLAN, actor=PAIN).conflicts
    page.text_area(key=f"accept-CD02-{PLAN}").input("Checked by telephone")
    page.button(key=f"accept-{conflict.digest}").click().run()
    assert not page.exception
    [left] = board(at_odds.clinic, PLAN, actor=PAIN).conflicts
    assert (left.asks, left.accepted[0].reason) == (("primary_care",), "Checked by telephone")


def test_who_reads_only_is_offered_nothing_of_it(at_odds: SmallClinic) -> None:
    page = open_page(desk_of(at_odds, VIEWER), PLAN, asks="conflicts")
    assert "Injection before its safety check" in texts(page)
    assert labels(page).isdisjoint({"Put in order", "Accept"})


def test_the_checks_of_a_plan_stand_behind_their_number_with_source_and_way(at_odds: SmallClinic) -> None:
    page = open_page(desk_of(at_odds, PAIN), PLAN, asks="checks")
    title = next(one for one in labels(page) if one.startswith("Checks: "))
    assert title == "Checks: 0 errors, 1 warning"
    said = texts(page).replace("\\", "")
    assert "“Pre-injection safety check” is set by hand to 23 Mar 2026, outside its days" in said and "R22" in said
    page.button(key=f"check-0-{PLAN}").click().run()
    assert page.query_params["task"] == at_odds.task(PLAN, "J01").id
