"""A copy of the shipped catalogue that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from careplan.catalogue import Catalogue, check
from careplan.catalogue.reading import shipped
from tests.catalogue.good_template import GOOD_TEMPLATE
from tests.known_catalogue import known_catalogue

Spoil = Callable[[str, str, str], list[str]]
"""Replaces a text in one file of the copy and returns what the check then says."""


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that came with the program."""
    return known_catalogue()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the whole catalogue."""
    folder = tmp_path / "data"
    shutil.copytree(str(shipped()), folder)
    return folder


@pytest.fixture
def spoil(copied: Path) -> Spoil:
    """Spoil one file of the copy: the first text becomes the second."""

    def change(file: str, was: str, becomes: str) -> list[str]:
        path = copied / file
        text = path.read_text(encoding="utf-8")
        assert was in text, f"{file} does not say {was!r}"
        path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
        return [str(problem) for problem in check(copied)]

    return change


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Write a template file outside any catalogue; the small good one if no text is given."""

    def to_file(text: str = GOOD_TEMPLATE) -> Path:
        path = tmp_path / "cold_back.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return to_file
