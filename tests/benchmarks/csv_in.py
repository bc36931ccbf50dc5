"""csv_in: a tasks file of a million rows read, validated and held against the record, against a pydantic model a row.

The reference reads the same file with csv.DictReader, makes a model of each row and compares it with the record, field
by field. Both ask the same store in the same way; what is left of each time without that is what reading and comparing
take. The screen takes ten thousand rows (SAFETY 22); the reader needs no such cap.
"""

from __future__ import annotations

import csv
import io
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import BinaryIO, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from careplan.clinic import Clinic
from careplan.coordination.export_rows import Scope
from careplan.coordination.exports import tasks_csv
from careplan.coordination.tasks_file import current_tasks
from careplan.exchange.csv_reading import Caps, Table
from careplan.exchange.csv_text import BYTE_ORDER_MARK, unguard
from careplan.exchange.difference import ROWS_AT_A_TIME
from careplan.exchange.task_difference import Current, differences
from careplan.exchange.tasks_csv import COLUMNS, EDITABLE, TaskLine
from careplan.task import Outcome, Priority, TaskStatus
from tests.benchmarks.csv_out import FEW, SHEET, SURGEON, TEAMS, filled
from tests.benchmarks.figure import Figure

GROWTH_MIB: Final = 16
NO_CAPS: Final = Caps(size=1 << 40, rows=1 << 40)
EVERY: Final = 1_000
"""One row in so many is changed: a priority, or a day that is none."""


class Row(BaseModel):
    """One row as a program would read it that makes a model of each."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    task_id: str
    patient_id: str
    patient_name: str | None
    plan_id: str
    cause: str | None
    phase: str
    seq: int
    task: str
    details: str | None
    role: str
    assignee: str | None
    status: TaskStatus | str
    priority: Priority
    start_date: date | None
    due_date: date | None
    done_date: date | None
    outcome: Outcome | None
    outcome_note: str | None
    depends_on: str | None
    handoff: str | None
    goal: str | None
    source: str | None
    evidence: str | None
    red_flag: bool
    overdue_days: int | None
    created_at: datetime
    updated_at: datetime
    updated_by: str | None
    row_version: int
    link: str | None


def run() -> list[Figure]:
    """Measure; takes about ten minutes and two gigabytes of disk."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        clinic, _ = filled(home / "few.db", home, FEW)
        _measured(clinic, home / "few.csv", rounds=1)
        clinic.store.close()
        clinic, _ = filled(home / "many.db", home, TEAMS)
        figures = _measured(clinic, home / "many.csv", rounds=3)
        clinic.store.close()
    return figures


def _measured(clinic: Clinic, path: Path, *, rounds: int) -> list[Figure]:
    rows, changed = _edited(clinic, path)
    with path.open("rb") as file:
        _same_as_the_slow_way(clinic, file, changed)
        own, whole = [], []
        for _ in range(rounds):
            taken = [way(clinic, file) for way in (_ours, _pydantic)]
            own.append([one.own for one in taken])
            whole.append([one.whole for one in taken])
        growth = _growth(clinic, file)
    (ours, reference), (our_whole, its_whole) = ([median(each) for each in zip(*t, strict=True)] for t in (own, whole))
    what = f"rows a second of {rows:,} rows, %s, against a pydantic model a row"
    return [
        Figure(
            "csv_in rate",
            what % "read, validated and held against the record",
            rows / ours * 1000,
            rows / reference * 1000,
            2,
            unit="rows/s",
            at_least=True,
        ),
        Figure(
            "csv_in with the store",
            what % "with the time in which the store gives the record",
            rows / our_whole * 1000,
            rows / its_whole * 1000,
            1,
            unit="rows/s",
            at_least=True,
        ),
        Figure("csv_in memory", "growth at its highest", growth, GROWTH_MIB, 1, unit="MiB"),
    ]


def _edited(clinic: Clinic, path: Path) -> tuple[int, int]:
    """Write the file of all tasks with every so many rows changed; return the number of rows, and of changed cells."""
    rows = changed = 0
    with path.open("wb") as file:
        for chunk in tasks_csv(clinic, Scope(), actor=SURGEON, sheet=SHEET):
            lines = chunk.split(b"\r\n")
            for number, line in enumerate(lines):
                if line and not line.startswith(BYTE_ORDER_MARK):
                    rows += 1
                    if rows % EVERY == 0 and b",normal," in line:
                        lines[number] = line.replace(b",normal,", b",soon," if changed % 2 else b",urgent,", 1)
                        changed += 1
            file.write(b"\r\n".join(lines))
    return rows, changed


class Taken(NamedTuple):
    """What comparing a file with the record gave, and the time in ms: in all, and without that of the store."""

    cells: int
    whole: float
    own: float


def _each(clinic: Clinic, file: BinaryIO, compare: Callable[[Table, Current], int]) -> Taken:
    """Compare a file with the record, which is read as importing does."""
    with clinic.store.reading() as records:
        ask, in_store, held = current_tasks(clinic, records, SURGEON), 0.0, list[Mapping[str, TaskLine]]()

        def current(task_ids: Sequence[str]) -> Mapping[str, TaskLine]:
            nonlocal in_store
            begun = time.process_time()
            found = ask(task_ids)
            held.append(found)  # to let go of what the store gave is the store's time too
            del held[:-2]
            in_store += time.process_time() - begun
            return found

        file.seek(0)
        begun = time.process_time()
        cells = compare(Table(file, frozenset(COLUMNS), NO_CAPS), current)
        whole = time.process_time() - begun
        return Taken(cells, whole * 1000, (whole - in_store) * 1000)


def _ours(clinic: Clinic, file: BinaryIO) -> Taken:
    roles = [role for role, known in clinic.catalogue.roles.items() if not known.account_only]
    return _each(clinic, file, lambda table, now: sum(1 for _ in differences(table, now, order=None, roles=roles)))


def _pydantic(clinic: Clinic, file: BinaryIO) -> Taken:
    return _each(clinic, file, lambda _, now: sum(_other_cells(file, now)))


def _rows(file: BinaryIO) -> Iterator[list[dict[str, str]]]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    rows = csv.DictReader(text)
    while some := list(islice(rows, ROWS_AT_A_TIME)):
        yield some
    text.detach()


def _other_cells(file: BinaryIO, current: Current) -> Iterator[int]:
    """Yield for each row how many of its cells that may be changed say otherwise; a row that is no model counts one."""
    for rows in _rows(file):
        now = current([row["task_id"] for row in rows])
        for row in rows:
            try:
                read = Row.model_validate({name: unguard(text) or None for name, text in row.items()})
            except ValidationError as refused:
                yield len(refused.errors())
                continue
            line = now[read.task_id]
            yield sum(str(getattr(read, name) or "") != str(getattr(line, name) or "") for name in EDITABLE)


def _growth(clinic: Clinic, file: BinaryIO) -> float:
    """Return by how much Python's memory grows at its highest over the whole file, in MiB."""
    tracemalloc.start()
    _ours(clinic, file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def _same_as_the_slow_way(clinic: Clinic, file: BinaryIO, changed: int) -> None:
    """Raise AssertionError unless both ways find the cells that were changed and no other."""
    found = [way(clinic, file).cells for way in (_ours, _pydantic)]
    if found != [changed, changed] or changed < 2:
        raise AssertionError(f"{found} and {changed} cells")
