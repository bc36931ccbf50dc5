"""The same tests on PostgreSQL: in them every query of the store is run there too (DESIGN 4, P16)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.queries_run import not_run
from tests.serving import ROOT

EVERYDAY = [
    f"tests/{name}.py"
    for name in (
        *("store/test_hand_offs", "store/test_inputs", "store/test_plans", "store/test_small_records"),
        *("coordination/test_pruning", "coordination/test_clinic_view"),
    )
]
"""What runs on both every day: every query of the store is among it. The long run has all that keep a clinic."""
ALL = ["tests/store", "tests/coordination", "tests/pages", "tests/exchange", "tests/test_bad_input.py"]
SECONDS = 600


def _run(tests: Sequence[str], ran: Path, *more: str, seconds: int = SECONDS) -> str:
    """Run tests on PostgreSQL and return how that ended; fails with what they said where they do."""
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "--on", "postgresql", "--ran", str(ran), *more, *tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


def test_every_query_of_the_store_runs_on_postgresql_too(tmp_path: Path) -> None:
    _run(EVERYDAY, tmp_path / "ran")
    assert not_run(tmp_path / "ran") == [], "Add a test to EVERYDAY that asks this."
