"""start: `import careplan` against `import pydantic`; `careplan serve` to healthy against a bare `streamlit run`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmarks.figure import Figure, alternating
from tests.serving import Served, serve_careplan, serve_script

_OPEN: Final = 2.5
"""A bound of our own: healthy is whoever answers, open is who has also imported the store and read every template."""
_BARE = "import streamlit as st\n\nst.button('Press')\n"


def run() -> list[Figure]:
    """Measure both, each pair in turn."""
    return [*_imports(), *_serving()]


def _imports() -> list[Figure]:
    def importing(name: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", f"import {name}"], check=True)

    ours, reference = alternating(importing("careplan"), importing("pydantic"), rounds=9)
    commands, _ = alternating(importing("careplan.cli"), importing("pydantic"), rounds=9)
    return [
        Figure("start import", "import careplan / import pydantic, in a new process", ours, reference, 2),
        Figure("start import cli", "import careplan.cli / import pydantic, in a new process", commands, reference, 2),
    ]


def _serving() -> list[Figure]:
    with TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(_BARE, encoding="utf-8")
        ours: list[Served] = []
        bare: list[Served] = []
        for _ in range(6):
            ours.append(_once(serve_careplan(env={"CAREPLAN_HOME": folder})))
            bare.append(_once(serve_script(script, cwd=Path(folder))))
    first = median(served.seconds for served in ours[1:]) * 1000
    opened = median(served.open_seconds for served in ours[1:]) * 1000
    reference = median(served.seconds for served in bare[1:]) * 1000
    than = "bare streamlit run to healthy"
    return [
        Figure("start serve", f"careplan serve to healthy / {than}", first, reference, 1.5),
        Figure("start open", f"careplan serve to an open clinic / {than}", opened, reference, _OPEN),
    ]


def _once(served: Served) -> Served:
    """Stop a server that has told how long it took."""
    served.stop()
    return served
