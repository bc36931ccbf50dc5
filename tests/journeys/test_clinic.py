"""The Clinic screen in a browser: each number opens its list, with as many lines; and a goal, from words to target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from careplan.coordination.clinic_view import Period, clinic_view
from careplan.coordination.red_flags import raise_flag
from careplan.observation import Observation
from tests.conftest import OpenPage, ServeApp
from tests.looks import DESKTOP, PHONE, Look, axe_faults, scrolls_sideways
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import MONDAY, PEOPLE

DAY = MONDAY + timedelta(days=30)
MAIN = "[data-testid='stMain']"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[ServedClinic]:
    """A clinic with three plans a month old, a red flag, and scores that moved."""
    with served_clinic(tmp_path_factory.mktemp("clinic"), serve_app, day=DAY) as house:
        began = house.small.on(MONDAY)
        began.begin("V1", "scar_tissue")
        began.begin("V3", "recurrent_disc")
        began.begin("V4", "recurrent_stenosis", "arachnoiditis")
        raise_flag(house.small.clinic, "PL-V3-01", "RF07", actor=PEOPLE["surgeon"])
        with house.small.clinic.store.writing() as records:
            for patient, value in (("V1", 20.0), ("V4", 60.0)):
                seen = Observation(measure="odi", value=value, day=DAY - timedelta(days=2))
                records.observations.add(patient, seen, by="nurse", at=house.small.clinic.now())
        yield house


def ready(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)


def rows(page: Page, count: int) -> None:
    """Expect a list of so many lines."""
    expect(page.locator("li[data-id], tbody tr[data-id]")).to_have_count(count)


def test_each_number_opens_its_list_with_that_many_lines(house: ServedClinic, open_page: OpenPage) -> None:
    seen = clinic_view(house.small.clinic, Period.QUARTER, actor=PEOPLE["coordinator"])
    page = house.visit(open_page("about:blank", PHONE), "/", who="coordinator")
    expect(page.get_by_role("heading", level=1, name="Clinic", exact=True)).to_be_visible(timeout=30_000)
    held = seen.waiting[0]
    odi = {measure.id: share for measure, share in seen.reached}["odi"]
    assert len(odi.yes) == 1 and len(odi.no) + len(odi.missing) == 2
    numbers = {
        "/clinic?list=overdue.surgeon": seen.work["surgeon"].overdue,
        "/clinic?list=waiting.pain_specialist": seen.work["pain_specialist"].waiting,
        f"/clinic?list=held.{held.role}": len(held.tasks),
        "/clinic?list=not_assessed": 3,
        "/clinic?list=yes.odi": 1,
        "/patients?only=late": seen.attention.late,
        "/patients?only=flagged": 1,
    }
    for address, count in numbers.items():
        link = page.locator(f'a[href="{address}"]')
        expect(link).to_contain_text(str(count))
        link.click()
        expect(page).to_have_url(re.compile(re.escape(address)))
        rows(page, count)
        page.go_back()
        expect(page.get_by_role("heading", name="Work by role")).to_be_visible()
    page.get_by_role("radio", name="All", exact=True).click()
    expect(page.get_by_role("heading", name="All plans")).to_be_visible()
    expect(page).to_have_url(re.compile(r"period=all"))
    page.locator('a[href="/clinic?list=yes.odi&period=all"]').press("Enter")
    rows(page, 1)
    page.get_by_role("button", name="All figures").click()
    expect(page.get_by_role("heading", name="All plans")).to_be_visible()


def test_a_goal_gets_a_measure_a_target_and_a_day_and_is_taken_back(house: ServedClinic, open_page: OpenPage) -> None:
    page = house.visit(open_page("about:blank"), "/patient?id=V1", who="physical.therapist")
    ready(page)
    page.get_by_role("button", name="Add goal").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Goal in the person’s words").fill("Work in the garden *again*")
    form.get_by_label("Measure (optional)").click()
    page.get_by_role("option", name=re.compile("^ODI ")).click()
    form.get_by_role("button", name="Save goal").click()
    expect(form.get_by_text("A measure and its target value belong together")).to_be_visible()
    form.get_by_label("Target value").fill("10")
    form.get_by_role("button", name="Save goal").click()
    expect(form).to_be_hidden()
    expect(page.get_by_text("“Work in the garden *again*”")).to_be_visible()
    expect(page.get_by_text("10 points to go")).to_be_visible()
    goal = house.small.plan("PL-V1-01").goals[1]
    assert (goal.words, goal.measure, goal.target) == ("Work in the garden *again*", "odi", 10)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("“Work in the garden *again*”")).to_have_count(0)
    assert len(house.small.plan("PL-V1-01").goals) == 1


@pytest.mark.parametrize(
    ("path", "look"),
    [
        ("/clinic", DESKTOP),
        ("/clinic?list=overdue.surgeon", PHONE),
        ("/plan?id=PL-V1-01&held=yes", PHONE),
    ],
    ids=str,
)
def test_these_screens_fit_and_have_no_serious_fault(
    house: ServedClinic, open_page: OpenPage, path: str, look: Look
) -> None:
    page = house.visit(open_page("about:blank", look), path, who="coordinator")
    ready(page)
    expect(page.locator(".figures, .tasks").first).to_be_visible()
    if "held" in path:
        expect(page.get_by_role("heading", name="Proposed levelling")).to_be_visible()
    assert not scrolls_sideways(page)
    assert axe_faults(page, MAIN) == []
