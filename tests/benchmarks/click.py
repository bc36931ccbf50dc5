"""click: from a press to the changed screen in a real Chromium, against a bare page in the same run.

Done in My work goes through the whole act: server, permission, plan, events and a durable commit.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from careplan.catalogue import load, template_set
from careplan.clinic import Clinic
from careplan.clock import Clock
from careplan.coordination.planning import create_plan
from careplan.demo import make
from careplan.intake import read_intake
from careplan.settings import Settings, database_url
from careplan.store import Store
from tests.benchmarks.figure import Figure
from tests.browser import FLAGS, find_or_get
from tests.serving import Served, serve_careplan, serve_script
from tests.small_clinic import PEOPLE, VIGNETTES

ROLE: Final = "Enter as physical therapist"
WARM: Final = 3
CLICKS: Final = 15
COPIES: Final = 12
REST_MS: Final = 800
"""Between two presses: a row that has just moved takes none for half a second."""

_BARE: Final = """import streamlit as st

st.session_state.setdefault("pressed", 0)
if st.button("Press"):
    st.session_state["pressed"] += 1
st.text(f"Pressed {st.session_state['pressed']} times")
"""
_PRESS_BARE: Final = """async () => {
  const text = () => document.querySelector("[data-testid=stText]").textContent;
  const before = text(), button = document.querySelector("[data-testid=stBaseButton-secondary]");
  const changed = new Promise((seen) => {
    const watch = new MutationObserver(() => text() !== before && (watch.disconnect(), seen(performance.now())));
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const begun = performance.now();
  button.click();
  return (await changed) - begun;
}"""
_LIST: Final = """
  const roots = [...document.querySelectorAll("*")].map((one) => one.shadowRoot);
  const root = roots.find((one) => one?.querySelector(".tasks"));
  const rows = () => [...root.querySelectorAll("li[data-id]")];
  const changedWhen = (is) => new Promise((seen) => {
    const watch = new MutationObserver(() => is() && (watch.disconnect(), seen(performance.now())));
    watch.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  });
"""
_DONE: Final = f"""async () => {{{_LIST}
  const row = rows().find((one) => one.querySelector(".done")?.hasAttribute("aria-expanded"));  // asks nothing
  const {{ id }} = row.dataset, many = rows().length;
  row.querySelector(".done").click();
  const gone = changedWhen(() => !root.querySelector(`li[data-id="${{id}}"]`));
  const begun = performance.now();
  root.querySelector("[data-act=as_planned]").click();
  return [(await gone) - begun, many];
}}"""
_FILTER: Final = f"""async () => {{{_LIST}
  const many = rows().length;
  const chips = roots.flatMap((one) => [...(one?.querySelectorAll("[role=radio]") ?? [])]);
  const wanted = chips.find((one) => one.textContent.startsWith("NAME"));
  const changed = changedWhen(() => rows().length !== many);
  const begun = performance.now();
  wanted.click();
  return [(await changed) - begun, many];
}}"""


def run() -> list[Figure]:
    """Measure both screens, each press in turn with one on the bare page."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder) / "bare.py"
        script.write_text(_BARE, encoding="utf-8")
        _with_more_work(Path(folder))
        served = serve_careplan(command="demo", env={"CAREPLAN_HOME": folder})
        bare = serve_script(script)
        browser = playwright.chromium.launch(executable_path=str(find_or_get()), args=list(FLAGS))
        try:
            return _figures(browser, served, bare)
        finally:
            browser.close()
            served.stop()
            bare.stop()


def _with_more_work(home: Path) -> None:
    """Make the demo clinic with so many more plans that a list of My work is full from the first press to the last."""
    settings = Settings(home=home)
    place = database_url(str(home / "demo.db"))
    make(place, settings=settings, fresh=False)
    catalogue, store = load(), Store.open(place, home=home)
    clinic = Clinic(store, catalogue, template_set(catalogue), Clock(None, settings.today), settings)
    for copy in range(COPIES):
        for name, cause in (("V1", "scar_tissue"), ("V2", "failed_fusion"), ("V3", "recurrent_disc")):
            text = (VIGNETTES / f"{name}.json").read_text().replace(f'"{name}"', f'"{name}{copy}"')
            intake = read_intake(text, clinic.content, today=clinic.today())
            actor = PEOPLE["primary.care"]
            create_plan(clinic, intake, (cause,), actor=actor, red_flags_answered=True, reason="As discussed")
    store.close()


def _figures(browser: Browser, served: Served, bare: Served) -> list[Figure]:
    plain = _page(browser, bare.url, "stText")
    work = _signed_in(browser, served, "/work?show=all")
    board = _signed_in(browser, served, "/plan?id=PL-0002-01&show=all")
    filters = [_FILTER.replace("NAME", name) for name in ("Open", "All")]
    ours, of_bare, rows = _in_turn(lambda _: work.evaluate(_DONE), plain)
    filtered, of_bare_again, _ = _in_turn(lambda turn: board.evaluate(filters[turn % 2]), plain)
    return [
        Figure("click done", f"Done in My work ({rows} rows) to row gone / a bare page", ours, of_bare, 2),
        Figure("click filter", "a filter on the board to changed rows / a bare page", filtered, of_bare_again, 2),
    ]


def _in_turn(press: Callable[[int], list[float]], plain: Page) -> tuple[float, float, int]:
    """Return the median of our presses, that of the bare page in ms, and how many rows the list had at the first."""
    ours: list[float] = []
    bare: list[float] = []
    rows = 0
    for turn in range(WARM + CLICKS):
        plain.wait_for_timeout(REST_MS)
        taken, many = press(turn)
        ours.append(taken)
        rows = rows or int(many)
        bare.append(plain.evaluate(_PRESS_BARE))
    return median(ours[WARM:]), median(bare[WARM:]), rows


def _page(browser: Browser, url: str, shows: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(url)
    page.get_by_test_id(shows).first.wait_for()
    return page


def _signed_in(browser: Browser, served: Served, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{served.url}{address}")
    page.get_by_role("button", name=ROLE).click()
    page.locator(".tasks li[data-id]").first.wait_for()
    return page
