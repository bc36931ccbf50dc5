"""What every fault test needs: processes of its own that begin as this one did."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest


@pytest.fixture(autouse=True)
def no_script_to_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's tests of pages leave their script as the main one, and a new process would begin by running it."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
