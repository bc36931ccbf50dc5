"""The catalogue says what the clinical reference says: every cell of every table in this folder is compared.

The tables are those of the reference, cell for cell, parted by bars. A cell that differs is named by table, row and
column. What is meant to differ stands in `MEANT`, with the reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from careplan.catalogue import Catalogue
from tests.known_catalogue import known_catalogue
from tests.reference.meant import ADDED, MEANT, NOT_DATA
from tests.reference.written import Row, tables

FOLDER = Path(__file__).parent
NAMES = sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.rglob("*.psv"))
HOW_TO = FOLDER.parent.parent / "docs" / "how-to-add-a-template.md"

ROW_OF_TWO = ("cause_fields",)
"""Tables whose rows are named by their first two cells."""


class Difference(NamedTuple):
    """One cell: where it stands, what the reference says and what the catalogue says."""

    table: str
    row: str
    column: str
    reference: str
    catalogue: str


def read(table: str) -> tuple[Row, list[Row]]:
    """Return the columns of a table and its rows; a row named “a / b” is one row for a and one for b."""
    lines = (FOLDER / f"{table}.psv").read_text(encoding="utf-8").splitlines()
    columns, *rows = (tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines)
    if table == "facts":
        rows = [(name, *rest) for names, *rest in rows for name in names.split(" / ")]
    return columns, rows


def differences(catalogue: Catalogue, table: str) -> Iterator[Difference]:
    """Yield every cell of a table that the catalogue does not hold as it stands there, and every row too many."""
    columns, rows = read(table)
    kept = [place for place, column in enumerate(columns) if (table, column) not in NOT_DATA]
    parts = 2 if table in ROW_OF_TWO else 1
    loaded = {" ".join(row[:parts]): row for row in tables(catalogue)[table]}
    if table.startswith("courses/"):
        rows = [columns, *rows]
    for row in rows:
        name = " ".join(row[:parts])
        found = loaded.pop(name, None)
        if found is None:
            yield Difference(table, name, "", "a row", "no such row")
            continue
        for cell, place in zip(found, kept, strict=True):
            if cell != row[place]:
                yield Difference(table, name, columns[place], row[place], cell)
    for name in loaded:
        if (table, name) not in ADDED:
            yield Difference(table, name, "", "no such row", "a row")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return known_catalogue()


@pytest.mark.parametrize("table", [name for name in NAMES if name != "anchors"])
def test_every_cell_is_that_of_the_reference(catalogue: Catalogue, table: str) -> None:
    found = list(differences(catalogue, table))
    unmeant = [one for one in found if MEANT.get((one.table, one.row, one.column), (None, ""))[0] != one.catalogue]
    assert unmeant == []


def test_rows_stand_in_the_order_of_the_reference(catalogue: Catalogue) -> None:
    """Ties are shown in the order of the causes, tasks in the order of their tables."""
    written = tables(catalogue)
    for table in NAMES:
        if table.startswith("templates/") or table in ("causes", "findings", "red_flags", "safety_rules", "measures"):
            assert [row[0] for row in written[table]] == [row[0] for row in read(table)[1]], table


def test_whatever_is_meant_to_differ_still_differs(catalogue: Catalogue) -> None:
    named = {table for table, *_ in MEANT}
    found = {(one.table, one.row, one.column): one for table in named for one in differences(catalogue, table)}
    assert MEANT.keys() == found.keys()
    assert all(name in {row[0] for row in tables(catalogue)[table]} for table, name in ADDED)


def test_every_table_of_the_reference_is_here(catalogue: Catalogue) -> None:
    assert {*NAMES} == {*tables(catalogue), "anchors"}
    assert sum(len(read(name)[1]) for name in NAMES if name.startswith("templates/")) == 237


def test_the_sources_are_those_of_the_reference(catalogue: Catalogue) -> None:
    with (FOLDER / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)][1:]
    loaded = [(row.id, row.title, row.year, row.address, row.supports) for row in catalogue.sources.values()]
    assert loaded == rows


@pytest.mark.parametrize("table", ["evidence", "anchors"])
def test_whoever_writes_a_template_reads_what_marks_and_anchors_mean(table: str) -> None:
    """Screens say it in their own words (template_words.py); the literal meaning is told to who writes templates."""
    page = " ".join(HOW_TO.read_text(encoding="utf-8").split())
    for name, meaning, *_ in read(table)[1]:
        assert f"`{name.replace(' / ', '` / `')}` | {meaning} |" in page, name
