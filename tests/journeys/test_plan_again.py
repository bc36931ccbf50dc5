"""Planning again what was declined, in a real browser: what is wrong is said where the person looks, all at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from careplan.coordination.closing import complete
from careplan.task import Outcome, TaskStatus
from tests.journeys.work_page import Visitor, WorkHouse, drawer, enter_day
from tests.looks import DESKTOP, PHONE, Look
from tests.small_clinic import PEOPLE


def at_rest(node: Locator) -> FloatRect | None:
    """Return where something stands once it has stood there for a while: a busy machine draws in steps."""
    before = None
    while (now := node.bounding_box()) != before or now is None:
        before = now
        node.page.wait_for_timeout(500)
    return now


@pytest.mark.parametrize("look", [DESKTOP, PHONE], ids=str)
def test_what_is_refused_is_said_in_what_was_unfolded_and_nothing_jumps(
    visitor: Visitor, work: WorkHouse, plan_id: str, look: Look
) -> None:
    complete(
        work.small.clinic, work.small.task(plan_id, "K03").id, outcome=Outcome.DECLINED, actor=PEOPLE["coordinator"]
    )
    question = work.small.task(plan_id, "K03-undone-1")
    page = visitor("surgeon", f"/work?task={question.id}", look)
    drawer(page).get_by_role("button", name="Plan it again").click()
    press = page.get_by_role("button", name="Plan again", exact=True)
    expect(press).to_be_visible()
    place = at_rest(press)
    press.click()
    refused = page.get_by_role("alert").filter(has_text="To plan it again, choose a day from")
    expect(refused).to_contain_text("and give the reason to do it on behalf of the care coordinator")
    expect(refused).to_be_in_viewport(ratio=1)
    assert at_rest(press) == place
    enter_day(page.locator("body"), "New day of the work", "2026-03-01")
    press.click()
    expect(refused).to_be_visible()
    assert at_rest(press) == place
    assert work.small.task(plan_id, "K03").status is TaskStatus.NOT_DONE
