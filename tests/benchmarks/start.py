"""start: `import careplan` against `import pydantic`; `careplan serve` to healthy against a bare `streamlit run`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.figure import Figure, alternating
from tests.serving import Served, serve_careplan, serve_script

_BARE = "import streamlit as st\n\nst.button('Press')\n"


def run() -> list[Figure]:
    """Measure both, each pair in turn."""
    return [*_imports(), _serving()]


def _imports() -> list[Figure]:
    def importing(name: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", f"import {name}"], check=True)

    ours, reference = alternating(importing("careplan"), importing("pydantic"), rounds=9)
    commands, _ = alternating(importing("careplan.cli"), importing("pydantic"), rounds=9)
    return [
        Figure("start import", "import careplan / import pydantic, in a new process", ours, reference, 2),
        Figure("start import cli", "import careplan.cli / import pydantic, in a new process", commands, reference, 2),
    ]


def _serving() -> Figure:
    with TemporaryDirectory() as folder:
        home, script = Path(folder) / "home", Path(folder) / "bare.py"
        script.write_text(_BARE, encoding="utf-8")
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(6):
            ours.append(_healthy_after(serve_careplan(env={"CAREPLAN_HOME": str(home)})))
            bare.append(_healthy_after(serve_script(script, cwd=Path(folder))))
    what = "careplan serve to healthy / bare streamlit run to healthy"
    return Figure("start serve", what, median(ours[1:]), median(bare[1:]), 1.5)


def _healthy_after(served: Served) -> float:
    """Return the ms from start to the first healthy answer, and stop the server."""
    served.stop()
    return served.seconds * 1000
