"""Revising a plan in a browser: another cause (A20), What if, versions; comparing two templates (A24)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from careplan.coordination.answers import Answer
from careplan.coordination.closing import complete
from careplan.coordination.tasks import start
from careplan.coordination.versions import versions
from careplan.plan import CarePlan
from careplan.task import Outcome
from tests.conftest import OpenPage
from tests.journeys.task_page import strip
from tests.looks import PHONE, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic
from tests.small_clinic import PEOPLE

SURGEON = PEOPLE["surgeon"]
NOTE = "Notes of 2019 are missing"


@pytest.fixture(scope="module")
def house(house: ServedClinic) -> ServedClinic:
    """A clinic with a plan of scar tissue in which three tasks are done and another begun."""
    small = house.small
    small.begin("V1", "scar_tissue", patient="P-0420")
    for key, who in (("K03", "coordinator"), ("K08", "physical.therapist"), ("K09", "pain.specialist")):
        task = small.task(_plan(house), key)
        later = dict.fromkeys(task.desired.asks, Answer(not_obtained="Later"))
        complete(small.clinic, task.id, outcome=Outcome.PARTLY, note=NOTE, actor=PEOPLE[who], answers=later)
    start(small.clinic, small.task(_plan(house), "K06").id, actor=SURGEON)
    return house


def _plan(house: ServedClinic) -> str:
    with house.small.clinic.store.reading() as records:
        return records.plans.of_patient("P-0420")[0]


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def differing(before: CarePlan, after: CarePlan) -> int:
    """Return how many tasks, a series being one, are added, cancelled, or have another day, role or title."""
    was, now = ({i: (t.due, t.role, t.title) for i, t in plan.tasks.items() if t.is_open} for plan in (before, after))
    return sum(len({i.series for i in some}) for some in (was.keys() - now, now.keys() - was)) + len(
        {i.series for i in was.keys() & now if was[i] != now[i]}
    )


def test_a20_another_cause_in_six_clicks_and_one_undo(house: ServedClinic, open_page: OpenPage) -> None:
    small, plan_id = house.small, _plan(house)
    before = small.plan(plan_id)
    page = house.visit(open_page("about:blank"), "/patient?id=P-0420", who="surgeon")
    page.get_by_role("button", name="Revise plan").click()  # 1
    expect(page.get_by_text("Choose what changes: what follows is shown here")).to_be_visible()
    choose(page, "Change suspected cause: Scar tissue", "Recurrence takes its place")  # 2, 3
    added = page.get_by_role("list", name="Add")
    expect(added.get_by_role("listitem").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Keep")).click()  # 4
    kept = page.get_by_role("list", name="Keep").get_by_role("listitem")
    expect(kept.filter(has_text="done, partly")).to_have_count(3)
    expect(kept.filter(has_text="Examine spine, nerves, gait")).to_contain_text("in progress")
    assert axe_faults(page) == []
    page.get_by_role("textbox", name="Reason").fill("MRI shows a new fragment")
    apply = page.get_by_role("button", name=re.compile(r"^Apply \d+ changes as version 2$"))
    shown = int(apply.inner_text().split()[1])
    apply.click()  # 5
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recurrence")
    expect(strip(page)).to_contain_text("Plan revised")
    now = small.plan(plan_id)
    assert differing(before, now) == shown
    for key, status in (("K03", "done"), ("K08", "done"), ("K09", "done"), ("K06", "in_progress")):
        assert small.task(plan_id, key).status == status
    assert [small.task(plan_id, key).note for key in ("K03", "K08", "K09")] == [NOTE] * 3
    assert now.certainty_of("recurrence") is not None
    assert versions(small.clinic, plan_id, actor=SURGEON).present == 2
    strip(page).get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Scar tissue")
    after = small.plan(plan_id)
    assert {i: (t.status, t.due, t.note) for i, t in after.tasks.items() if t.is_open} == {
        i: (t.status, t.due, t.note) for i, t in before.tasks.items() if t.is_open
    }


def test_what_if_is_looked_at_by_keyboard_and_saves_nothing(house: ServedClinic, open_page: OpenPage) -> None:
    small, plan_id = house.small, _plan(house)
    before = small.plan(plan_id)
    page = house.visit(open_page("about:blank", PHONE), f"/revise?id={plan_id}", who="coordinator")
    page.get_by_role("radio", name="What if").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What if")
    choose(page, "Change suspected cause: Scar tissue", "Failed fusion takes its place")
    first = page.get_by_role("list", name="Add").get_by_role("checkbox", disabled=False).first
    first.focus()
    page.keyboard.press("Space")
    expect(first).not_to_be_checked()
    expect(first).to_be_focused()
    everything = page.get_by_role("checkbox", name=re.compile(r"^Add: \d+ of \d+$"))
    expect(everything).to_be_visible()
    expect(page.get_by_text("Predicted end")).to_be_visible()
    expect(page.get_by_text("Nothing of this is saved.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Apply"))).to_have_count(0)
    assert axe_faults(page) == []
    assert not scrolls_sideways(page)
    assert small.plan(plan_id) == before
    page.goto(f"{house.served.url}/versions?id={plan_id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Versions")
    assert axe_faults(page) == []
    assert not scrolls_sideways(page)


def test_a24_two_templates_are_compared_from_the_list(house: ServedClinic, open_page: OpenPage) -> None:
    page = house.visit(open_page("about:blank"), "/templates", who="viewer")
    page.get_by_role("link", name="Scar tissue", exact=True).click()
    choose(page, "Compare with", "Recurrence")
    summary = page.get_by_role("list", name="Summary").get_by_role("listitem")
    expect(summary).to_have_text(
        ["3 in both", "2 of them different", "13 only in Scar tissue", "17 only in Recurrence"]
    )
    expect(page.locator("li.pair").filter(has_text="MRI of the lumbar spine")).to_contain_text("Different day")
