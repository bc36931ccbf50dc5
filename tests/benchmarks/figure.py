"""One measured figure and what it must hold; how to measure two things fairly."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a benchmark.

    Attributes:
        name: of the benchmark and the case, such as `build 100`.
        what: what was measured, against what, in words.
        ours: in `unit`.
        reference: what it is held against, measured in the same run, in `unit`; for a fixed bound, the bound.
        hold: bound of the ratio ours / reference.
        unit: of `ours` and `reference`.
        at_least: whether the ratio must reach `hold` instead of staying at or under it, as rates do.
    """

    name: str
    what: str
    ours: float
    reference: float
    hold: float
    unit: str = "ms"
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """Ours in units of the reference; infinite where the reference is 0."""
        return self.ours / self.reference if self.reference else float("inf")

    @property
    def holds(self) -> bool:
        """Whether the figure is within its bound."""
        return self.ratio >= self.hold if self.at_least else self.ratio <= self.hold

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "BROKEN"
        bound = f"{'>=' if self.at_least else '<='} {self.hold:g}"
        return (
            f"{self.name:24} {self.ours:12,.3f} {self.unit:6} against {self.reference:12,.3f} {self.unit:6} "
            f"= {self.ratio:8.3f}  ({bound})  {verdict:6}  {self.what}"
        )


def alternating(
    *ways: Callable[[], object], rounds: int, warm: int = 1, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Return the median time of each of `ways` in ms, taken in turn so that a busy moment hits all alike.

    What waits for nothing is best measured by the clock `time.process_time`, which other programs do not move.
    """
    times = timed_in_turn(*ways, rounds=rounds, warm=warm, clock=clock)
    return [median(each) for each in times]


def timed_in_turn(
    *ways: Callable[[], object], rounds: int, warm: int = 1, clock: Callable[[], float] = time.perf_counter
) -> Sequence[list[float]]:
    """Return all times of each of `ways` in ms, over `rounds` turns after `warm` that do not count."""
    times: list[list[float]] = [[] for _ in ways]
    for turn in range(warm + rounds):
        for way, taken in zip(ways, times, strict=True):
            begun = clock()
            way()
            if turn >= warm:
                taken.append((clock() - begun) * 1000)
    return times
