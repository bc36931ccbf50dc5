"""How often something is to be done, as FHIR's Timing says it, in words: “2 times every week, 30 minutes each”."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from careplan.exchange.fhir_reading import Mark, Node

_TIMINGS: Final = ("scheduledTiming", "occurrenceTiming", "timingTiming")
_UNITS: Final = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}
_DAYS: Final = {"dayOfWeek": "on", "timeOfDay": "at"}
_LONGEST: Final = 8
"""Characters of the longest day of the week or time of day: 08:00:00."""


def timing_lines(holder: Node) -> Iterator[str]:
    """Yield how often an activity is to be done, where it says so, and mark what was put into words."""
    for name in _TIMINGS:
        if words := ", ".join(_words(holder.get(name, "repeat"))):
            yield f"How often: {words}"


def _words(repeat: Node) -> Iterator[str]:
    if every := _length(repeat, "period"):
        times = _numbers(repeat, "frequency") or "1"
        yield f"{'once' if times == '1' else f'{times} times'} every {every.removeprefix('1 ')}"
    if count := _numbers(repeat, "count"):
        yield f"{count} times in all"
    if long := _length(repeat, "duration"):
        yield f"{long} each"
    for name, before in _DAYS.items():
        said = [one for one in repeat.each(name) if 0 < len(one.peek()) <= _LONGEST]
        if said:
            yield f"{before} {', '.join(_kept(one).peek() for one in said)}"


def _length(repeat: Node, name: str) -> str:
    """Return a length of time with its unit; empty where one of both is missing."""
    unit = repeat.get(f"{name}Unit")
    if unit.peek() not in _UNITS or not (numbers := _numbers(repeat, name)):
        return ""
    unit.text()
    return f"{numbers} {_UNITS[unit.peek()]}{'' if numbers == '1' else 's'}"


def _numbers(repeat: Node, name: str) -> str:
    """Return a number, or from one to another; empty where none stands there."""
    least, most = repeat.get(name), repeat.get(f"{name}Max")
    return " to ".join(f"{_kept(one).value:g}" for one in (least, most) if _is_number(one)) if _is_number(least) else ""


def _is_number(node: Node) -> bool:
    return isinstance(node.value, int | float) and not isinstance(node.value, bool)


def _kept(node: Node) -> Node:
    node.document.mark(node.path, Mark.KEPT)
    return node
