"""create: a plan of about a hundred tasks built and kept durably, against inserting the same rows with one commit."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, insert, select

from careplan.coordination.done import Done
from careplan.coordination.planning import create_plan, propose
from careplan.draft_plan import Edits
from careplan.intake import Intake, read_intake
from careplan.numbering import in_order
from careplan.store.schema import (
    event,
    fact_entry,
    finding_entry,
    observation,
    patient,
    plan,
    plan_cause,
    plan_module,
    task,
    task_wait,
)
from careplan.web.collector import settle as settle_collector
from tests.benchmarks.figure import Figure, alternating
from tests.small_clinic import PEOPLE, VIGNETTES, SmallClinic, open_small_clinic

CAUSES: Final = ("scar_tissue", "failed_fusion")
ROUNDS: Final = 25
TABLES: Final = (patient, plan, plan_cause, plan_module, fact_entry, finding_entry, observation, task, task_wait, event)

Rows = dict[str, list[dict[str, Any]]]


def run() -> list[Figure]:
    """Measure both in turn; both seal what they write."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare").mkdir()
        small = open_small_clinic(Path(folder), in_file=True)
        bare = open_small_clinic(Path(folder) / "bare", in_file=True)
        intake = _intake(small)
        made = _create(small, intake).plan_id
        _same_as_the_slow_way(small, made)
        rows = _rows_of(small, made)
        copies = iter(range(1, 10_000))
        settle_collector()
        ours, reference = alternating(
            lambda: _create(small, intake), lambda: _insert(bare, rows, next(copies)), rounds=ROUNDS, warm=3
        )
        small.clinic.store.close()
        bare.clinic.store.close()
    what = f"a plan of {len(rows['task'])} tasks built and kept / its rows inserted bare, both with one durable commit"
    return [Figure("create", what, ours, reference, 2)]


def _create(small: SmallClinic, intake: Intake) -> Done:
    """Build and keep the plan of a new patient."""
    return create_plan(
        small.clinic,
        intake,
        CAUSES,
        actor=PEOPLE["primary.care"],
        red_flags_answered=True,
        reason="As discussed",
    )


def _intake(small: SmallClinic) -> Intake:
    """Return a worked vignette of nobody: each plan made of it is a new patient's."""
    clinic = small.clinic
    intake = read_intake((VIGNETTES / "V2.json").read_text(), clinic.content, today=clinic.today())
    return replace(intake, patient=intake.patient.model_copy(update={"id": ""}))


def _rows_of(small: SmallClinic, plan_id: str) -> Rows:
    """Return every row that a plan is kept in, by table."""
    patient_id = small.plan(plan_id).patient_id
    found: Rows = {}
    with small.clinic.store._database.reading() as connection:
        for table in TABLES:
            whose: ColumnElement[bool]
            if table is task_wait:
                whose = table.c.task.in_(select(task.c.id).where(task.c.plan == plan_id))
            elif "patient" in table.c:
                whose = table.c.patient == patient_id
            else:
                whose = table.c.id == patient_id if table is patient else table.c.plan == plan_id
            found[table.name] = [dict(row) for row in connection.execute(select(table).where(whose)).mappings()]
    return found


def _insert(bare: SmallClinic, rows: Rows, copy: int) -> None:
    """Insert the rows as those of another patient, in one transaction."""
    with bare.clinic.store._database.writing() as connection:
        for table in TABLES:
            connection.execute(insert(table), [_renamed(table, row, copy) for row in rows[table.name]])


def _renamed(table: Table, row: dict[str, Any], copy: int) -> dict[str, Any]:
    shown = {"id"} if table in (patient, plan) else set()
    numbers = {"task", "waits_for"} if table is task_wait else {"id"} - shown
    changed = {name: f"{row[name]}/{copy}" for name in (*shown, "patient", "plan", "chain") if row.get(name)}
    changed |= {name: row[name] + copy * 1000 for name in numbers if name in row}
    return {**row, **changed}


def _same_as_the_slow_way(small: SmallClinic, plan_id: str) -> None:
    """Raise AssertionError unless the kept plan is the one that is proposed, task by task."""
    proposed = propose(small.clinic, _intake(small), CAUSES, Edits(), actor=PEOPLE["primary.care"]).draft.plan
    kept = small.plan(plan_id)
    if [task.desired for task in kept.tasks.values()] != [task.desired for task in in_order(proposed).tasks.values()]:
        raise AssertionError("the plan that was kept is not the plan that was meant")
