"""What the plan proposes, in words: one line a series, with its number and days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.change import ChangeKind, FieldChange
from careplan.coordination.changes import PendingChange, SeriesChange
from careplan.pages.desk import Desk
from careplan.pages.parts.plan_changes import change_words
from tests.small_clinic import PEOPLE, SmallClinic, open_small_clinic

FIRST = date(2026, 3, 3)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallClinic:
    return open_small_clinic(tmp_path_factory.mktemp("changes"))


def _words(small: SmallClinic, *shifts: int) -> str:
    sessions = tuple(
        PendingChange(
            key=f"K{number}",
            series=("small", "K", 1),
            kind=ChangeKind.CHANGE,
            task_id=f"T-00000{number}",
            title="Exercise course",
            role="physical_therapist",
            fields=(FieldChange("due", day := FIRST + timedelta(days=7 * number), day + timedelta(days=shift)),),
            reason="",
            ticked=True,
        )
        for number, shift in enumerate(shifts)
    )
    desk = Desk(clinic=small.clinic, actor=PEOPLE["surgeon"], demo=False, pages={})
    return change_words(desk, SeriesChange(sessions)).removeprefix("Change: Exercise course (physical therapist), ")


@pytest.mark.parametrize(
    ("shifts", "words"),
    [
        ((14,), "moves 14 days later, 3 Mar → 17 Mar"),
        ((14,) * 9, "9 sessions move 14 days later, first 3 Mar → 17 Mar"),
        ((-1, -1), "2 sessions move 1 day earlier, first 3 Mar → 2 Mar"),
        ((14, 17), "2 sessions move 14 to 17 days later, first 3 Mar → 17 Mar"),
        ((-2, 3), "2 sessions move up to 3 days either way, first 3 Mar → 1 Mar"),
    ],
)
def test_how_far_the_sessions_move(small: SmallClinic, shifts: tuple[int, ...], words: str) -> None:
    assert _words(small, *shifts) == words
