"""feed: the calendar of a person with two hundred entries, whole and unchanged, from a store among a million tasks."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Final

from careplan.coordination.calendar_address import make_calendar_address, read_calendar
from careplan.coordination.calendars import entries
from careplan.exchange.task_calendar import Entry, mark_of, write
from tests.benchmarks._filled import multiply
from tests.benchmarks.figure import Figure, alternating
from tests.small_clinic import PEOPLE, open_small_clinic, reopened

ENTRIES: Final = 200
TASKS: Final = 1_000_000
ROUNDS: Final = 30
THERAPIST: Final = PEOPLE["physical.therapist"]


def run() -> list[Figure]:
    """Measure by the processor's time: the whole calendar against the library's own writing, and what a poll costs."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        token, alone = _fill(home), 0.0
        for many in (None, TASKS):
            number = multiply(home / "clinic.db", many) if many else 0
            small = reopened(home)

            def read(small=small) -> list[Entry]:  # type: ignore[no-untyped-def]  # bound for this turn
                return read_calendar(small.clinic, token, where="192.0.2.1", address="https://careplan.example.org")

            found = read()
            whole, unchanged, bare = alternating(
                lambda: write(read()),
                lambda: mark_of(read()),
                lambda found=found: write(found),
                rounds=ROUNDS,
                clock=time.process_time,
            )
            small.clinic.store.close()
            if len(found) < ENTRIES:
                raise AssertionError(f"{len(found)} entries")
            what = f"{len(found)} entries" + (f" among {number:,} tasks" if many else "")
            figures += [
                Figure("feed whole", f"{what} / icalendar alone", whole, bare, 1.5),
                Figure("feed unchanged", f"{what} / the whole of it", unchanged, whole, 0.25),
            ]
            figures += [Figure("feed 1M", f"{what} unchanged / alone", unchanged, alone, 1.5)] if many else []
            alone = unchanged
    return figures


def _fill(home: Path) -> str:
    """Make plans until somebody has so many entries, and return the token of their calendar."""
    small = open_small_clinic(home, in_file=True)
    for number in range(ENTRIES):
        small.begin("V2", "failed_fusion", patient=f"P-{9000 + number}")
        with small.clinic.store.reading() as records:
            if len(entries(small.clinic, records, THERAPIST)) >= ENTRIES:
                break
    token = make_calendar_address(small.clinic, actor=THERAPIST)
    with small.clinic.store._database.writing() as connection:  # what is copied is the one team
        connection.exec_driver_sql("delete from care_team_member where team = 2")
        connection.exec_driver_sql("delete from care_team where id = 2")
    small.clinic.store.close()
    return token
