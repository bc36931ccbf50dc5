"""A clinic in memory for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from careplan.clinic import Clinic
from careplan.password import hashed
from tests.small_clinic import SmallClinic, open_small_clinic
from tests.watch import Watch

PASSWORD = "four words are enough"
"""Of the surgeon and of the administrator of `clinic`."""


@pytest.fixture(scope="session")
def kept() -> str:
    """The hash of that password, which takes a tenth of a second to make."""
    return hashed(PASSWORD)


@pytest.fixture
def watch() -> Watch:
    """The clock of `clinic`."""
    return Watch()


@pytest.fixture
def clinic(small: SmallClinic, watch: Watch, kept: str) -> Clinic:
    """The small clinic by that clock; its surgeon and its administrator, `root`, have a password."""
    with small.clinic.store.writing() as records:
        records.accounts.set_password("surgeon", kept)
        records.accounts.add("root", "admin", password=kept, at=watch.now())
    return replace(small.clinic, clock=watch)


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


def with_fhir(clinic: Clinic) -> Clinic:
    """Return a clinic whose settings let other systems read plans."""
    return replace(clinic, settings=clinic.settings.model_copy(update={"fhir": True}))
