"""A plan that leaves one careplan as FHIR and is taken into a plan of another: what the preview says is what comes."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from careplan.coordination.export_rows import Scope, Sheet
from careplan.coordination.exports import fhir
from careplan.coordination.other_plans import Offer, offers, read_other
from careplan.coordination.other_plans_apply import take_other
from careplan.coordination.undo import undo
from careplan.errors import NotAllowed
from careplan.plan import PlannedTask
from careplan.task import Priority
from tests.small_clinic import MONDAY, PEOPLE, SmallClinic, open_small_clinic

COORDINATOR = PEOPLE["coordinator"]
NOTICE = Sheet(reason="Asked")


def exported(small: SmallClinic, plan_id: str) -> bytes:
    return b"".join(fhir(small.clinic, Scope(plan_id=plan_id), actor=COORDINATOR, sheet=NOTICE))


def whole(tasks: list[PlannedTask], named: dict[Any, str]) -> list[tuple[object, ...]]:
    """Return of each task what is to come again: title, role, days, priority, and titles of what it waits for."""
    return sorted(
        (
            task.title,
            task.role,
            str(task.due),
            str(task.desired.window),
            task.priority,
            tuple(sorted(named[one] for one in task.desired.waits if one in named)),
        )
        for task in tasks
    )


def promised(offer: Offer, taken: dict[str, str]) -> tuple[object, ...]:
    """Return the same as the preview tells it; `taken` are titles by key."""
    one = offer.activity
    first = one.first if one.first and one.due and one.first < one.due else one.due
    window = (first, one.due) if one.due else None
    after = tuple(sorted(taken[key] for key in one.after if key in taken))
    return one.title, offer.role, str(one.due), str(window), one.priority, after


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallClinic, SmallClinic]:
    """Two clinics that were set up on different days, on the same Monday."""
    there = open_small_clinic(tmp_path_factory.mktemp("there"), in_file=True)
    return there, open_small_clinic(tmp_path_factory.mktemp("here"), day=MONDAY - timedelta(days=7)).on(MONDAY)


def test_tasks_come_with_their_days_roles_priority_and_order(clinics: tuple[SmallClinic, SmallClinic]) -> None:
    there, here = clinics
    left, plan_id = there.begin("V2", "failed_fusion").plan_id, here.begin("V2", "failed_fusion").plan_id
    data, theirs = exported(there, left), there.plan(left).tasks
    found = read_other(here.clinic, io.BytesIO(data), actor=COORDINATOR)
    [plan] = found.plans
    assert (plan.warnings, plan.subject.words) == ((), "V2")
    offered = offers(here.clinic, found, plan_id, actor=COORDINATOR)
    ticked = [one for one in offered.tasks if one.ticked]
    assert [one.note for one in offered.tasks if not one.ticked] == ["done there"], "red flags were answered at intake"
    order = [leaf.path for leaf in found.unknown if "relatedAction" in leaf.path]
    assert order == [], "what waits for what is understood"
    lines = "\n".join(line for one in plan.activities for line in one.lines)
    assert "last updated" not in lines and "authored" not in lines and "To do" not in lines
    assert "Low back pain" not in str(plan.lines), "codes in use for a cause are no findings of the patient"

    keys = [one.key for one in (*ticked, *offered.goals)]
    taken = take_other(here.clinic, io.BytesIO(data), plan_id, keys, actor=COORDINATOR)
    assert taken.refused == ()
    made = [task for task in here.plan(plan_id).tasks.values() if task.by_hand]
    came = whole(made, {task.identity: task.title for task in made})
    assert came == sorted(promised(one, {one.key: one.activity.title for one in ticked}) for one in ticked)
    left_open = [task for task in theirs.values() if task.is_open]
    went = whole(left_open, {task.identity: task.title for task in left_open})
    assert [(*one[:3], *one[4:]) for one in came] == [(*one[:3], *one[4:]) for one in went]
    assert sum(len(task.desired.waits) for task in made) > 10
    assert any("After “Screen for red flags”" in line for task in made for line in task.desired.done_when)
    undo(here.clinic, taken.done.act, actor=COORDINATOR)
    assert not any(task.is_open for task in here.plan(plan_id).tasks.values() if task.by_hand)
