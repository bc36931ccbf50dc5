"""csv_out: the guarded tasks file of a million tasks, streamed, against pandas reading and writing the same columns."""

from __future__ import annotations

import io
import sqlite3
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd  # type: ignore[import-untyped]  # no stubs in the house
from sqlalchemy import text

from careplan.catalogue import load, template_set
from careplan.clinic import Clinic
from careplan.clock import Clock
from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import tasks_csv
from careplan.exchange.task_lines import Kept, task_lines
from careplan.exchange.task_lines import Sheet as PlanSheet
from careplan.exchange.tasks_csv import write
from careplan.settings import Settings
from careplan.standing import standings
from careplan.team import Practitioner
from tests.benchmarks._filled import TODAY, fill
from tests.benchmarks.figure import Figure, alternating

TEAMS: Final = 99
"""About a million tasks."""
FEW: Final = 3
"""About thirty thousand: what rates are compared on before, and first bytes."""
CHUNK: Final = 10_000
SURGEON: Final = Practitioner(id="surgeon", role="surgeon")
SHEET: Final = Sheet("http://127.0.0.1:8501", reason="Benchmark")
GROWTH_MIB: Final = 8
FIRST_BYTE_MS: Final = 50

_WAITS: Final = """
insert into task_wait (task, waits_for, position)
select w.task + :many * c.value, w.waits_for + :many * c.value, w.position
from task_wait w join task t on t.id = w.task, json_each(:copies) c where t.team = 1
"""
_MODULES: Final = """
insert into plan_module (plan, module, version)
select m.plan || '/' || c.value, m.module, m.version
from plan_module m, json_each(:copies) c where instr(m.plan, '/') = 0
"""
_SAME_COLUMNS: Final = """
select t.id, t.patient, pa.name, t.plan,
  (select group_concat(c.cause, ';') from plan_cause c where c.plan = t.plan) as cause,
  t.phase, t.seq, t.title, t.done_when, t.role, t.assignee, t.status, t.priority, t.window_from, t.due, t.closed_on,
  t.outcome, t.note,
  (select group_concat('T-' || printf('%06d', w.waits_for), ';') from task_wait w where w.task = t.id) as depends_on,
  null as handoff, p.goal, t.members, t.evidence || ';' || t.sources as evidence, t.red_flag, t.late_after,
  t.created_at, t.updated_at, t.updated_by, t.row_version,
  'http://127.0.0.1:8501/plan?id=' || t.plan || '&task=T-' || printf('%06d', t.id) as link, 'careplan-tasks/1' as schema
from task t join plan p on p.id = t.plan join patient pa on pa.id = p.patient
order by t.patient, t.plan, t.seq
"""


def run() -> list[Figure]:
    """Measure; takes about five minutes and two gigabytes of disk."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _warm(home / "few.db", home)
        clinic, many = filled(home / "many.db", home, TEAMS)
        _same_as_the_slow_way(clinic)
        _read_once(home / "many.db")
        first = _first_byte(clinic)
        ours, reference = alternating(
            lambda: _rows(clinic, many), lambda: _pandas(home / "many.db", many), rounds=3, warm=0
        )
        growth = _growth(clinic)
        clinic.store.close()
    rate = f"rows a second of {many} tasks as CSV / pandas read_sql and to_csv of the same columns, {CHUNK} at a time"
    return [
        Figure("csv_out rate", rate, many / ours * 1000, many / reference * 1000, 1.3, unit="rows/s", at_least=True),
        Figure("csv_out memory", "growth at its highest, a third of the rows", growth, GROWTH_MIB, 1, unit="MiB"),
        Figure("csv_out first byte", "asked for to first bytes", first, FIRST_BYTE_MS, 1),
    ]


def filled(path: Path, home: Path, teams: int) -> tuple[Clinic, int]:
    """Return a clinic whose surgeon is on every team, with what the copies wait for."""
    store, many = fill(path, teams)
    with store._database.writing() as connection:
        copies = {"many": many // teams, "copies": str(list(range(1, teams)))}
        connection.execute(text(_WAITS), copies)
        connection.execute(text(_MODULES), copies)
        connection.exec_driver_sql("analyze")
    with store.writing() as records:
        for team in range(2, teams + 1):
            records.teams.join(team, SURGEON)
    catalogue = load()
    clock = Clock(None, TODAY)
    return Clinic(store, catalogue, template_set(catalogue), clock, Settings(home=home, today=TODAY)), many


def _warm(path: Path, home: Path) -> None:
    clinic, many = filled(path, home, FEW)
    _rows(clinic, many)
    _pandas(path, many)
    clinic.store.close()


def _read_once(path: Path) -> None:
    """Read the file, so that whoever is measured first does not wait for the disk alone."""
    with path.open("rb") as file:
        while file.read(2**24):
            pass


def _file(clinic: Clinic) -> Iterator[bytes]:
    return tasks_csv(clinic, Scope(), actor=SURGEON, sheet=SHEET)


def _rows(clinic: Clinic, many: int) -> None:
    """Write the file and raise AssertionError unless every task is in it."""
    if sum(chunk.count(b"\r\n") for chunk in _file(clinic)) < many + 1:
        raise AssertionError("rows are missing")


def _pandas(path: Path, many: int) -> None:
    out, rows = io.StringIO(), 0
    connection = sqlite3.connect(path)
    for chunk in pd.read_sql(_SAME_COLUMNS, connection, chunksize=CHUNK):
        out.seek(0)
        out.truncate()
        chunk.to_csv(out, index=False, header=rows == 0)
        rows += len(chunk)
    connection.close()
    if rows != many:
        raise AssertionError("the reference has other rows")


def _first_byte(clinic: Clinic) -> float:
    """Return the best of five, in ms."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        chunks = _file(clinic)
        next(chunks)
        next(chunks)
        times.append((time.perf_counter() - begun) * 1000)
        del chunks
    return min(times)


def _growth(clinic: Clinic) -> float:
    """Return by how much Python's memory grows at its highest while a third of the rows is written, in MiB."""
    chunks = _file(clinic)
    tracemalloc.start()
    for number, _ in enumerate(chunks):
        if number >= 700:
            break
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def _same_as_the_slow_way(clinic: Clinic) -> None:
    """Raise AssertionError unless the file of one plan is the one that the whole plan gives, task by task."""
    with clinic.store.reading() as records:
        record = records.plans.get("PL-0001-01")
        written = records.tasks.written("PL-0001-01")
    kept = {identity: Kept(*written[task.id]) for identity, task in record.plan.tasks.items()}
    sheet = PlanSheet(clinic.today(), record.plan.modules, SHEET.address, kept=kept, words=clinic.words.text)
    slow = b"".join(write(task_lines(record.plan, standings(record.plan, clinic.templates), sheet)))
    fast = b"".join(tasks_csv(clinic, Scope(plan_id="PL-0001-01"), actor=SURGEON, sheet=replace(SHEET, reason="")))
    if slow != fast:
        raise AssertionError("the streamed file is not the file of the plan")
