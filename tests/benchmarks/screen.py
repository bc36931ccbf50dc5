"""screen: server CPU, messages and bytes of drawing a page again, with ten thousand and with a million tasks.

Each page is drawn over the WebSocket, as a browser asks for it, so that the figures are those of the server alone.
"Stock" is the same program started by `streamlit run` without the settings that lie beside app.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import psutil
from sqlalchemy import create_engine, func, select

from careplan.store.schema import task
from tests.benchmarks._filled import multiply
from tests.benchmarks._viewer import Drawing, Viewer
from tests.benchmarks.figure import Figure
from tests.serving import ROOT, Served, free_port, serve_careplan, serve_script

_RESTS: Final = 0.05
"""Seconds of CPU in a second that a server which has nothing to do may take."""
_STILL: Final = 5
"""Seconds in a row for which it must rest: checking a million rows, it may seem to for a moment."""
ROLE: Final = "surgeon"
MANY: Final = 1_000_000
PAGES: Final = {"My work": ("work", ""), "Plan board": ("plan", "id={plan}"), "New plan": ("new", "")}
WARM: Final = 5
TURNS: Final = 12
DRAWINGS: Final = 15
"""Drawings in a row at each turn."""

_BARE: Final = """import pandas as pd
import streamlit as st

st.button("Press")
st.dataframe(pd.DataFrame({"id": range(50), "title": ["Review the operation note"] * 50, "due": ["9 Mar 2026"] * 50}))
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A served app, the page of it that is drawn, and what a drawing of it must say."""

    served: Served
    page: str
    query: str
    role: str
    says: str


def run() -> list[Figure]:
    """Measure each page in turn with the bare page, stock settings and a large store."""
    with TemporaryDirectory() as folder, _served(Path(folder)) as (ours, stock, large, bare):
        plan = _sixty(Path(folder) / "ours" / "demo.db")
        return [figure for name in PAGES for figure in _of_page(name, plan, ours, stock, large, bare)]


def _of_page(name: str, plan: str, ours: Served, stock: Served, large: Served, bare: Served) -> list[Figure]:
    page, query = PAGES[name][0], PAGES[name][1].format(plan=plan)
    places = [Place(served, page, query, ROLE, "careplan") for served in (ours, stock, large)]
    (cpu, as_stock, at_many, of_bare), drawn = _measured([*places, Place(bare, "", "", "", "Press")])
    what = f"{name}, one drawing"
    return [
        Figure(f"screen {page} stock", f"{what} / with stock settings, server CPU", cpu, as_stock, 0.25),
        Figure(f"screen {page} bare", f"{what} / a bare page of 50 rows, server CPU", cpu, of_bare, 2.5),
        Figure(f"screen {page} 1M", f"{what} at 1M tasks / a bare page of 50 rows, server CPU", at_many, of_bare, 2.5),
        Figure(f"screen {page} messages", f"{what}, messages sent", drawn.messages, 60, 1, unit=""),
        Figure(f"screen {page} size", f"{what}, bytes sent", drawn.size / 1000, 60, 1, unit="kB"),
    ]


def _measured(places: list[Place]) -> tuple[list[float], Drawing]:
    """Return the CPU of a drawing of each place in ms, taken in turn, and the last drawing of the first place."""
    times: list[list[float]] = [[] for _ in places]
    last: Drawing | None = None
    viewers = [Viewer(place.served.url, place.page, place.query, role=place.role) for place in places]
    try:
        for turn in range(TURNS + 1):
            for place, viewer, taken in zip(places, viewers, times, strict=True):
                spent, drawn = _drawings(place, viewer, WARM if turn == 0 else DRAWINGS)
                if turn:
                    taken.append(spent)
                last = drawn if place is places[0] else last
    finally:
        for viewer in viewers:
            viewer.close()
    assert last is not None
    return [median(taken) for taken in times], last


def _drawings(place: Place, viewer: Viewer, many: int) -> tuple[float, Drawing]:
    clock = _clock_of(place.served.process.pid)
    before = time.clock_gettime(clock)
    for _ in range(many):
        drawn = viewer.draw()
        assert place.says in drawn.text, f"{place.page} does not say {place.says}"
    return (time.clock_gettime(clock) - before) / many * 1000, drawn


def _clock_of(pid: int) -> int:
    """Return the clock of all the processor's time that a process took, in ns (clock_getcpuclockid of Linux).

    `psutil` tells it in steps of ten ms: two thirds of a ms a drawing, a sixth of the bare page.
    """
    return (~pid << 3) | 2


@contextmanager
def _served(folder: Path) -> Iterator[tuple[Served, Served, Served, Served]]:
    """Serve the demo clinic, the same with stock settings, the same among a million tasks, and a bare page."""
    started: list[Served] = []
    try:
        _make(folder / "ours")
        shutil.copytree(folder / "ours", folder / "large")
        shutil.copytree(folder / "ours", folder / "stock")
        multiply(folder / "large" / "demo.db", MANY)
        started.append(serve_careplan(command="demo", env={"CAREPLAN_HOME": str(folder / "ours")}))
        started.append(_stock(folder / "stock"))
        started.append(serve_careplan(command="demo", env={"CAREPLAN_HOME": str(folder / "large")}))
        script = folder / "bare.py"
        script.write_text(_BARE, encoding="utf-8")
        started.append(serve_script(script))
        for served in started:
            _settled(served)
        yield started[0], started[1], started[2], started[3]
    finally:
        for served in started:
            served.stop()


def _settled(served: Served) -> None:
    """Wait until a server rests: after the start it verifies every record, which is no part of a drawing."""
    process = psutil.Process(served.process.pid)
    still = 0
    while still < _STILL:
        before = sum(process.cpu_times()[:2])
        time.sleep(1)
        still = still + 1 if sum(process.cpu_times()[:2]) - before < _RESTS else 0


def _make(home: Path) -> None:
    """Make the demo clinic in a process of its own, since a clinic that is served has mostly been made before."""
    line = [sys.executable, "-m", "careplan", "demo", "--no-serve"]
    subprocess.run(line, env={**os.environ, "CAREPLAN_HOME": str(home)}, cwd=ROOT, check=True, capture_output=True)


def _stock(home: Path) -> Served:
    """Serve the demo clinic as `streamlit run` does, from a folder without our settings."""
    shutil.copy(ROOT / "app.py", home / "app.py")
    port = free_port()
    line = [sys.executable, "-m", "streamlit", "run", str(home / "app.py"), "--server.port", str(port)]
    line += ["--server.address", "127.0.0.1", "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    env = {"CAREPLAN_HOME": str(home), "CAREPLAN_DATABASE": str(home / "demo.db"), "PYTHONPATH": str(ROOT)}
    return Served(line, port=port, health="/health", ready="", env=env, cwd=home)


def _sixty(database: Path) -> str:
    """Return the plan of the demo clinic whose number of tasks is nearest to sixty."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        found = connection.execute(select(task.c.plan, func.count()).group_by(task.c.plan)).all()
    engine.dispose()
    return str(min(found, key=lambda each: abs(each[1] - 60))[0])
