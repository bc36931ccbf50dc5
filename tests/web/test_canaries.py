"""Nobody receives a byte of another team's patients: not in a frame, a list, a count, a file or an answer (P5, P20)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from careplan.coordination.calendar_address import make_calendar_address
from careplan.errors import NOT_HERE
from tests.conftest import ServeApp
from tests.looks import DESKTOP
from tests.served_clinic import ServedClinic, served_clinic
from tests.small_clinic import MONDAY
from tests.web.canaries import Canaries
from tests.web.frames import Received

PEOPLE_AT_ONCE = 6


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[ServedClinic]:
    with served_clinic(tmp_path_factory.mktemp("ward"), serve_app) as ward:
        yield ward


@pytest.fixture(scope="module")
def teams(ward: ServedClinic) -> list[Canaries]:
    return [Canaries(ward.small, f"Q{number}", f"P-70{number}0") for number in range(PEOPLE_AT_ONCE)]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Opens a page in a browser of its own."""
    contexts: list[BrowserContext] = []

    def new() -> Page:
        contexts.append(browser.new_context(**DESKTOP.context()))
        return contexts[-1].new_page()

    yield new
    for context in contexts:
        context.close()


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()


def exported(page: Page, button: str) -> bytes:
    with page.expect_download() as begun:
        page.get_by_role("button", name=button, exact=True).click()
    return Path(begun.value.path()).read_bytes()


def test_no_screen_list_count_file_or_frame_has_another_teams_patient(
    ward: ServedClinic, teams: list[Canaries], new_page: Callable[[], Page]
) -> None:
    mine, theirs = teams[:2]
    page, url = new_page(), ward.served.url
    received = Received(page)
    foreign = set(theirs.words) - {theirs.patient_id}  # the address names that one, and the browser sends it back
    ward.visit(page, "/work", who=mine.person.id)
    heading(page, "My work")
    files = [exported(page, "Export CSV")]
    page.goto(f"{url}/patients")
    heading(page, "Patients")
    page.get_by_label("Search").fill(theirs.words[3])
    page.get_by_label("Search").press("Enter")
    expect(page.get_by_text("No patient matches.")).to_be_visible()
    assert received.found({theirs.patient_id}) == set(), "no list names the patient"
    for path in (
        f"/patient?id={theirs.patient_id}",
        f"/outcomes?patient={theirs.patient_id}",
        f"/plan?id={theirs.plan_id}",
        f"/plan?id={theirs.plan_id}&task={theirs.task_id}",
        f"/audit?patient={theirs.patient_id}",
        f"/work?task={theirs.task_id}",
        f"/review?team={theirs.team}&date={MONDAY.isoformat()}&view=minutes",
    ):
        page.goto(f"{url}{path}")
        expect(page.get_by_text(NOT_HERE)).to_be_visible()
    page.goto(f"{url}/review?date={MONDAY.isoformat()}&case={theirs.plan_id}")
    expect(page.get_by_text(mine.patient_id, exact=True)).to_be_visible()
    for typed in (theirs.patient_id, "P-7099"):
        page.goto(f"{url}/new")
        page.get_by_label("Patient", exact=True).fill(typed)
        expect(page.get_by_text("new patient", exact=True)).to_be_visible()
    page.goto(f"{url}/patient?id={mine.patient_id}")
    expect(page.get_by_text(mine.shown).first).to_be_visible()
    files.append(exported(page, "Export CSV"))
    calendar = make_calendar_address(ward.small.clinic, actor=mine.person)
    files.append(page.request.get(f"{url}/calendar/{calendar}.ics").body())
    assert mine.patient_id.encode() in files[-1]
    assert received.frames > 10
    assert received.found(foreign, *files) == set()
    assert received.found(mine.words[:2], *files) == set(mine.words[:2]), "the search itself finds what is there"


def test_a_leak_is_noticed(ward: ServedClinic, teams: list[Canaries], new_page: Callable[[], Page]) -> None:
    """The checker itself: what one team's browser receives is found when it is looked for."""
    theirs, page = teams[1], new_page()
    received = Received(page)
    ward.visit(page, f"/plan?id={theirs.plan_id}&task={theirs.task_id}", who=theirs.person.id)
    expect(page.get_by_role("dialog").get_by_text(theirs.words[2])).to_be_visible()
    assert received.found(theirs.words) >= {theirs.words[1], theirs.words[2], theirs.patient_id}


PATIENT, PLAN = "/patient?id={0.patient_id}", "/plan?id={0.plan_id}&view=table"


@pytest.mark.parametrize("paths", [(PLAN,), pytest.param((PATIENT, PLAN) * 10, marks=pytest.mark.long)])
def test_six_people_at_once_receive_each_their_own(
    ward: ServedClinic, teams: list[Canaries], new_page: Callable[[], Page], paths: tuple[str, ...]
) -> None:
    pages = [new_page() for _ in teams]
    received = [Received(page) for page in pages]
    for page, team in zip(pages, teams, strict=True):
        ward.let_in(page, who=team.person.id)
    for path in paths:
        for page, team in zip(pages, teams, strict=True):
            page.goto(ward.served.url + path.format(team), wait_until="commit")
        for page, team in zip(pages, teams, strict=True):
            heading(page, re.compile(re.escape(team.patient_id.replace("-", "\N{NON-BREAKING HYPHEN}"))))
            expect(page.get_by_text(team.words[1]).first).to_be_attached()
    for mine, team in zip(received, teams, strict=True):
        others = {word for other in teams if other is not team for word in other.words}
        assert mine.found(others) == set()
        assert mine.found({team.words[1], team.patient_id}) == {team.words[1], team.patient_id}
