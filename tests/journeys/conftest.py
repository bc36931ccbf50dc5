"""Opens the harness pages of this folder, and the screens of served clinics that several files walk through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from careplan.password import hashed
from tests.conftest import OpenPage, ServeApp
from tests.journeys.new_plan_page import NewPlanScreen
from tests.journeys.task_page import Visit, strip
from tests.journeys.work_page import PASSWORD, TODAY, Visitor, WorkHouse
from tests.looks import DESKTOP, Look
from tests.served_clinic import ServedClinic, served_clinic


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


@pytest.fixture
def new_plan(house: ServedClinic, open_page: OpenPage) -> NewPlanScreen:
    """The new-plan screen of a clinic without patients, and without a draft."""
    with house.small.clinic.store.writing() as records:
        for place in ("new_plan", "new_plan/discarded"):
            records.drafts.drop("primary.care", place)
    return NewPlanScreen(house, open_page)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[WorkHouse]:
    """A clinic whose plans begin a week before its day, and whose physical therapist has a password."""
    with served_clinic(tmp_path_factory.mktemp("my-work"), serve_app, day=TODAY) as clinic:
        with clinic.small.clinic.store.writing() as records:
            records.accounts.set_password("physical.therapist", hashed(PASSWORD))
        yield WorkHouse(clinic.small, clinic.served)


@pytest.fixture
def visitor(work: WorkHouse, open_page: OpenPage) -> Visitor:
    return Visitor(work, open_page)


@pytest.fixture
def plan_id(work: WorkHouse) -> str:
    """The plan of a new patient of that clinic."""
    return work.begin()
