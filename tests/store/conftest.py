"""A clinic in memory and one in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from careplan.store import Store
from careplan.template_set import TemplateSet
from tests.engines import new_store
from tests.known_catalogue import known_templates
from tests.store.ward import Ward, settle


@pytest.fixture(scope="session")
def templates() -> TemplateSet:
    """The catalogue as expansion needs it."""
    return known_templates()


def _ward(store: Store, templates: TemplateSet) -> Ward:
    with store.writing() as records:
        team = settle(records)
    return Ward(store, templates, team)


@pytest.fixture
def ward(templates: TemplateSet, tmp_path: Path) -> Iterator[Ward]:
    """A clinic of its own."""
    store = new_store(tmp_path)
    yield _ward(store, templates)
    store.close()


@pytest.fixture
def file_ward(templates: TemplateSet, tmp_path: Path) -> Iterator[Ward]:
    """A clinic in a file."""
    store = Store.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    yield _ward(store, templates)
    store.close()
