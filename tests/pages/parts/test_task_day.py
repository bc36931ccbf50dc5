"""What the day of a task is to a reader: one table, the same words wherever a task stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from careplan.pages.parts.task_day import Due, TaskDay
from careplan.pages.parts.words import Tone

TODAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("days", "short", "in_full", "tone"),
    [
        ({"due": None}, "no date yet", "no date yet", Tone.PLAIN),
        ({"due": date(2026, 3, 12)}, "due 12 Mar", "due 12 Mar 2026", Tone.PLAIN),
        ({"due": date(2027, 3, 12)}, "due 12 Mar 2027", "due 12 Mar 2027", Tone.PLAIN),
        ({"due": date(2026, 3, 12), "opens": TODAY}, "due 12 Mar", "due 12 Mar 2026", Tone.PLAIN),
        (
            {"due": date(2026, 4, 8), "opens": date(2026, 3, 18)},
            "from 18 Mar",
            "due 8 Apr 2026, from 18 Mar 2026",
            Tone.PLAIN,
        ),
        ({"due": date(2026, 3, 18), "opens": date(2026, 3, 18)}, "from 18 Mar", "due 18 Mar 2026", Tone.PLAIN),
        ({"due": TODAY, "opens": date(2026, 3, 1)}, "due today", "due today", Tone.ORANGE),
        ({"due": date(2026, 3, 6)}, "due since 6 Mar", "due since 6 Mar 2026", Tone.ORANGE),
        (
            {"due": date(2026, 3, 2), "late_days": 5},
            "5 days late",
            "5 days late, due 2 Mar 2026, at the latest 4 Mar 2026",
            Tone.RED,
        ),
        ({"due": date(2026, 3, 8), "late_days": 1}, "1 day late", "1 day late, due 8 Mar 2026", Tone.RED),
        ({"due": date(2026, 3, 2), "closed": date(2026, 3, 5)}, "closed 5 Mar", "closed on 5 Mar 2026", Tone.PLAIN),
        (
            {"due": TODAY, "reply_by": datetime(2026, 3, 9, 19, 36)},
            "reply due by 19:36",
            "reply due by 19:36",
            Tone.ORANGE,
        ),
        (
            {"due": TODAY, "reply_by": datetime(2026, 3, 10, 2, 24)},
            "reply due by 10 Mar 02:24",
            "reply due by 10 Mar 02:24",
            Tone.ORANGE,
        ),
        (
            {"due": date(2026, 3, 6), "late_days": 3, "reply_by": datetime(2026, 3, 9, 19, 36)},
            "3 days late",
            "3 days late, due 6 Mar 2026",
            Tone.RED,
        ),
        (
            {"due": date(2026, 3, 2), "wanted_by": TODAY},
            "due today",
            "due today because of a red flag, by its own day 2 Mar 2026",
            Tone.ORANGE,
        ),
        (
            {"due": date(2026, 3, 2), "wanted_by": date(2026, 3, 10)},
            "due by 10 Mar",
            "due by 10 Mar 2026 because of a red flag, by its own day 2 Mar 2026",
            Tone.ORANGE,
        ),
        ({"due": date(2026, 3, 10), "wanted_by": date(2026, 3, 10)}, "due 10 Mar", "due 10 Mar 2026", Tone.PLAIN),
        (
            {"due": TODAY, "reply_missing": datetime(2026, 3, 9, 14, 5)},
            "overdue since 14:05",
            "reply overdue since 14:05",
            Tone.RED,
        ),
        (
            {"due": date(2026, 3, 6), "late_days": 3, "reply_missing": datetime(2026, 3, 6, 8, 10)},
            "overdue since Fri 08:10",
            "reply overdue since Fri 08:10",
            Tone.RED,
        ),
    ],
)
def test_the_day_of_a_task_that_can_be_done_r19_r36(days: dict[str, Any], short: str, in_full: str, tone: Tone) -> None:
    day = TaskDay(**days, today=TODAY)
    assert (day.short(), day.in_full()) == (Due(short, tone), Due(in_full, tone))


@pytest.mark.parametrize(
    ("due", "says"),
    [(date(2026, 3, 2), "due 2 Mar"), (TODAY, "due today"), (date(2026, 3, 20), "due 20 Mar")],
)
def test_what_is_kept_back_is_neither_late_nor_due_since_nor_open_from_a_day_r19(due: date, says: str) -> None:
    kept_back = TaskDay(due, TODAY, opens=date(2026, 3, 18), late_days=0, ready=False)
    assert kept_back.short() == Due(says)


@pytest.mark.parametrize(
    ("days", "in_full"),
    [
        ({"due": date(2026, 3, 12)}, "due 12 Mar 2026, set by hand"),
        ({"due": date(2026, 3, 8), "late_days": 1}, "1 day late, due 8 Mar 2026, set by hand"),
        ({"due": date(2026, 3, 2), "closed": date(2026, 3, 5)}, "closed on 5 Mar 2026"),
    ],
)
def test_a_day_that_a_person_set_says_so_in_full(days: dict[str, Any], in_full: str) -> None:
    day = TaskDay(**days, today=TODAY, by_hand=True)
    assert day.in_full().text == in_full
    assert day.short() == TaskDay(**days, today=TODAY).short()


def test_a_day_set_by_hand_before_the_window_opens_is_the_day() -> None:
    assert TaskDay(date(2026, 3, 12), TODAY, opens=date(2026, 3, 18)).short().text == "due 12 Mar"
