"""A small clinic in a file, as a server has it, and a desk in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from careplan.pages.desk import Desk
from careplan.team import Practitioner
from tests.small_clinic import SmallClinic, open_small_clinic

DeskOf = Callable[[Practitioner], Desk]


@pytest.fixture
def file_clinic(tmp_path: Path) -> Iterator[SmallClinic]:
    """A clinic in a file on Monday 2 March 2026, with people and no patient."""
    clinic = open_small_clinic(tmp_path, in_file=True)
    yield clinic
    clinic.clinic.store.close()


@pytest.fixture
def plan_id(file_clinic: SmallClinic) -> str:
    """The plan of a failed fusion in that clinic."""
    return file_clinic.begin("V2", "failed_fusion").plan_id
