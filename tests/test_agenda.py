"""Which plans are on the agenda of a review meeting, why, in which order (data/agenda_rules.toml)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from careplan.agenda import AgendaCase, Asked, AskedBy, FlagFact, PlanFacts, Unanswered, agenda
from careplan.cause import Certainty
from tests.known_catalogue import known_catalogue

DAY = date(2026, 3, 16)
START = DAY - timedelta(days=14)
CALM = PlanFacts(
    "PL-0001-01",
    "P-0001",
    START,
    causes=(("scar_tissue", Certainty.SUSPECTED),),
    next_review=DAY + timedelta(days=30),
)
"""A plan of which no rule has anything to say."""


def on_agenda(*plans: PlanFacts, day: date = DAY) -> tuple[AgendaCase, ...]:
    catalogue = known_catalogue()
    safety = {rule.id: rule.condition for rule in catalogue.clinical.safety_rules.safety_rules}
    return agenda(catalogue.agenda_rules.values(), safety, plans, day)


def reasons(plan: PlanFacts, day: date = DAY) -> list[str]:
    return [reason.words for case in on_agenda(plan, day=day) for reason in case.reasons]


def test_a_plan_that_nothing_speaks_of_is_not_on_the_agenda() -> None:
    assert on_agenda(CALM) == ()
    found = agenda(
        known_catalogue().agenda_rules.values(),
        {},
        [CALM, replace(CALM, plan_id="PL-9", next_review=None)],
        DAY,
        also=CALM.plan_id,
    )
    assert [(case.plan_id, len(case.reasons)) for case in found] == [("PL-9", 1), (CALM.plan_id, 0)]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"flags": (FlagFact("possible infection", "U1"),)}, "Red flag: possible infection"),
        ({"dose": 50}, "MME 50 a day"),
        ({"worse": (("ODI", 12.0),)}, "Worse by 12 ODI points"),
        ({"asked": (Asked(AskedBy.UNDONE, "“MRI” was declined", DAY),)}, "“MRI” was declined, and work waits for it"),
        ({"asked": (Asked(AskedBy.SERIES_END, "Series ended, still not “x”", DAY),)}, "Series ended, still not “x”"),
        ({"asked": (Asked(AskedBy.DECISION, "Decide on surgery", DAY, "Is it?"),)}, "Due: Decide on surgery"),
        ({"changes_waiting": 2}, "Plan changes to look at (2)"),
        ({"start": DAY - timedelta(days=42)}, "Cause not confirmed after 6 weeks"),
        ({"next_review": DAY}, "Review date reached: 16 Mar 2026"),
        ({"next_review": None}, "No review date"),
        ({"newer": ("Core", "Scar tissue")}, "New version of a template: Core, Scar tissue"),
        ({"added_by": "surgeon"}, "Added by the surgeon"),
        ({"conflicts": 2}, "Conflicts between disciplines (2)"),
        ({"hand_offs": (Unanswered("MRI", date(2026, 3, 9)),)}, "Hand-off unanswered since 9 Mar 2026: MRI"),
    ],
)
def test_each_rule_finds_its_reason_and_no_other_does(changed: dict[str, object], words: str) -> None:
    assert reasons(replace(CALM, **changed)) == [words]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"dose": 49.9},
        {"asked": (Asked(AskedBy.DECISION, "Decide on surgery", DAY + timedelta(days=1)),)},
        {"start": DAY - timedelta(days=41)},
        {"next_review": DAY + timedelta(days=1)},
        {"start": DAY - timedelta(days=99), "causes": (("scar_tissue", Certainty.CONFIRMED),)},
        {"start": DAY - timedelta(days=99), "causes": (("normal_recovery", Certainty.SUSPECTED),)},
    ],
)
def test_a_rule_holds_from_its_own_limit_on(changed: dict[str, object]) -> None:
    assert reasons(replace(CALM, **changed)) == []  # type: ignore[arg-type]


def test_six_weeks_are_the_end_of_the_window_of_the_case_conference() -> None:
    """The number stands in one more place than in the template, so both are held together."""
    catalogue = known_catalogue()
    rule = catalogue.agenda_rules["cause_not_confirmed"]
    [conference] = [task for task in catalogue.modules["core"].tasks if task.id == "K11"]
    assert rule.days == conference.days.last


def test_red_flags_stand_first_the_most_urgent_before_the_others_and_each_case_once() -> None:
    plans = [
        replace(CALM, plan_id="PL-1", added_by="nurse"),
        replace(CALM, plan_id="PL-2", dose=60, added_by="nurse"),
        replace(CALM, plan_id="PL-3", flags=(FlagFact("infection", "U2"),), dose=200),
        replace(CALM, plan_id="PL-4", dose=90),
        replace(CALM, plan_id="PL-5", flags=(FlagFact("cauda equina", "U0"),)),
        replace(CALM, plan_id="PL-6", worse=(("ODI", 10), ("NRS leg", 12))),
    ]
    found = on_agenda(*plans)
    assert [case.plan_id for case in found] == ["PL-5", "PL-3", "PL-4", "PL-2", "PL-6", "PL-1"]
    assert [reason.rule for reason in found[1].reasons] == ["red_flag", "opioid_dose"]
    assert [reason.words for reason in found[4].reasons] == ["Worse by 12 NRS leg points", "Worse by 10 ODI points"]
    assert on_agenda(*reversed(plans)) == found, "the order of the plans does not matter"


def test_the_question_is_that_of_the_first_reason_that_puts_one() -> None:
    [case] = on_agenda(
        replace(CALM, added_by="surgeon", asked=(Asked(AskedBy.DECISION, "Decide", DAY, "Is it planned?"),))
    )
    assert case.question == "Is it planned?"
    [only_added] = on_agenda(replace(CALM, added_by="surgeon"))
    assert only_added.question == ""
