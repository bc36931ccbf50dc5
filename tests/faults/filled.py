"""A clinic with people, patients, plans and events in a file that is copied for each fault."""

from __future__ import annotations

from pathlib import Path

from careplan.coordination.closing import complete
from careplan.store.engine import open_database
from careplan.store.verify import verify
from careplan.task import Outcome, Readiness
from tests.small_clinic import PEOPLE, SmallClinic, open_small_clinic


def fill(folder: Path) -> Path:
    """Make the clinic, with more than one event in each chain, and return its file; its key lies beside it."""
    small = open_small_clinic(folder, in_file=True)
    for vignette, cause in (("V1", "scar_tissue"), ("V3", "recurrent_disc")):
        plan_id = small.begin(vignette, cause).plan_id
        for _ in range(5):
            _close_one(small, plan_id)
    small.clinic.store.close()
    return folder / "clinic.db"


def _close_one(small: SmallClinic, plan_id: str) -> None:
    record = small.record(plan_id)
    ready = next(task for i, task in record.plan.tasks.items() if record.stands[i].readiness is Readiness.READY)
    actor = next(person for person in PEOPLE.values() if person.role == ready.role)
    complete(small.clinic, ready.id, outcome=Outcome.NOT_NEEDED, actor=actor, note="Seen")


def fault_of(file: Path, key: bytes) -> str:
    """Return what a check of the file finds; empty where all fits."""
    database = open_database(str(file))
    try:
        return verify(database, key).fault
    finally:
        database.close()
