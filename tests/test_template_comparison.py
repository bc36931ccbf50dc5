"""Which tasks two templates share, and what they say differently."""

from __future__ import annotations

from careplan.template import ModuleDefinition
from careplan.template_comparison import ComparedPhase, compare_tasks
from tests.known_catalogue import known_catalogue

CATALOGUE = known_catalogue()
GROUPS = {member: group.group for group in CATALOGUE.groups.values() for member in group.members}


def module(key: str) -> ModuleDefinition:
    return CATALOGUE.modules[key]


def compared(first: str, second: str) -> tuple[ComparedPhase, ...]:
    return compare_tasks(module(first).tasks, module(second).tasks, GROUPS)


def test_merged_tasks_stand_in_both_with_what_differs() -> None:
    shared = {
        (pair.first.id, pair.second.id): pair.differences
        for p in compared("scar_tissue", "recurrence")
        for pair in p.shared
    }
    assert shared == {("SC01", "RC01"): ("day",), ("SC09", "RC10"): ("day",), ("SC15", "RC20"): ()}


def test_every_task_of_both_stands_exactly_once() -> None:
    for first in CATALOGUE.modules:
        for second in CATALOGUE.modules:
            phases = compared(first, second)
            of_first = [t.id for p in phases for t in (*(pair.first for pair in p.shared), *p.only_first)]
            of_second = [t.id for p in phases for t in (*(pair.second for pair in p.shared), *p.only_second)]
            assert sorted(of_first) == sorted(task.id for task in module(first).tasks)
            assert sorted(of_second) == sorted(task.id for task in module(second).tasks)


def test_role_repeat_and_phase_are_told_apart_from_the_day() -> None:
    [task] = [task for task in module("scar_tissue").tasks if task.id == "SC01"]
    other = task.model_copy(update={"role": "pain_specialist", "repeat": "7d x2", "phase": "review"})
    [phase] = compare_tasks([task], [other], {})
    assert phase.shared[0].differences == ("role", "repeat", "phase")
    assert phase.phase == "evaluate"


def test_a_template_beside_itself_differs_in_nothing() -> None:
    phases = compared("failed_fusion", "failed_fusion")
    assert all(not pair.differences for phase in phases for pair in phase.shared)
    assert all(not phase.only_first and not phase.only_second for phase in phases)
