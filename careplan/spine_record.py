"""Numbers that findings follow and that no single fact gives: they are read off operations and scores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from careplan.condition_language import Lookup, Value
from careplan.patient import Operation, OperationProcedure

NAMES: Final = frozenset({"leg_minus_back", "pain_after_fusion_months", "spine_operations", "fused_levels"})
"""What `with_spine_record` adds to a lookup.

leg_minus_back: NRS leg minus NRS back. pain_after_fusion_months: months from the last fusion to the day
the present pain began or came back. spine_operations: operations done. fused_levels: motion segments fused.
"""

_FUSION: Final = frozenset({OperationProcedure.SPINAL_FUSION, OperationProcedure.REALIGNMENT})
_SEGMENT: Final = re.compile(r"([CTLS])(\d{1,2})-([CTLS]?)(\d{1,2})")
_REGIONS: Final = {"C": (0, 7), "T": (7, 12), "L": (19, 5), "S": (24, 1)}
"""Vertebrae above the first of each region, counted from C1, and how many of them a level may name."""


def with_spine_record(lookup: Lookup, operations: Sequence[Operation], before: date) -> Lookup:
    """Return a lookup that also knows `NAMES`, from the operations done before a day."""
    done = [op for op in operations if op.done and not op.cancelled and (op.day is None or op.day <= before)]

    def find(name: str) -> Value | None:
        if name == "leg_minus_back":
            return _difference(lookup("nrs_leg"), lookup("nrs_back"))
        if name == "pain_after_fusion_months":
            return _difference(lookup("months_since_fusion"), lookup("symptom_months"))
        if name == "spine_operations":
            return float(len(done)) if done else None
        if name == "fused_levels":
            return _fused_levels(done)
        return lookup(name)

    return find


def written_level(level: str) -> str | None:
    """Return a level in the one way in which it is kept: L4-L5 for “l4/5”; None for what is no level."""
    found = _SEGMENT.fullmatch(level.replace("/", "-").replace(" ", "").upper())
    if found is None or not segments([level]):
        return None
    return f"{found[1]}{int(found[2])}-{found[3] or found[1]}{int(found[4])}"


def segments(levels: Iterable[str]) -> frozenset[int]:
    """Return the motion segments that written levels cover: "L4-S1" covers two.

    A segment is numbered by its upper vertebra, counted from C1; what cannot be read is left out.
    """
    covered: set[int] = set()
    for level in levels:
        found = _SEGMENT.fullmatch(level.replace("/", "-").replace(" ", "").upper())
        if found:
            upper, lower = _vertebra(found[1], found[2]), _vertebra(found[3] or found[1], found[4])
            covered.update(range(upper, lower) if upper else ())
    return frozenset(covered)


def _vertebra(region: str, number: str) -> int:
    """Return which vertebra is meant, counted from C1; 0 for one that does not exist."""
    above, count = _REGIONS[region]
    return above + int(number) if 1 <= int(number) <= count else 0


def _difference(first: Value | None, second: Value | None) -> float | None:
    if isinstance(first, int | float) and isinstance(second, int | float):
        return float(first - second)
    return None


def _fused_levels(done: Sequence[Operation]) -> float | None:
    fused = [op for op in done if _FUSION & set(op.procedures)]
    if not fused or not all(op.levels for op in fused):
        return None
    return float(len(segments(level for op in fused for level in op.levels))) or None
