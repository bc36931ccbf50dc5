"""A small clinic in a file, as a server has it, and a desk in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from careplan.pages.desk import Desk
from careplan.team import Practitioner
from tests.pages.page_of import desk_of
from tests.small_clinic import PEOPLE, SmallClinic, open_small_clinic

DeskOf = Callable[[Practitioner], Desk]


@pytest.fixture(scope="session", autouse=True)
def installed_packages_read_once() -> Iterator[None]:
    """Streamlit reads about every installed package for each page anew, for 0.1 s; what is installed stays the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


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


@pytest.fixture
def small(file_clinic: SmallClinic) -> SmallClinic:
    """That clinic with V1 (scar tissue) and V3 (disc, one question)."""
    file_clinic.begin("V1", "scar_tissue")
    file_clinic.begin("V3", "recurrent_disc")
    return file_clinic


@pytest.fixture
def desk(file_clinic: SmallClinic) -> Desk:
    """Where the primary care doctor works in that clinic."""
    return desk_of(file_clinic, PEOPLE["primary.care"])
