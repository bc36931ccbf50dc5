"""How the house is built is checked like everything else: imports, style, types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT

_BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "check",
    [
        [str(_BIN / "lint-imports"), "--no-cache", "--no-logo"],
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "."],
        [sys.executable, "-m", "mypy"],
    ],
    ids=["imports point down", "ruff check", "ruff format", "mypy strict"],
)
def test_the_house_is_in_order(check: list[str]) -> None:
    ended = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
