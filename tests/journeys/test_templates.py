"""Reading and comparing templates in a browser (the compare half of A24)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage, ServeApp
from tests.looks import PHONE, Look, axe_faults, scrolls_sideways
from tests.serving import ROOT

VIEWS = ("", "?key=scar_tissue&task=SC05", "?key=scar_tissue&compare=recurrence")


@pytest.fixture(scope="module")
def templates_url(serve_app: ServeApp) -> str:
    script = Path(__file__).with_name("harness_templates.py")
    return serve_app(script, PYTHONPATH=str(ROOT)).url


def heading(page: Page, name: str, level: int = 1) -> None:
    expect(page.get_by_role("heading", name=name, level=level, exact=True)).to_be_visible()


def test_from_the_list_to_a_task_and_back(open_page: OpenPage, templates_url: str) -> None:
    page = open_page(templates_url)
    page.get_by_role("link", name="Scar tissue", exact=True).click()
    heading(page, "Scar tissue")
    expect(page).to_have_url(re.compile(r"\?key=scar_tissue$"))
    task = page.locator("details.task[data-task=SC01]")
    expect(task.get_by_text("Done when")).to_be_hidden()
    task.locator("summary").click()
    expect(task.get_by_text("Screen for red flags")).to_be_visible()
    source = task.get_by_role("link").first
    expect(source).to_have_attribute("href", re.compile("^https://"))
    expect(source).to_have_attribute("rel", re.compile("noopener"))
    page.get_by_role("button", name="All templates").click()
    heading(page, "Templates")
    expect(page).to_have_url(re.compile(r"/[^?]*$"))


def test_a_phase_folds_by_keyboard(open_page: OpenPage, templates_url: str) -> None:
    page = open_page(f"{templates_url}/?key=scar_tissue")
    phase = page.locator("details.phase[data-phase=evaluate]")
    row = phase.locator("summary .name").first
    expect(row).to_be_visible()
    phase.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(row).to_be_hidden()


def test_a_shared_address_opens_the_task(open_page: OpenPage, templates_url: str) -> None:
    page = open_page(f"{templates_url}/?key=scar_tissue&task=SC05")
    task = page.locator("details.task[data-task=SC05]")
    expect(task.get_by_text("Ten sessions offered")).to_be_in_viewport()


def test_two_templates_compared_mark_both_only_one_and_what_differs(open_page: OpenPage, templates_url: str) -> None:
    page = open_page(f"{templates_url}/?key=scar_tissue")
    page.get_by_role("combobox", name="Compare with").click()
    page.get_by_role("option", name="Recurrence", exact=True).click()
    heading(page, "Scar tissue and Recurrence")
    expect(page).to_have_url(re.compile(r"\?key=scar_tissue&compare=recurrence$"))
    summary = page.get_by_role("list", name="Summary")
    expect(summary.get_by_role("listitem")).to_have_text(
        ["3 in both", "2 of them different", "13 only in Scar tissue", "17 only in Recurrence"]
    )
    pair = page.locator("li.pair").filter(has_text="MRI of the lumbar spine")
    expect(pair.get_by_text("Different day", exact=True)).to_be_visible()
    expect(pair).to_contain_text("different: 21 days after the start (7 to 28)")
    expect(pair).to_contain_text("different: 14 days after the start (2 to 21)")
    expect(pair.locator("svg[data-drawn=differs]").first).to_be_visible()
    only = page.locator(".only").filter(has_text="Only in Scar tissue").first
    expect(only.get_by_text("Rule out a compression")).to_be_visible()
    page.reload()
    heading(page, "Scar tissue and Recurrence")
    page.get_by_role("link", name="X-rays with flexion and extension").click()
    heading(page, "Recurrence")
    expect(page.locator("details.task[data-task=RC02]")).to_have_attribute("open", "")
    page.go_back()
    heading(page, "Scar tissue and Recurrence")
    expect(page.get_by_role("combobox", name="Compare with")).to_have_value("Recurrence")


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_holds_in_each_size_and_scheme(
    open_page: OpenPage, templates_url: str, view: str, look: Look
) -> None:
    page = open_page(f"{templates_url}/{view}", look)
    expect(page.locator(".library h2").first).to_be_visible()
    assert page.get_by_role("heading", level=1).count() == 1
    assert not scrolls_sideways(page)
    assert axe_faults(page) == []


def test_rows_of_a_phone_are_tall_enough_for_fingers(open_page: OpenPage, templates_url: str) -> None:
    page = open_page(f"{templates_url}/?key=scar_tissue", PHONE)
    for summary in page.locator("summary").all():
        box = summary.bounding_box()
        assert box is not None and box["height"] >= 44
