"""Where things are on the harness page of the task list, and how it is opened. Page: harness_tasks.py."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

from tests.looks import DESKTOP, Look

CT = "CT to assess fusion, thin slices with metal-artefact reduction"
"""Title of T-000002, the second row; its patient is P-0074."""


class Visit(Protocol):
    """Opens the page of the harness as its query says."""

    def __call__(self, query: str = "", look: Look = DESKTOP, *, clock: bool = False) -> Page: ...


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=text)


def done(page: Page, text: str) -> Locator:
    return row(page, text).get_by_role("button", name="Done", exact=True)


def menu(page: Page) -> Locator:
    return page.get_by_role("dialog")


def outcome(page: Page, name: str) -> Locator:
    return menu(page).get_by_role("button", name=name, exact=True)


def strip(page: Page) -> Locator:
    return page.locator(".tasks .strip")


def acts(page: Page) -> Locator:
    return page.get_by_text("act: ")
