"""complete: an act with permission, version, what follows of it, event and hash, against a bare update and insert."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from sqlalchemy import bindparam, insert, update

from careplan.coordination.closing import complete
from careplan.standing import standings
from careplan.store import EventFilter, TaskRow
from careplan.store.numbers import number_of
from careplan.store.plan_tasks import stands_of
from careplan.store.schema import event, task
from careplan.task import Outcome, Readiness
from careplan.web.collector import settle as settle_collector
from tests.benchmarks.figure import Figure
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

WARM: Final = 5
ACTS: Final = 40
_OF_ROLE: Final = {person.role: person for person in PEOPLE.values()}
_CLOSE: Final = (
    update(task)
    .where(task.c.id == bindparam("number"))
    .values(status="done", outcome="as_planned", closed_on=MONDAY, is_open=False, row_version=task.c.row_version + 1)
)


def run() -> list[Figure]:
    """Measure both in turn, on two clinics that hold the same plans in files; both seal what they write."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare").mkdir()
        small, bare = _with_plans(Path(folder)), _with_plans(Path(folder) / "bare")
        settle_collector()
        ours: list[float] = []
        reference: list[float] = []
        for act in range(WARM + ACTS):
            row = _next(small)
            ours.append(_timed(partial(_complete, small, row)))
            reference.append(_timed(partial(_close_bare, bare, row, act)))
            _same_as_the_slow_way(small, row)
        small.clinic.store.close()
        bare.clinic.store.close()
    rate, bare_rate = (1000 / median(times[WARM:]) for times in (ours, reference))
    what = "complete(task) of a plan of about a hundred / a bare update and insert with one durable commit"
    return [Figure("complete sqlite", what, rate, bare_rate, 0.5, unit="acts/s", at_least=True)]


def _timed(way: Callable[[], object]) -> float:
    begun = time.perf_counter()
    way()
    return (time.perf_counter() - begun) * 1000


def _with_plans(home: Path) -> SmallClinic:
    small = open_small_clinic(home, in_file=True)
    for vignette, cause in (("V1", "scar_tissue"), ("V2", "failed_fusion"), ("V3", "recurrent_disc")):
        small.begin(vignette, cause)
    return small


def _next(small: SmallClinic) -> TaskRow:
    """Return a task that is ready; raises AssertionError where nothing is left to close."""
    with small.clinic.store.reading() as records:
        plans = [plan for name in ("V1", "V2", "V3") for plan in records.plans.of_patient(name)]
        rows = [row for plan in plans for row in records.tasks.of_plan_rows(plan)]
    ready = [row for row in rows if row.readiness is Readiness.READY]
    if not ready:
        raise AssertionError("nothing is left to close")
    return ready[0]


def _complete(small: SmallClinic, row: TaskRow) -> None:
    complete(small.clinic, row.id, outcome=Outcome.NOT_NEEDED, actor=_OF_ROLE[row.role], note="Seen")


def _close_bare(bare: SmallClinic, row: TaskRow, act: int) -> None:
    """Close the row, and write a row like that of an event."""
    kept = {"chain": f"bare-{act}", "seq": 1, "at": datetime.now(UTC), "what": "task.not_done"}
    kept |= {"actor": "surgeon", "acting_role": row.role, "act": f"{act:032}", "prev": "0" * 64, "hash": "0" * 64}
    kept |= {
        "patient": row.patient_id,
        "plan": row.plan_id,
        "task": row.id,
        "changes": "{}",
        "reason": "",
        "undo": "{}",
    }
    with bare.clinic.store._database.writing() as connection:
        connection.execute(_CLOSE, {"number": number_of(row.id)})
        connection.execute(insert(event), kept)


def _same_as_the_slow_way(small: SmallClinic, row: TaskRow) -> None:
    """Raise AssertionError unless the task is closed, its event in the chain, and every row stands as computed anew."""
    record = small.record(row.plan_id)
    stands = stands_of(record.plan, standings(record.plan, small.clinic.templates))
    with small.clinic.store.reading() as records:
        [last] = records.events.latest(EventFilter(task_id=row.id), limit=1)
    if record.plan.tasks[row.identity].is_open or last.event.what != "task.not_done" or record.stands != stands:
        raise AssertionError(f"{row.id} was not closed as it should be")
