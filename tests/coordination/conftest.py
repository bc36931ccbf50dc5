"""A clinic in memory for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.small_clinic import SmallClinic, open_small_clinic


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallClinic]:
    """A clinic with its people and no patient, on Monday 2 March 2026."""
    clinic = open_small_clinic(tmp_path)
    yield clinic
    clinic.clinic.store.close()


@pytest.fixture
def plan_id(small: SmallClinic) -> str:
    """The plan of a failed fusion in that clinic."""
    return small.begin("V2", "failed_fusion").plan_id
