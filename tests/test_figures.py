"""Figures count what is known, and say what is missing beside it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.figures import Begun, HeldUp, Period, bottlenecks, reaching, to_full_assessment
from careplan.observation import Observation
from tests.known_catalogue import known_catalogue

START = date(2026, 3, 2)
MEASURES = known_catalogue().clinical.measures.by_id


def day(after: int) -> date:
    return START + timedelta(days=after)


def scores(*values: float) -> list[Observation]:
    return [Observation(measure="odi", value=value, day=day(30 * at)) for at, value in enumerate(values)]


def test_the_days_to_a_full_assessment_are_those_of_the_plan_in_the_middle() -> None:
    plans = [
        Begun("A", START, day(30)),
        Begun("B", START, day(44)),
        Begun("C", START, day(-9)),
        Begun("D", START, None),
        Begun("E", START, None),
    ]
    found = to_full_assessment(plans)
    assert (found.days, found.value) == ({"A": 30, "B": 44, "C": 0}, 30)
    assert found.missing == ("D", "E")
    assert to_full_assessment([]).value is None


@pytest.mark.parametrize(
    ("values", "side"), [((52, 42), "yes"), ((52, 43), "no"), ((52, 60), "no"), ((52,), "missing")]
)
def test_a_measure_reached_its_smallest_change_did_not_or_is_missing(values: tuple[float, ...], side: str) -> None:
    found = reaching(MEASURES["odi"], {"A": START}, {"A": scores(*values)})
    assert {name: getattr(found, name) for name in ("yes", "no", "missing")} == {
        name: ("A",) if name == side else () for name in ("yes", "no", "missing")
    }


def test_what_is_missing_counts_on_neither_side() -> None:
    starts = dict.fromkeys("ABCD", START)
    found = reaching(MEASURES["odi"], starts, {"A": scores(52, 40), "B": scores(52, 50), "C": scores(52)})
    assert (found.value, found.missing) == (0.5, ("C", "D"))
    assert reaching(MEASURES["odi"], {"C": START}, {}).value is None


def test_the_role_that_others_wait_for_most_stands_first() -> None:
    tasks = [
        HeldUp("T-1", "surgeon", day(-9)),
        HeldUp("T-2", "nurse", day(-20)),
        HeldUp("T-2", "surgeon", day(-20)),
        HeldUp("T-3", "surgeon", day(-1)),
    ]
    first, second = bottlenecks(tasks, START)
    assert (first.role, first.tasks, first.days, first.longest) == ("surgeon", ("T-1", "T-2", "T-3"), 9, 20)
    assert (second.role, second.tasks) == ("nurse", ("T-2",))
    assert bottlenecks([], START) == ()


def test_a_period_begins_so_many_days_before_today() -> None:
    assert [period.since(START) for period in Period] == [day(-90), day(-365), date.min]
