"""What the Clinic screen reads at ten thousand and at a million tasks: work by role, what waits, figures of all plans.

A clinic grows by teams, so the million is a hundred teams; a person of all hundred is measured beside.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from careplan.figures import REACHED_MEASURES, bottlenecks
from careplan.store import Store
from tests.benchmarks._filled import TODAY, fill
from tests.benchmarks.figure import Figure, alternating
from tests.store.ward import PEOPLE

ROUNDS = 30
ROLES = tuple(sorted(set(PEOPLE.values())))
LATER = TODAY + timedelta(days=60)
"""A day on which much waits past its own."""


def run() -> list[Figure]:
    """Measure; takes about two minutes, most of it to fill the million."""
    with tempfile.TemporaryDirectory() as folder:
        few, fewer = fill(Path(folder) / "few" / "clinic.db", 1)
        many, more = fill(Path(folder) / "many" / "clinic.db", 100)
        try:
            sizes = f"{more:,} tasks against {fewer:,}"
            _refuse_wrong_answers(few)
            return [_grown(name, ask, few, many, sizes) for name, ask in _ASKED.items()]
        finally:
            few.close()
            many.close()


def _grown(name: str, ask: Callable[[Store], object], few: Store, many: Store, sizes: str) -> Figure:
    reference, ours = alternating(lambda: ask(few), lambda: ask(many), rounds=ROUNDS, warm=3)
    return Figure(f"clinic {name}", sizes, ours, reference, 1.15)


def _by_role(store: Store) -> object:
    with store.reading() as records:
        return records.tasks.by_role(ROLES, [1], LATER)


def _held_up(store: Store) -> object:
    with store.reading() as records:
        return bottlenecks(records.figures.held_up([1], ROLES, LATER), LATER)


def _figures(store: Store) -> object:
    with store.reading() as records:
        starts = records.figures.begun([1], date.min, LATER)
        taken = records.figures.taken([1], date.min, LATER, REACHED_MEASURES)
        return starts, taken, records.figures.assessed([1], date.min, LATER)


_ASKED = {"work by role": _by_role, "where plans wait": _held_up, "figures of all plans": _figures}


def _refuse_wrong_answers(store: Store) -> None:
    """Hold what waits against every task of the team."""
    with store.reading() as records:
        plans = records.figures.begun([1], date.min, LATER)
        rows = {row.id: row for plan in plans for row in records.tasks.of_plan_rows(plan)}
        waits = records.tasks.waited_for([row.id for row in rows.values() if row.open_waits])
        found = {(one.task_id, one.waits_for) for one in records.figures.held_up([1], ROLES, LATER)}
    slow = {
        (number, wait.role)
        for number, before in waits.items()
        for wait in before
        if (row := rows[number]).turn and row.due and row.due < LATER and wait.role != row.role
        if row.readiness is not None and row.readiness.value == "waiting"
    }
    if not found or found != slow:
        raise AssertionError("What waits is not what the tasks say.")
