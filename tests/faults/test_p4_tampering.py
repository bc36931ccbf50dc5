"""P4: whoever changes the audit trail or a record in the file is found out, each time."""

from __future__ import annotations

import random
from itertools import cycle, islice
from pathlib import Path

import pytest

from careplan.store.audit_chain import read_key
from tests.faults.filled import fault_of, fill
from tests.faults.tampering import WAYS, Tamper, tamper


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic that each tampering gets a copy of."""
    return fill(tmp_path_factory.mktemp("filled"))


def _not_found(filled: Path, folder: Path, many: int, seed: int) -> list[str]:
    """Plant so many tamperings, each in a copy, and return the ways that were not found."""
    key = read_key(filled.parent)
    assert key
    content, file, chance = filled.read_bytes(), folder / "clinic.db", random.Random(seed)
    missed = []
    for way in islice(cycle(WAYS), many):
        file.write_bytes(content)
        tamper(file, way, chance)
        if not fault_of(file, key):
            missed.append(way.__name__)
    return missed


def test_two_hundred_tamperings_are_found(filled: Path, tmp_path: Path) -> None:
    assert _not_found(filled, tmp_path, 200, seed=4) == []


@pytest.mark.long
def test_two_thousand_tamperings_are_found(filled: Path, tmp_path: Path) -> None:
    assert _not_found(filled, tmp_path, 2000, seed=5) == []


def test_an_untouched_file_passes_even_when_its_locks_were_put_away_and_back(filled: Path, tmp_path: Path) -> None:
    key = read_key(filled.parent)
    assert key
    file = tmp_path / "clinic.db"
    file.write_bytes(filled.read_bytes())
    tamper(file, lambda connection, chance: None, random.Random(1))
    assert fault_of(file, key) == ""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_way_is_named_with_its_table_or_chain(filled: Path, tmp_path: Path, way: Tamper) -> None:
    key = read_key(filled.parent)
    assert key
    file = tmp_path / "clinic.db"
    file.write_bytes(filled.read_bytes())
    tamper(file, way, random.Random(7))
    fault = fault_of(file, key)
    assert fault.startswith(
        ("The audit trail of ", "The table ", "A row of the table ", "A value in the table ", "The se")
    )
