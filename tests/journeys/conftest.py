"""Opens the harness pages of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import OpenPage, ServeApp
from tests.journeys.task_page import Visit, strip
from tests.looks import DESKTOP, Look


@pytest.fixture(scope="session")
def task_harness(serve_app: ServeApp) -> str:
    """Address of a page with the task list and rows in memory."""
    return serve_app(Path(__file__).with_name("harness_tasks.py")).url


@pytest.fixture
def visit(open_page: OpenPage, task_harness: str) -> Visit:
    """Open that page as its query says; each visit begins with fresh rows."""

    def open_harness(query: str = "", look: Look = DESKTOP, *, clock: bool = False) -> Page:
        page = open_page(f"{task_harness}/?{query}", look, clock=clock)
        expect(strip(page)).to_be_visible()
        return page

    return open_harness
