"""What is known of one patient for one plan: every value with the day on which it became known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from careplan.condition_language import Value
from careplan.observation import Observation
from careplan.patient import Operation, Procedure


class Entry(NamedTuple):
    """A value and the day on which it became known."""

    day: date
    value: Value | None


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one patient for one plan.

    Attributes:
        start: the plan's start day; what is dated earlier counts as known on it.
        birth_date: for the age.
        operations: on the spine, past and planned.
        procedures: needle procedures and stimulator steps, planned and done.
        observations: values of measures.
        facts: entered facts, oldest entry first; an entry of None takes an answer back.
        findings: stated findings, yes or no, in the same form; what the record itself says of them is not among them.
        gates: decisions by gate id (`gate.surgery`), oldest first; none yet means undecided.
    """

    start: date
    birth_date: date | None = None
    operations: tuple[Operation, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    observations: tuple[Observation, ...] = ()
    facts: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    findings: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    gates: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
