"""A component whose script is fetched once: what is drawn while it is still on its way, and who asks for it again."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, Route, expect

from careplan.component_files import SCRIPTS, component_script
from tests.conftest import OpenPage
from tests.journeys.task_page import done, menu, row, strip

SLOW_SECONDS = 1.5
"""Long enough for several drawings of a page that draws itself anew each 0.3 s."""


def asked_scripts(page: Page) -> list[str]:
    """Return the list into which the paths of scripts come that `page` asks for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        path = urlsplit(request.url).path
        if path.startswith(SCRIPTS):
            asked.append(path)

    page.on("request", note)
    return asked


def test_drawings_that_were_overtaken_while_the_script_was_on_its_way_end_nothing(
    open_page: OpenPage, task_harness: str
) -> None:
    page = open_page("about:blank")

    def late(route: Route) -> None:
        time.sleep(SLOW_SECONDS)
        route.continue_()

    page.route(f"**{SCRIPTS}*", late)
    page.goto(f"{task_harness}/?shuffle=1")
    expect(row(page, "P-0074")).to_have_count(1)
    page.wait_for_timeout(1000)  # some drawings after the script has come
    expect(row(page, "P-0074")).to_have_count(1)
    done(page, "P-0074").focus()
    page.keyboard.press("Enter")
    expect(menu(page)).to_be_visible()


def test_the_script_is_asked_for_once_however_often_the_page_is_drawn(open_page: OpenPage, task_harness: str) -> None:
    page = open_page("about:blank")
    asked = asked_scripts(page)
    page.goto(f"{task_harness}/")
    expect(strip(page)).to_be_visible()
    for patient in ("P-0074", "P-0014"):
        done(page, patient).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(row(page, patient)).to_have_count(0)
    assert component_script("tasks").address in asked
    assert len(asked) == len(set(asked)), "a script was asked for twice"
