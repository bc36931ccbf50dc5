"""What is known of a patient, by day: entered facts, observations, decisions, and what follows from them.

A fact is asked for by its name in a condition. Whatever is not known is None and stays None: nothing
becomes "no" by being left alone (PLAN_RULES R9, R32). No clock: every value has the day on which it
became known, and facts that count time are answered for a day that the caller names (R10).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from careplan.condition_language import Condition, Lookup, Truth, Value, parse
from careplan.number_range import NumberRange
from careplan.operated_facts import COMPUTED, last_fusion
from careplan.record import Entry, Record

__all__ = ["DAYS_A_MONTH", "UNDECIDED", "Entry", "FactBook", "FactDefinition", "Record"]

DAYS_A_MONTH: Final = 30.4375
"""Mean length of a month of the Gregorian calendar (PLAN_RULES R10)."""

UNDECIDED: Final = "undecided"
_UNKNOWN: Final = "unknown"  # as a value of a list it is the same as no answer (PLAN_RULES R9)

_SINCE_PROCEDURE: Final = frozenset({"adhesiolysis_done", "rfa_done"})


class FactDefinition(BaseModel):
    """One row of data/facts.toml.

    `expression` derives it from other facts. `counts_time` facts are answered for a day that is
    asked about; `measured` facts come from a measure and may add tasks but never cancel one (R11).
    `min` and `max` are limits of entry: they catch slips of the keyboard and are no clinical limits. A fact of a
    `measure` has the range of that measure (ClinicalContent.range_of).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: str
    type: Literal["bool", "number", "list"]
    source: str
    definition: str
    question: str = ""
    values: tuple[str, ...] = ()
    expression: str | None = None
    measure: str | None = None
    counts_time: bool = False
    measured: bool = False
    unit: str = ""
    min: float | None = None
    max: float | None = None
    integer: bool = False

    @property
    def number_range(self) -> NumberRange:
        """Which numbers are taken, with the unit."""
        return NumberRange(self.min, self.max, self.integer, self.unit, loose=True)


class FactBook:
    """Answers what a fact is, was on a day, or will be on a day."""

    def __init__(self, definitions: Mapping[str, FactDefinition], record: Record) -> None:
        self._definitions = definitions
        self.record = record
        self._entries = self._collect(record)
        self._now: dict[str, Value | None] = {}

    def with_record(self, record: Record) -> FactBook:
        """Return a book of the same definitions over another record."""
        return FactBook(self._definitions, record)

    def value(self, name: str, *, known_by: date = date.max, target: date | None = None) -> Value | None:
        """Return a fact as it was known at the end of `known_by`; None while it is not known.

        `target` is the day for which facts that count time are answered; the plan's start if not given.
        """
        if self.counts_time(name):
            return self._count_time(name, known_by, target or self.record.start)
        if known_by is not date.max:
            return self._find(name, known_by)
        if name not in self._now:
            self._now[name] = self._find(name, known_by)
        return self._now[name]

    def lookup(self, *, known_by: date = date.max, target: date | None = None) -> Lookup:
        """Return the function that conditions ask."""
        return lambda name: self.value(name, known_by=known_by, target=target)

    def lookup_without(self, left_out: Callable[[str], bool], target: date | None = None) -> Lookup:
        """Return a lookup in which every fact that `left_out` names is not known."""
        return lambda name: None if left_out(name) else self.value(name, target=target)

    def counts_time(self, name: str) -> bool:
        """Whether the fact changes by the mere passing of days (R10)."""
        definition = self._definitions.get(name)
        return definition is not None and definition.counts_time

    def measured(self, name: str) -> bool:
        """Whether the fact comes from a measure (R11)."""
        definition = self._definitions.get(name)
        return definition is not None and definition.measured

    def undecided(self, name: str) -> bool:
        """Whether the name is a gate that is not decided."""
        return name.startswith("gate.") and self.value(name) == UNDECIDED

    def held_since(self, condition: Condition, target: date | None = None) -> date | None:
        """Return the day from which the condition has been true without a break, or None if it is not true."""
        since = None
        for day in reversed(self._days(condition.names)):
            if condition.truth(self.lookup(known_by=day, target=target)) is not True:
                break
            since = day
        return since

    def first_held(self, condition: Condition) -> date | None:
        """Return the first day on which the condition was true, or None."""
        days = self._days(condition.names)
        return next((day for day in days if condition.truth(self.lookup(known_by=day)) is True), None)

    def _days(self, names: Iterable[str]) -> list[date]:
        start = self.record.start
        leaves = self.leaves(names)
        days = {entry.day for name in leaves for entry in self._entries.get(name, ())}
        days |= {p.done for p in self.record.procedures if p.done and leaves & _SINCE_PROCEDURE}
        return [start, *sorted(day for day in days if day > start)]

    def leaves(self, names: Iterable[str]) -> set[str]:
        """Return these names with the facts and measures that they follow from."""
        leaves: set[str] = set()
        for name in names:
            leaves.add(name)
            definition = self._definitions.get(name)
            if definition and definition.measure:
                leaves.add(definition.measure)
            if definition and definition.expression:
                leaves |= self.leaves(_parsed(definition.expression).names)
        return leaves

    def _find(self, name: str, known_by: date) -> Value | None:
        if name.startswith("gate."):
            decided = self._latest(name, known_by)
            return (decided.value if decided else None) or UNDECIDED
        definition = self._definitions.get(name)
        stated = self._stated(name, definition.measure if definition else None, known_by)
        if stated is not None:
            return stated
        if definition and definition.expression:
            return _word(_parsed(definition.expression).truth(self.lookup(known_by=known_by)))
        computed = COMPUTED.get(name)
        return computed(self.record, known_by) if computed else None

    def _stated(self, name: str, measure: str | None, known_by: date) -> Value | None:
        """Return what was entered last, as the fact itself or as the measure it comes from; the fact on equal days."""
        entered = self._latest(name, known_by)
        observed = self._latest(measure, known_by) if measure and measure != name else None
        latest = observed if entered is None or (observed and observed.day > entered.day) else entered
        return latest.value if latest else None

    def _latest(self, name: str, known_by: date) -> Entry | None:
        entries = self._entries.get(name)
        if not entries:
            return None
        at = bisect_right(entries, known_by, key=lambda entry: entry.day)
        return entries[at - 1] if at else None

    def _count_time(self, name: str, known_by: date, target: date) -> Value | None:
        days_a_unit = 7.0 if name == "pain_weeks" else DAYS_A_MONTH
        for entry in reversed(self._entries.get(name, ())):
            if entry.day <= known_by and isinstance(entry.value, int | float):
                unit = 365.25 if name == "age" else days_a_unit
                return entry.value + (target - entry.day).days / unit
        if name == "age":
            return _years(self.record.birth_date, target)
        if name == "months_since_fusion":
            fused = last_fusion(self.record)
            return (target - fused).days / DAYS_A_MONTH if fused else None
        return None

    @staticmethod
    def _collect(record: Record) -> dict[str, tuple[Entry, ...]]:
        entries: dict[str, list[Entry]] = {}
        for name, stated in (*record.facts.items(), *record.gates.items()):
            entries[name] = [entry._replace(value=None) if entry.value == _UNKNOWN else entry for entry in stated]
        for seen in record.observations:
            value = seen.value if isinstance(seen.value, str) else float(seen.value)
            entries.setdefault(seen.measure, []).append(Entry(seen.day, value))
        return {name: tuple(sorted(known, key=lambda entry: entry.day)) for name, known in entries.items()}


@lru_cache(maxsize=512)
def _parsed(expression: str) -> Condition:
    return parse(expression)


def _word(truth: Truth) -> str | None:
    return None if truth is None else ("yes" if truth else "no")


def _years(born: date | None, on: date) -> float | None:
    if born is None:
        return None
    return float(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))
