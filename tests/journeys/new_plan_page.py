"""The new-plan screen of a served clinic: where things are on it, and a hand that counts its clicks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.conftest import OpenPage
from tests.looks import DESKTOP, Look
from tests.served_clinic import ServedClinic


@dataclass(frozen=True)
class NewPlanScreen:
    """A clinic with a team, and a way to its empty form."""

    house: ServedClinic
    open_page: OpenPage

    def visit(self, look: Look = DESKTOP) -> Page:
        """Open the screen as the primary care doctor."""
        page = self.house.visit(self.open_page("about:blank", look), "/new", who="primary.care")
        expect(page.get_by_role("heading", name="Plan preview")).to_be_visible(timeout=30_000)
        return page

    def patients(self) -> int:
        """Return how many patients have a plan."""
        with self.house.small.clinic.store.reading() as records:
            return sum(records.patients.exists(f"P-{number:04}") for number in range(1, 30))


@dataclass
class Hand:
    """One person at the screen. A click is one press; typing and the Tab key are none (PRODUCT 2)."""

    page: Page
    clicks: int = 0

    def press(self, name: str) -> None:
        """Press the button with this name."""
        self._click(self.page.get_by_role("button", name=name, exact=True))

    def press_flag(self, name: str) -> None:
        """Press the red flag with this name, which stands under the words of its question."""
        self._click(self.page.locator(".chip").filter(has=self.page.locator(".small").get_by_text(name, exact=True)))

    def tick(self, name: str, *, on: bool = True) -> None:
        """Tick a box, or untick it."""
        box = self.page.get_by_role("checkbox", name=name, exact=True)
        expect(box).to_be_checked(checked=not on)
        self._click(box)

    def write(self, label: str, text: str) -> None:
        """Click into a field and write; the answer of the server is waited for."""
        field = self.page.get_by_label(label, exact=True).first
        self._click(field)
        field.fill(text)
        field.blur()
        settled(self.page)

    def choose(self, label: str, option: str) -> None:
        """Open a list and choose."""
        self.clicks += 2
        self.page.get_by_label(label, exact=True).select_option(option)
        settled(self.page)

    def _click(self, place: Locator) -> None:
        place.click()
        self.clicks += 1
        settled(self.page)


def settled(page: Page) -> None:
    """Wait until everything that was entered is saved."""
    expect(page.locator("[data-part=saved]").filter(has_text="aving…")).to_have_count(0)


def causes(page: Page) -> list[str]:
    """Return the suspected causes in order, each with its words."""
    return [re.sub(r"\s*Why$", "", text) for text in page.locator(".cause-head").all_inner_texts()]


def first_cause(page: Page) -> Locator:
    return page.locator(".cause").first


def task(page: Page, title: str) -> Locator:
    return page.locator(".task").filter(has_text=title)


def create(page: Page) -> Locator:
    return page.get_by_role("button", name="Create plan", exact=True)


def created(page: Page) -> str:
    """Wait until the screen of the new plan is there and return its id."""
    page.wait_for_url("**/patient?id=P-*")
    expect(page.get_by_role("status").filter(has_text="assigned to")).to_be_visible(timeout=30_000)
    return f"PL-{page.url.split('id=P-')[1]}-01"
