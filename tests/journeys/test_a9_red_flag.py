"""Story A9: a red flag at intake comes first, is seen everywhere, holds elective work, and the surgeon clears it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from careplan.coordination import intake_draft
from careplan.standing import standings
from careplan.task import Readiness
from tests.entered import SCAR
from tests.journeys.new_plan_page import Hand, NewPlanScreen, created
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic

SUSPICION = "possible cauda equina syndrome"


def held(small: SmallClinic, plan_id: str) -> int:
    """Return how many open tasks are held."""
    found = standings(small.plan(plan_id), small.clinic.templates).values()
    return sum(standing.readiness is Readiness.HELD for standing in found)


def sees_flag(page: Page, patient: str) -> None:
    """Expect the red strip on a screen."""
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    strip = page.locator(".st-key-red-flags").get_by_text(
        f"Red flag · {patient}".replace("-", "\N{NON-BREAKING HYPHEN}")
    )
    expect(strip.first).to_be_visible(timeout=30_000)
    expect(page.locator(".st-key-red-flags").get_by_text(SUSPICION).first).to_be_visible()


def test_a9_a_red_flag_at_intake_is_seen_everywhere_until_the_surgeon_clears_it(new_plan: NewPlanScreen) -> None:
    house, small = new_plan.house, new_plan.house.small
    intake_draft.enter(small.clinic, PEOPLE["primary.care"], {**SCAR, "causes": ["scar_tissue"]})
    page = new_plan.visit()
    hand = Hand(page)
    hand.press_flag("Cauda equina syndrome")
    expect(page.get_by_role("region", name="Red flags", exact=True)).to_contain_text("emergency")
    hand.press("Create plan")
    plan_id = created(page)
    patient = f"P-{plan_id[3:7]}"
    urgent, scan = small.task(plan_id, "RF01"), small.task(plan_id, "SC01")
    assert (urgent.due, urgent.priority, scan.due) == (MONDAY, "urgent", MONDAY)
    assert held(small, plan_id) > 0
    of_plan = (f"/{screen}?id={plan_id}" for screen in ("plan", "revise", "versions"))
    for path in (f"/patient?id={patient}", *of_plan, f"/outcomes?patient={patient}"):
        page.goto(f"{house.served.url}{path}")
        sees_flag(page, patient)
        flag, heading = page.locator(".st-key-red-flags").bounding_box(), page.get_by_role("heading", level=1)
        assert flag and flag["y"] < heading.bounding_box()["y"], path  # type: ignore[index]

    house.visit(page, "/work", who="surgeon")
    sees_flag(page, patient)
    page.locator(".st-key-red-flags").get_by_role("button", name="Open").first.click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Finding", exact=True).fill("Bladder scan 40 mL, saddle feeling normal")
    drawer.get_by_label(f"Why “{SUSPICION}” may be cleared", exact=True).fill("MRI without compression")
    drawer.get_by_role("button", name="Clear red flag", exact=True).click()
    expect(drawer).to_have_count(0, timeout=30_000)
    page.goto(f"{house.served.url}/plan?id={plan_id}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    expect(page.locator(".st-key-red-flags")).to_have_count(0)
    assert held(small, plan_id) == 0
    assert small.task(plan_id, "RF01").status == "done"
    back = small.task(plan_id, "SC01")
    assert back.due and back.due > MONDAY and back.priority != "urgent"
