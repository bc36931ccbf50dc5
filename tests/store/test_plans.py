"""A plan comes back as it was kept, and keeping it again writes only what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from careplan.errors import Conflict, NotFound
from tests.store.ward import MORNING, START, Ward, closed


def test_a_plan_comes_back_as_it_was_kept(ward: Ward) -> None:
    kept = ward.admit("scar_tissue", "failed_fusion")
    read = ward.read(kept.id)
    assert read.plan == kept
    assert len(kept.tasks) > 50
    assert (kept.id, kept.patient_id, kept.version) == ("PL-0001-01", "P-0001", 1)
    assert next(iter(kept.tasks.values())).id == "T-000001"
    assert read.plan.modules == {"core": 1, "scar_tissue": 1}


def test_a_plan_comes_back_from_a_file(file_ward: Ward) -> None:
    kept = file_ward.admit("recurrent_disc")
    assert file_ward.read(kept.id).plan == kept


def test_a_changed_plan_is_the_next_version(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    task = ward.ready(before.plan)[0]
    saved = ward.save(before, before.plan.with_task(closed(task, START)), at=MORNING + timedelta(hours=2))
    read = ward.read(saved.id)
    assert read.plan == saved
    assert read.plan.version == 2
    changed = {i for i, version in read.row_versions.items() if version != 1}
    assert changed == {task.identity}
    with ward.store.reading() as records:
        written = records.tasks.written(saved.id)
    assert written[task.id] == (MORNING, MORNING + timedelta(hours=2), "surgeon", 2)
    assert {each.updated_by for shown, each in written.items() if shown != task.id} == {"primary.care"}


def test_who_was_here_first_wins(ward: Ward) -> None:
    seen = ward.read(ward.admit("scar_tissue").id)
    first, second = ward.ready(seen.plan)[:2]
    ward.save(seen, seen.plan.with_task(closed(first, START)))
    with pytest.raises(Conflict, match="PL-0001-01 was changed"):
        ward.save(seen, seen.plan.with_task(closed(second, START)))
    now = ward.read(seen.plan.id)
    assert now.plan.tasks[second.identity].is_open
    assert now.plan.version == 2


def test_only_rows_that_differ_are_written(ward: Ward) -> None:
    before = ward.read(ward.admit("scar_tissue").id)
    task = ward.ready(before.plan)[0]
    moved = replace(task, overrides=replace(task.overrides, due=START + timedelta(days=40)))
    with ward.store.count_queries() as ran:
        ward.save(before, before.plan.with_task(moved))
    written = [text for text in ran if text.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert [text.split()[1].strip('"') for text in written if text.startswith("UPDATE")] == ["plan", "task"]


def test_an_unknown_plan_and_task_are_not_found(ward: Ward) -> None:
    with ward.store.reading() as records:
        with pytest.raises(NotFound, match="No such record"):
            records.plans.get("PL-0001-01")
        with pytest.raises(NotFound, match="No such record"):
            records.plans.of_task("T-000001")
        with pytest.raises(NotFound, match="No such record"):
            records.plans.of_task("1 or 1=1")
