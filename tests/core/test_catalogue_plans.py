"""The promises of DESIGN 1 for every pair and triple of real causes, in every order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplan.apply import apply
from careplan.cause import SuspectedCause
from careplan.expand import Expansion, expand
from careplan.facts import Entry, Record
from careplan.patient import Operation, Procedure, ProcedureKind
from careplan.plan import CarePlan
from careplan.plan_inputs import PlanInputs
from careplan.reconcile import reconcile
from careplan.template_set import TemplateSet
from tests.core.invariants import dates, no_cycle
from tests.core.story import MONDAY, fused
from tests.known_catalogue import known_templates

CAUSES = sorted(known_templates().cause_modules)
PAIRS = list(combinations(CAUSES, 2))
TRIPLES = list(combinations(CAUSES, 3))

_FACTS = {"smoker": "yes", "psych_flag": "yes", "neuropathic_positive": "yes", "symptom_months": 9.0, "employed": "yes"}


def _inputs(*causes: str) -> PlanInputs:
    """Return a patient of whom much is known: fused eight months ago, an operation and an epidural planned."""
    later = (MONDAY + timedelta(days=n) for n in (120, 70))
    operation, epidural = later
    record = Record(
        MONDAY,
        operations=(fused(8), Operation(number=2, day=operation, recorded=MONDAY, done=False)),
        procedures=(Procedure(number=1, kind=ProcedureKind.EPIDURAL, planned=epidural, recorded=MONDAY),),
        facts={name: (Entry(MONDAY, value),) for name, value in _FACTS.items()},
        gates={gate: (Entry(MONDAY, "yes"),) for gate in ("gate.surgery", "gate.injection", "gate.scs")},
    )
    return PlanInputs(
        record, tuple(SuspectedCause(cause, MONDAY + timedelta(days=30 * n)) for n, cause in enumerate(causes))
    )


def _orders(inputs: PlanInputs) -> Iterator[PlanInputs]:
    for causes in permutations(inputs.causes):
        yield replace(inputs, causes=causes)


def _sound(templates: TemplateSet, inputs: PlanInputs) -> Expansion:
    expansion = expand(templates, inputs)
    dates(expansion, templates)
    no_cycle(expansion)
    return expansion


def test_every_pair_of_causes_makes_one_sound_plan_in_both_orders(templates: TemplateSet) -> None:
    for pair in PAIRS:
        one, other = _orders(_inputs(*pair))
        assert _sound(templates, one) == expand(templates, other), pair


def test_every_triple_of_causes_makes_one_sound_plan_in_two_orders(templates: TemplateSet) -> None:
    for triple in TRIPLES:
        inputs = _inputs(*triple)
        turned = replace(inputs, causes=inputs.causes[::-1])
        assert _sound(templates, inputs) == expand(templates, turned), triple


@pytest.mark.parametrize("triple", TRIPLES[::97], ids=", ".join)
def test_a_sample_of_triples_in_all_six_orders(templates: TemplateSet, triple: tuple[str, str, str]) -> None:
    first, *others = (expand(templates, inputs) for inputs in _orders(_inputs(*triple)))
    assert all(other == first for other in others)


@settings(max_examples=10, deadline=None, derandomize=False)
@given(st.sampled_from(TRIPLES))
def test_triples_drawn_anew_in_each_run_make_one_plan_in_all_six_orders(
    templates: TemplateSet, triple: tuple[str, str, str]
) -> None:
    """All 5,814 orders of all 969 triples take minutes: two of each are compared above, six of some here."""
    first, *others = (expand(templates, inputs) for inputs in _orders(_inputs(*triple)))
    assert all(other == first for other in others)


MOST_ROWS, FEWEST_ROWS, ROWS_OF_NORMAL_RECOVERY = 180, 50, 15


def _rows(templates: TemplateSet, *causes: str) -> int:
    """Return the rows of a first plan of a patient of whom nothing else is known, all occurrences counted."""
    inputs = PlanInputs(Record(MONDAY), tuple(SuspectedCause(cause, MONDAY) for cause in causes))
    return len(expand(templates, inputs).tasks)


def test_r36_a_plan_has_50_to_180_rows_and_one_of_normal_recovery_15(templates: TemplateSet) -> None:
    rows = {causes: _rows(templates, *causes) for number in (1, 2) for causes in combinations(CAUSES, number)}
    outside = {causes: count for causes, count in rows.items() if not FEWEST_ROWS <= count <= MOST_ROWS}
    assert not outside
    assert _rows(templates, "normal_recovery") == ROWS_OF_NORMAL_RECOVERY


@pytest.mark.parametrize("cause", CAUSES)
def test_a_new_plan_holds_each_desired_task_once_and_is_complete(templates: TemplateSet, cause: str) -> None:
    inputs = PlanInputs(Record(MONDAY), (SuspectedCause(cause, MONDAY),))
    expansion = _sound(templates, inputs)
    plan = apply(CarePlan(inputs), reconcile(CarePlan(inputs), expansion), at=MONDAY)
    assert plan.tasks.keys() == expansion.tasks.keys()
    assert reconcile(plan, expansion) == ()
    assert plan.version == 1


ALWAYS = {
    "scar_tissue": 28,
    "failed_fusion": 28,
    "arachnoiditis": 24,
    "hardware_failure": 24,
    "inadequate_decompression": 23,
    "wrong_site": 24,
    "adjacent_segment": 24,
    "new_injury": 22,
    "habits": 22,
    "malalignment": 22,
    "instability": 23,
    "facet_pain": 20,
    "si_joint_pain": 20,
    "infection": 27,
    "neuropathic_pain": 23,
    "psychosocial": 21,
    "unrelated_cause": 20,
}
"""How many tasks a plan always has (REFERENCE 4, first table)."""


@pytest.mark.parametrize("cause", sorted(ALWAYS))
def test_a_plan_has_the_tasks_that_the_reference_counts(templates: TemplateSet, cause: str) -> None:
    """Counted with every question open and every gate undecided but surgery, which was decided against."""
    gates = {"gate.surgery": (Entry(MONDAY, "no"),)}
    inputs = PlanInputs(Record(MONDAY, gates=gates), (SuspectedCause(cause, MONDAY),))
    assert len({task.key for task in expand(templates, inputs).tasks.values()}) == ALWAYS[cause]
