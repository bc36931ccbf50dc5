"""A figure says whether it holds."""

from __future__ import annotations

from tests.benchmarks.figure import Figure, timed_in_turn


def test_a_time_holds_at_or_under_its_bound() -> None:
    assert Figure("build", "", ours=20, reference=100, hold=0.2).holds
    assert not Figure("build", "", ours=20.1, reference=100, hold=0.2).holds


def test_a_rate_holds_at_or_over_its_bound() -> None:
    assert Figure("csv", "", ours=130, reference=100, hold=1.3, unit="rows/s", at_least=True).holds
    assert not Figure("csv", "", ours=129, reference=100, hold=1.3, unit="rows/s", at_least=True).holds


def test_ways_are_taken_in_turn_and_warm_turns_do_not_count() -> None:
    order: list[str] = []
    times = timed_in_turn(lambda: order.append("ours"), lambda: order.append("bare"), rounds=2, warm=1)
    assert order == ["ours", "bare"] * 3
    assert [len(each) for each in times] == [2, 2]
