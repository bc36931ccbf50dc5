"""verify: twenty thousand events of two hundred chains, and every row of their clinic, held against their seals."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Final

from careplan.event import Event, FieldChanged
from careplan.store import Store
from tests.benchmarks.figure import Figure, alternating
from tests.store.ward import MORNING

EVENTS: Final = 20_000
CHAINS: Final = 200
ROUNDS: Final = 5


def run() -> list[Figure]:
    """Measure a whole check, of which the events are nearly all, by the processor's time: it waits for nothing."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(str(Path(folder) / "clinic.db"))
        _fill(store)
        [taken] = alternating(store.verify, rounds=ROUNDS, clock=time.process_time)
        found = store.verify()
        store.close()
    if found.fault or found.head.events != EVENTS:
        raise AssertionError(found.fault or f"{found.head.events} events were checked")
    what = f"{EVENTS:,} events in {CHAINS} chains and {found.rows:,} rows checked / one second"
    return [Figure("verify", what, taken, 1000, 1)]


def _fill(store: Store) -> None:
    changes = {"status": FieldChanged("todo", "done"), "note": FieldChanged("", "Walks 20 minutes without a stick")}
    undo = {"status": "todo", "row": {"due": "2026-03-09", "assignee": None, "note": ""}}
    with store.writing() as records:
        for chain in range(CHAINS):
            patient = f"P-{chain:04}"
            events = (
                Event("task.done", "surgeon", "surgeon", MORNING, f"{n:032x}", patient, changes=changes, undo=undo)
                for n in range(EVENTS // CHAINS)
            )
            records.events.add(*events)
