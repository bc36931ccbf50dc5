"""A new version of a template keeps what its tasks are (PLAN_RULES R7, R30)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplan.catalogue import check, load
from careplan.catalogue.version_checks import inserts

DAYS = st.lists(st.integers(-30, 400), min_size=1, max_size=8, unique=True).map(lambda days: tuple(sorted(days)))


@pytest.fixture
def second_version(copied: Path) -> Path:
    """A second file of scar_tissue, one version higher, beside the first."""
    first = copied / "templates" / "scar_tissue.toml"
    second = copied / "templates" / "scar_tissue_2.toml"
    second.write_text(first.read_text(encoding="utf-8").replace("version = 1", "version = 2", 1), encoding="utf-8")
    return second


def edit(path: Path, was: str, becomes: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    return [str(problem) for problem in check(path.parent.parent)]


def test_a_higher_version_is_taken_and_may_change_days_and_append(second_version: Path, copied: Path) -> None:
    assert edit(second_version, 'due = "49 (42..63)"\nrepeat = "7d x9"', 'due = "50 (42..63)"\nrepeat = "7d x11"') == []
    assert edit(second_version, 'repeat = "28d x3"', 'repeat = "28d x1"') == []
    assert load(copied).modules["scar_tissue"].version == 2


def test_another_anchor_needs_a_new_key(second_version: Path) -> None:
    (problem,) = edit(second_version, 'anchor = "plan_start"', 'anchor = "index_surgery"')
    assert problem.startswith(
        "scar_tissue_2.toml, SC01: counts its days from index_surgery; version before: plan_start."
    )
    assert "give it a new id" in problem


@pytest.mark.parametrize("repeat", ["14d x6", "at 42, 56, 84, 112", "at 56, 112"])
def test_a_day_put_into_or_taken_from_the_middle_needs_a_new_key(second_version: Path, repeat: str) -> None:
    (problem,) = edit(second_version, 'repeat = "28d x3"', f'repeat = "{repeat}"')
    assert problem.startswith("scar_tissue_2.toml, SC04:")
    assert "the middle of its series (28, 56, 84, 112 became" in problem


def test_the_same_version_may_not_say_something_else(second_version: Path) -> None:
    edit(second_version, "version = 2", "version = 1")
    (problem,) = edit(second_version, "Scar tissue", "Scar")
    assert problem == (
        "scar_tissue_2.toml: Version 1 of scar_tissue is already there and says something else. "
        "Raise the version to 2, or give a template of its own another key."
    )


@given(DAYS, DAYS)
def test_appending_and_dropping_at_the_end_never_insert(days: tuple[int, ...], more: tuple[int, ...]) -> None:
    longer = (*days, *more)
    assert not inserts(days, longer)
    assert not inserts(longer, days)


@given(DAYS, st.data())
def test_a_new_day_before_the_last_is_always_an_insertion(days: tuple[int, ...], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(days) - 1))
    inserted = (*days[:place], 999, *days[place:])
    assert inserts(days, inserted)
