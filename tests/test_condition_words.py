"""Conditions as people read them."""

from __future__ import annotations

import re

import pytest

from careplan.condition_language import parse
from careplan.condition_words import condition_words
from tests.known_catalogue import known_catalogue

CATALOGUE = known_catalogue()
GATES = {gate.id: gate.label for gate in CATALOGUE.gates.values()}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("always", ""),
        ("smoker=yes", "Smoker"),
        ("pain_medicine_stopped", "Pain medicine stopped"),
        ("gate.surgery=yes and fusion_planned=no", "Surgery decided on and fusion planned: no"),
        ("gate.surgery!=no", "Surgery not decided against"),
        ("gate.cause=confirmed", "Cause confirmed"),
        ("fusion_grade!=fused", "Fusion grade is not fused"),
        ("phq9>=10 or gad7>37", "PHQ-9 10 or more or GAD-7 above 37"),
        ("mbb_relief_pct>=50", "Relief after the medial branch block 50 percent or more"),
        (
            "symptom_months>=3 and (gate.injection=no or injection_relief_days<90)",
            "Months of the present pain 3 or more and (injection decided against or relief after the injection "
            "below 90 days)",
        ),
        ("not smoker", "Not smoker"),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: str, words: str) -> None:
    assert condition_words(parse(condition), CATALOGUE.facts, GATES) == words


def test_no_condition_of_the_catalogue_shows_a_sign_or_an_id() -> None:
    for module in CATALOGUE.modules.values():
        conditions = [module.when, *(task.when for task in module.tasks)]
        conditions += [task.series.until for task in module.tasks if task.series.until]
        for condition in conditions:
            assert not re.search(r"[=<>_]|gate\.", condition_words(condition, CATALOGUE.facts, GATES))
