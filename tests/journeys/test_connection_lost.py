"""A server that goes away and comes back, in a real browser: one quiet line, and nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from careplan.task import Outcome
from tests.looks import SIZES
from tests.served_clinic import ServedClinic
from tests.serving import Served, serve_careplan
from tests.small_clinic import MONDAY, SmallClinic, open_small_clinic

PLAN = "PL-V3-01"
LOST = "Connection lost. What you have typed is still here."
SHUT = "Connection lost. Text is kept; nothing can be typed yet."
TRIES_MS = 20_000
"""Streamlit tries again after ever longer pauses."""
FIRST_DRAW_MS = 20_000


class Server:
    """A server on one port that can be ended hard and started again with the same records."""

    def __init__(self, home: Path) -> None:
        self._env = {"CAREPLAN_HOME": str(home), "CAREPLAN_TODAY": MONDAY.isoformat()}
        self.served = serve_careplan(env=self._env)

    def kill(self) -> None:
        self.served.process.kill()
        self.served.process.wait()

    def start(self) -> None:
        port = int(self.served.url.rpartition(":")[2])
        self.served: Served = serve_careplan(env=self._env, port=port)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallClinic]:
    clinic = open_small_clinic(tmp_path, day=MONDAY, in_file=True)
    clinic.begin("V3", "failed_fusion")
    yield clinic
    clinic.clinic.store.close()


@pytest.fixture
def server(small: SmallClinic) -> Iterator[Server]:
    running = Server(small.clinic.settings.home)
    yield running
    running.served.stop()


@pytest.fixture
def visit(small: SmallClinic, server: Server, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Pages that may say in their console that the server is gone."""
    house, context = ServedClinic(small, server.served), browser.new_context()
    yield lambda path, who="primary.care": house.visit(context.new_page(), path, who=who)
    context.close()


def _line(page: Page) -> Locator:
    return page.locator("#connection-lost")


def test_a_half_written_comment_outlives_a_server_that_was_gone(
    small: SmallClinic, server: Server, visit: Callable[..., Page]
) -> None:
    task = small.task(PLAN, "K02").id
    page = visit(f"/plan?id={PLAN}&task={task}")
    page.get_by_role("tab", name="Comments").click(timeout=FIRST_DRAW_MS)
    comment = page.get_by_role("textbox", name="Comment")
    comment.press_sequentially("Half a ")
    server.kill()
    expect(_line(page)).to_have_text(SHUT)
    expect(comment).to_be_disabled()
    with page.expect_console_message(lambda said: "not responding" in said.text, timeout=TRIES_MS):
        pass  # only now would Streamlit open its window
    expect(page.get_by_role("dialog").filter(visible=True)).to_have_count(1)
    expect(page.get_by_text("Connection error")).to_have_count(0)
    expect(comment).to_have_value("Half a ")
    server.start()
    expect(_line(page)).to_be_empty(timeout=TRIES_MS)
    expect(comment).to_be_focused()
    page.keyboard.type("comment")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Half a comment")).to_be_visible(timeout=FIRST_DRAW_MS)


def _tops(page: Page) -> list[float]:
    """Return where the row of screens and the dialogs begin, in px from above."""
    shown = "[...document.querySelectorAll('.screens, [role=dialog]')].filter(each => each.checkVisibility())"
    tops: list[float] = page.evaluate(f"() => {shown}.map(each => each.getBoundingClientRect().top)")
    return tops


def _foot(page: Page) -> float:
    """Return by how many px the end of a list is below the screen."""
    below: float = page.locator(".tasks .strip").evaluate("strip => strip.getBoundingClientRect().bottom - innerHeight")
    return below


@pytest.mark.parametrize("query", ["", "&task={task}"], ids=["a board", "a drawer"])
def test_the_line_has_a_place_of_its_own_where_nothing_is_covered_and_nothing_moves(
    small: SmallClinic, server: Server, visit: Callable[..., Page], query: str
) -> None:
    page = visit(f"/plan?id={PLAN}{query.format(task=small.task(PLAN, 'K02').id)}")
    ready = page.get_by_role("tab", name="Comments") if query else page.locator(".tasks .strip")
    expect(ready).to_be_visible(timeout=FIRST_DRAW_MS)
    sizes = [look.context()["viewport"] for look in SIZES]
    before = []
    for size in sizes:
        page.set_viewport_size(size)
        before.append(_tops(page))
        assert query or _foot(page) <= 0
    server.kill()
    expect(page.get_by_role("status").filter(has_text=SHUT if query else LOST)).to_be_visible()
    assert not _line(page).evaluate("line => Boolean(line.closest('[inert]'))")
    for size, stood in zip(sizes, before, strict=True):
        page.set_viewport_size(size)
        line = _line(page).bounding_box()
        assert line and stood and _tops(page) == stood
        assert line["y"] + line["height"] <= min(stood), "names of screens and whose task it is stay in sight"


def test_an_act_that_was_lost_and_tried_again_is_told_in_the_strip(
    small: SmallClinic, server: Server, visit: Callable[..., Page]
) -> None:
    notes = small.task(PLAN, "K03")
    page = visit(f"/plan?id={PLAN}", who="coordinator")
    page.clock.install()
    page.reload()
    line = page.locator(f".tasks li[data-id='{notes.id}']")
    expect(line).to_be_visible(timeout=FIRST_DRAW_MS)
    server.kill()
    line.get_by_role("button", name="Done", exact=True).click()
    page.locator(".panel").get_by_role("button", name="As planned").click()
    page.clock.fast_forward(16_000)
    strip = page.locator(".tasks .strip")
    expect(strip).to_contain_text("Not saved: the connection was lost.", timeout=TRIES_MS)
    expect(strip.get_by_role("button", name="Undo")).to_be_hidden()
    server.start()
    line.get_by_role("button", name="Try again").click()
    expect(line).to_have_count(0, timeout=FIRST_DRAW_MS)
    expect(strip).to_contain_text(f"As planned: {notes.title}, V3")
    assert small.task(PLAN, "K03").outcome is Outcome.AS_PLANNED


def test_what_is_pressed_without_a_connection_is_done_once_it_is_back(
    small: SmallClinic, server: Server, visit: Callable[..., Page]
) -> None:
    notes = small.task(PLAN, "K03")
    page = visit("/work", who="coordinator")
    line = page.locator(f".tasks li[data-id='{notes.id}']")
    expect(line).to_be_visible(timeout=FIRST_DRAW_MS)
    server.kill()
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(0)
    line.get_by_role("button", name="Done", exact=True).click()
    page.locator(".panel").get_by_role("button", name="As planned").click()
    expect(line).to_contain_text("Saving…")
    server.start()
    expect(line).to_have_count(0, timeout=TRIES_MS)
    expect(page.locator(".tasks .strip")).to_contain_text(f"As planned: {notes.title}, V3")
    assert small.task(PLAN, "K03").outcome is Outcome.AS_PLANNED


def test_a_drawer_that_is_asked_for_without_a_connection_opens_once_it_is_back(
    small: SmallClinic, server: Server, visit: Callable[..., Page]
) -> None:
    page = visit("/work", who="coordinator")
    line = page.locator(".tasks li").filter(has_text="Collect the baseline outcome set")  # it asks for scores
    expect(line).to_be_visible(timeout=FIRST_DRAW_MS)
    server.kill()
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(0)
    line.get_by_role("button", name="Done", exact=True).click()
    strip = page.locator(".tasks .strip")
    expect(strip).to_contain_text(
        "No connection. Once it is back, the task opens and asks for its answer; it is not done yet."
    )
    server.start()
    expect(page.get_by_role("dialog").get_by_role("tab", name="Comments")).to_be_visible(timeout=TRIES_MS)
    expect(strip).not_to_contain_text("No connection")


def test_a_page_that_opens_says_nothing(visit: Callable[..., Page]) -> None:
    page = visit("/work")
    expect(page.get_by_role("heading", name="My work")).to_be_visible(timeout=FIRST_DRAW_MS)
    page.wait_for_timeout(1800)
    expect(_line(page)).to_be_empty()
