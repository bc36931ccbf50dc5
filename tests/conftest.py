"""Fixtures for every test: a browser, servers, and pages that may not reach beyond this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser import FLAGS, NoBrowser, find_or_get
from tests.contexts import Context, Contexts
from tests.engines import Engines, Postgresql
from tests.looks import DESKTOP, SIZES, Look
from tests.private_postgresql import Cluster, NoPostgresql
from tests.queries_run import Ran
from tests.served_clinic import ServedClinic, served_clinic
from tests.serving import Served, serve_careplan, serve_harness

settings.register_profile("careplan", deadline=None)  # how long a thing takes is for the benchmarks to say
settings.load_profile("careplan")
expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, and only a failing test waits that long

_running = pytest.StashKey[list[Served]]()


class ServeApp(Protocol):
    """Starts a server that is stopped when the tests end."""

    def __call__(self, script: Path | None = None, *arguments: str, **env: str) -> Served:
        """Start `careplan serve` with `arguments`, or the `script` of a harness; `env` adds to its environment."""
        ...


class OpenPage(Protocol):
    """Opens an address in a browser context of its own."""

    def __call__(self, url: str, look: Look = DESKTOP, *, clock: bool = False) -> Page:
        """Open `url` in this look; `clock` puts the page's timers into the test's hands."""
        ...


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """The whole run is shared by the processors, up to four; a part of it, named by files, runs in this process."""
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        return min(os.cpu_count() or 1, 4)
    config.option.dist = "no"
    return 0


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--on postgresql`: every clinic of the tests is in a PostgreSQL of their own, not in memory or a file."""
    parser.addoption("--on", choices=["sqlite", "postgresql"], default="sqlite", help="where clinics are kept")
    parser.addoption("--ran", type=Path, help="a file for which lines of the store spoke to PostgreSQL")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this process; it ends with it."""
    try:
        cluster = Cluster()
    except NoPostgresql as missing:
        pytest.fail(str(missing), pytrace=False)
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session", autouse=True)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """What `--on` asks for, as long as the tests last."""
    ran, file = Ran(), request.config.getoption("--ran")
    if file:
        ran.begin()
    if request.config.getoption("--on") == "postgresql":
        Engines.postgresql = Postgresql(request.getfixturevalue("cluster"))
    yield
    Engines.postgresql = None
    if file:
        ran.write(file)


@pytest.fixture(scope="module", autouse=True)
def _of_a_file() -> Iterator[None]:
    """Give the databases of a file of tests back."""
    yield from _given_back()


@pytest.fixture(autouse=True)
def _of_a_test() -> Iterator[None]:
    """Give the databases of a test back."""
    yield from _given_back()


def _given_back() -> Iterator[None]:
    taken = Engines.postgresql.taken if Engines.postgresql else 0
    yield
    if Engines.postgresql:
        Engines.postgresql.give_back(taken)


@pytest.fixture(scope="session")
def browser_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Chromium of the browser tests; without one they fail with the sentence that says what to install."""
    shared = tmp_path_factory.getbasetemp().parent  # by all processes of one run
    try:
        with FileLock(shared / "browser.lock"):  # only the first gets one where there is none
            return find_or_get()
    except NoBrowser as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_path: Path) -> dict[str, Any]:
    """What pytest-playwright starts its browser with."""
    return {**browser_type_launch_args, "executable_path": str(browser_path), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def serve_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeApp]:
    """Servers that live until the tests end, each with an empty CAREPLAN_HOME unless `env` names one."""
    running = request.config.stash.setdefault(_running, [])

    def start(script: Path | None = None, *arguments: str, **env: str) -> Served:
        env.setdefault("CAREPLAN_HOME", str(tmp_path_factory.mktemp("home")))
        served = serve_harness(script, env=env) if script else serve_careplan(arguments, env=env)
        running.append(served)
        return served

    yield start
    for served in running:
        served.process.terminate()  # all at once, so that they end side by side
    while running:
        running.pop().stop()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, serve_app: ServeApp) -> Iterator[ServedClinic]:
    """A clinic with a team and no patient, on Monday 2 March 2026, and its server: each file has its own."""
    with served_clinic(tmp_path_factory.mktemp("house"), serve_app) as house:
        yield house


@pytest.fixture(params=SIZES, ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    """Each size that every screen must hold: 1440 and 390 px; `axe_faults` looks at both colour schemes of it."""
    chosen: Look = request.param
    return chosen


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Contexts:
    """Browser contexts, each used by one test after another."""
    return Contexts(browser)


@pytest.fixture
def open_page(contexts: Contexts) -> Iterator[OpenPage]:
    """Pages that may ask no other machine, nor fail in a script, nor be refused what they load: each fails the test."""
    taken: list[Context] = []

    def open_one(url: str, look: Look = DESKTOP, *, clock: bool = False) -> Page:
        taken.append(contexts.take(look))
        page = taken[-1].new_page(clock=clock)
        page.goto(url)
        return page

    yield open_one
    assert [fault for context in taken for fault in contexts.give_back(context)] == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Show what the servers printed beside the test that failed."""
    report = yield
    if report.failed:
        for served in item.config.stash.get(_running, []):
            report.sections.append((f"server {served.url}", served.log()[-4000:]))
    return report
