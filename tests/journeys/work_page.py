"""My work of a served clinic, with the drawer of a task: who visits it, and where things are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from playwright.sync_api import Locator, Page, expect

from tests.conftest import OpenPage
from tests.journeys.task_page import strip
from tests.looks import DESKTOP, Look
from tests.served_clinic import ServedClinic
from tests.small_clinic import MONDAY

TODAY = date(2026, 3, 9)
PASSWORD = "four words are enough"
"""Of the physical therapist."""
FIRST_DRAW_MS = 20_000
"""A server that has just started imports and compiles while it draws for the first time."""
_numbers = count(101)


class WorkHouse(ServedClinic):
    """A served clinic, and what is done in it from behind."""

    def begin(self, vignette: str = "V2", cause: str = "failed_fusion") -> str:
        """Open the plan of a new patient a week ago and return its id."""
        return self.small.on(MONDAY).begin(vignette, cause, patient=f"P-{next(_numbers):04}").plan_id


@dataclass(frozen=True)
class Visitor:
    """Opens pages of that clinic, signed in or not."""

    house: WorkHouse
    open_page: OpenPage

    def __call__(self, who: str, path: str = "/work", look: Look = DESKTOP) -> Page:
        page = self.house.visit(self.open_page("about:blank", look), path, who=who)
        expect(strip(page)).to_be_visible(timeout=FIRST_DRAW_MS)
        return page

    def sign_in(self, who: str, path: str) -> Page:
        """Open an address signed out, and sign in where that leads."""
        page = self.open_page(f"{self.house.served.url}{path}")
        page.get_by_label("Name").fill(who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(strip(page)).to_be_visible(timeout=FIRST_DRAW_MS)
        return page


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog").filter(has=page.get_by_role("tab"))


def enter_day(place: Locator, label: str, day: str) -> None:
    """Type an ISO day into a date field, part by part, as its keyboard does."""
    for part, digits in zip(("year", "month", "day"), day.split("-"), strict=True):
        place.get_by_role("spinbutton", name=f"{part}, {label}").press_sequentially(digits)


def drawn(page: Page) -> None:
    """Wait until what was entered has been drawn: the server then says that no script runs."""
    page.wait_for_timeout(500)  # until it has begun
    expect(page.locator("[data-test-script-state=running]")).to_have_count(0, timeout=FIRST_DRAW_MS)


def patient_of(plan_id: str) -> str:
    return plan_id.removeprefix("PL-").join(("P-", "")).rsplit("-", 1)[0]
