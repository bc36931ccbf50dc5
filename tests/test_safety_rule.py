"""M01-M26: each rule holds on a minimal record and not on its negation; what is not known raises no alert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from careplan.condition_language import Value
from careplan.finding import Answer
from careplan.observation import Observation
from careplan.patient import Medicine, Operation, OperationProcedure, Patient, Procedure, ProcedureKind
from careplan.safety_names import safety_lookup
from careplan.safety_record import SafetyRecord
from careplan.safety_rule import Alert, Severity, alerts
from tests.clinical_story import content, knows

C = content()
TODAY = date(2026, 3, 2)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


class Case(NamedTuple):
    """What is known of one patient; everything that is left out is not known."""

    facts: Mapping[str, Value] = {}
    medicines: tuple[Medicine, ...] | None = None
    procedures: tuple[Procedure, ...] = ()
    operations: tuple[Operation, ...] = ()
    mme: tuple[tuple[date, float], ...] = ()
    findings: Mapping[str, Answer] = {}
    open_tasks: frozenset[str] = frozenset()
    done_tasks: Mapping[str, date] = {}
    red_flags: frozenset[str] = frozenset()


def raised(case: Case) -> dict[str, Alert]:
    patient = Patient(id="P-0001", operations=case.operations, procedures=case.procedures, medicines=case.medicines)
    record = SafetyRecord(
        on=TODAY,
        patient=patient,
        lookup=knows(**case.facts),
        observations=tuple(Observation(measure="mme", value=value, day=day) for day, value in case.mme),
        findings=case.findings,
        open_tasks=case.open_tasks,
        done_tasks=case.done_tasks,
        red_flags=case.red_flags,
    )
    lookup = safety_lookup(record, C.medicines, C.safety_rules.task_groups)
    found = alerts(C.safety_rules.safety_rules, lookup, case.medicines, C.medicines)
    return {alert.rule: alert for alert in found}


def takes(
    *names: str, amount: float | None = 30, started: date | None = None, review: date | None = None
) -> tuple[Medicine, ...]:
    return tuple(
        Medicine(name=name, amount_per_day=amount, unit="mg", started=started, last_review=review) for name in names
    )


def needle(
    kind: ProcedureKind = ProcedureKind.EPIDURAL,
    *,
    done: date | None = None,
    planned: date | None = None,
    steroid: bool | None = True,
    region: str = "lumbar",
) -> Procedure:
    return Procedure(number=1, kind=kind, done=done, planned=planned, steroid=steroid, region=region)


def operation(day: date, *procedures: OperationProcedure, done: bool = False) -> Operation:
    return Operation(number=1, day=day, done=done, procedures=procedures)


FUSION, LAMINECTOMY = OperationProcedure.SPINAL_FUSION, OperationProcedure.LAMINECTOMY
PLANNED = (needle(planned=TODAY + timedelta(days=7)),)
TRIAL = (needle(ProcedureKind.SCS_TRIAL, planned=TODAY + timedelta(days=7), steroid=None),)
NO_SIGN: dict[str, Answer] = {"h_fever": "no", "h_wound": "no", "l_crp_high": "no"}
THREE_LUMBAR = tuple(needle(done=ago(days)) for days in (20, 100, 200))
REPEAT = (needle(done=ago(100)), *PLANNED)
SOON = TODAY + timedelta(days=20)

# rule: a record on which it holds, the same with the one thing changed that makes it false.
CASES: dict[str, tuple[Case, Case]] = {
    "M01": (Case(medicines=takes("morphine", amount=50)), Case(medicines=takes("morphine", amount=49))),
    "M02": (Case(medicines=takes("morphine", amount=90)), Case(medicines=takes("morphine", amount=89))),
    "M03": (Case(medicines=takes("morphine", "diazepam")), Case(medicines=takes("morphine", "naproxen"))),
    "M04": (Case(medicines=takes("morphine", "pregabalin")), Case(medicines=takes("pregabalin"))),
    "M05": (Case(medicines=takes("buprenorphine")), Case(medicines=takes("morphine"))),
    "M06": (Case(medicines=takes("morphine")), Case(medicines=())),
    "M07": (
        Case(medicines=takes("morphine", started=ago(10))),
        Case(medicines=takes("morphine", started=ago(29))),
    ),
    "M08": (
        Case(medicines=takes("morphine", started=ago(300), review=ago(91))),
        Case(medicines=takes("morphine", started=ago(300), review=ago(90))),
    ),
    "M09": (Case(mme=((ago(60), 80), (ago(1), 40))), Case(mme=((ago(60), 80), (ago(1), 41)))),
    "M10": (
        Case(medicines=takes("apixaban"), procedures=PLANNED),
        Case(medicines=takes("paracetamol"), procedures=PLANNED),
    ),
    "M11": (Case(procedures=(needle(done=ago(13)),)), Case(procedures=(needle(done=ago(14)),))),
    "M12": (
        Case(procedures=(*THREE_LUMBAR, needle(done=ago(364)))),
        Case(procedures=(*THREE_LUMBAR, needle(done=ago(365)))),
    ),
    "M13": (
        Case(
            procedures=(needle(done=ago(100)), *PLANNED),
            facts={"injection_relief_pct": 40.0, "injection_relief_days": 95.0},
        ),
        Case(
            procedures=(needle(done=ago(100)), *PLANNED),
            facts={"injection_relief_pct": 50.0, "injection_relief_days": 95.0},
        ),
    ),
    "M14": (
        Case(procedures=(needle(done=ago(10)),), operations=(operation(SOON, FUSION),)),
        Case(procedures=(needle(done=ago(11)),), operations=(operation(SOON, FUSION),)),
    ),
    "M15": (
        Case(procedures=(needle(done=ago(10)),), operations=(operation(SOON, LAMINECTOMY),)),
        Case(procedures=(needle(done=ago(10)),), operations=(operation(SOON, LAMINECTOMY, FUSION),)),
    ),
    "M16": (
        Case(procedures=PLANNED, findings={**NO_SIGN, "h_wound": "yes"}),
        Case(procedures=PLANNED, findings=NO_SIGN),
    ),
    "M17": (
        Case(procedures=PLANNED, facts={"diabetes": "yes"}),
        Case(procedures=(needle(planned=TODAY, steroid=False),), facts={"diabetes": "yes"}),
    ),
    "M18": (
        Case(facts={"gate_scs": "yes", "neuropathic_positive": "yes", "nrs_leg": 6.0, "symptom_months": 5.0}),
        Case(facts={"gate_scs": "yes", "neuropathic_positive": "yes", "nrs_leg": 6.0, "symptom_months": 6.0}),
    ),
    "M19": (Case(facts={"gate_scs": "yes"}), Case(facts={"gate_scs": "yes"}, done_tasks={"N02": ago(3)})),
    "M20": (Case(facts={"scs_trial_success": "no"}), Case(facts={"scs_trial_success": "yes"})),
    "M21": (
        Case(medicines=takes("naproxen", started=ago(15)), operations=(operation(ago(90), FUSION, done=True),)),
        Case(medicines=takes("naproxen", started=ago(15)), operations=(operation(ago(91), FUSION, done=True),)),
    ),
    "M22": (
        Case(medicines=takes("prednisolone"), facts={"fusion_planned": "yes"}),
        Case(medicines=takes("prednisolone"), facts={"fusion_planned": "no"}),
    ),
    "M23": (
        Case(medicines=takes("pregabalin"), facts={"leg_signs": "yes"}),
        Case(medicines=takes("paracetamol"), facts={"leg_signs": "yes"}),
    ),
    "M24": (
        Case(procedures=PLANNED, facts={"claudication": "yes"}),
        Case(procedures=PLANNED, facts={"claudication": "no"}),
    ),
    "M25": (Case(open_tasks=frozenset({"SC01"})), Case(open_tasks=frozenset({"FF02"}))),
    "M26": (
        Case(open_tasks=frozenset({"FF02"}), facts={"pregnancy_possible": "yes"}),
        Case(open_tasks=frozenset({"SC01"}), facts={"pregnancy_possible": "yes"}),
    ),
}


def test_every_rule_has_its_case() -> None:
    assert list(CASES) == [rule.id for rule in C.safety_rules.safety_rules]


@pytest.mark.parametrize("rule", CASES)
def test_each_rule_holds_on_its_record_and_not_on_the_negation(rule: str) -> None:
    holds, negated = CASES[rule]
    assert rule in raised(holds)
    assert rule not in raised(negated)


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        ("M01", Case(facts={"opioid_mme": 50.0})),
        ("M07", Case(medicines=takes("morphine", amount=60), mme=((ago(60), 40), (ago(5), 60)))),
        ("M08", Case(medicines=takes("morphine", started=ago(200)))),
        ("M09", Case(mme=((ago(60), 50), (ago(1), 0)))),
        ("M09", Case(medicines=(), mme=((ago(60), 50),))),
        ("M10", Case(facts={"anticoagulant": "yes", "gate_injection": "yes"})),
        ("M10", Case(medicines=takes("aspirin"), procedures=TRIAL)),
        ("M11", Case(procedures=(needle(done=ago(13), steroid=None),))),
        ("M13", Case(procedures=(needle(done=ago(80)), *PLANNED), facts={"injection_relief_days": 60.0})),
        (
            "M14",
            Case(procedures=(needle(planned=TODAY),), operations=(operation(SOON),), facts={"fusion_planned": "yes"}),
        ),
        ("M16", Case(procedures=TRIAL, red_flags=frozenset({"RF03"}))),
        ("M18", Case(facts={"gate_scs": "yes", "neuropathic_positive": "no"})),
        ("M18", Case(facts={"gate_scs": "yes", "nrs_leg": 4.0, "nrs_back": 4.0})),
        ("M21", Case(medicines=takes("ibuprofen"), findings={"i_ct_nonunion": "yes"})),
        ("M22", Case(medicines=takes("prednisone"), facts={"fusion_grade": "not_fused"})),
        ("M23", Case(medicines=takes("morphine", started=ago(120)), findings={"x_slr": "yes"})),
        ("M24", Case(facts={"gate_injection": "yes"}, findings={"h_claudication": "yes"})),
        ("M26", Case(open_tasks=frozenset({"FF03"}), done_tasks={"HW02": ago(80)})),
    ],
)
def test_the_other_ways_in_which_a_rule_holds(rule: str, case: Case) -> None:
    assert rule in raised(case)


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        ("M08", Case(medicines=takes("morphine"))),
        ("M10", Case(medicines=takes("apixaban"))),
        ("M10", Case(procedures=PLANNED)),
        ("M11", Case(procedures=(needle(done=ago(13), steroid=False),))),
        (
            "M12",
            Case(
                procedures=tuple(
                    needle(done=ago(days), region=region)
                    for days, region in zip(
                        (20, 100, 200, 300), ("lumbar", "lumbar", "lumbar", "cervical"), strict=True
                    )
                )
            ),
        ),
        ("M14", Case(operations=(operation(SOON, FUSION),))),
        ("M16", Case(findings={"h_fever": "yes"})),
        ("M19", Case()),
        ("M20", Case()),
        ("M23", Case(medicines=takes("morphine"), findings={"x_slr": "yes"})),
        ("M26", Case(open_tasks=frozenset({"FF03"}), done_tasks={"HW02": ago(91)})),
    ],
)
def test_one_half_of_a_rule_is_not_enough(rule: str, case: Case) -> None:
    assert rule not in raised(case)


def test_nothing_known_raises_nothing() -> None:
    assert raised(Case()) == {}


def test_a_cancelled_procedure_is_neither_planned_nor_done() -> None:
    cancelled = tuple(p.model_copy(update={"cancelled": True}) for p in (*PLANNED, needle(done=ago(3))))
    assert raised(Case(medicines=takes("apixaban"), procedures=cancelled)) == {}


def test_a_planned_operation_counts_as_done_once_its_day_is_over() -> None:
    def on(day: date) -> set[str]:
        return set(
            raised(
                Case(
                    medicines=takes("naproxen", started=ago(30)),
                    operations=(operation(day, FUSION),),
                    procedures=(needle(done=ago(20)),),
                )
            )
        )

    assert on(TODAY) == {"M14"}, "on the day itself the surgeon is still asked"
    assert on(ago(1)) == {"M21"}


def test_an_injection_that_was_decided_on_and_given_is_planned_no_longer() -> None:
    decided, mine = {"gate_injection": "yes", "diabetes": "yes"}, (needle(done=ago(20)),)
    assert set(raised(Case(facts=decided))) == {"M17"}
    assert set(raised(Case(facts=decided, procedures=mine))) == set()


@pytest.mark.parametrize("fact", ["lung_disease", "sleep_apnoea", "kidney_disease"])
def test_m04_is_graver_with_what_slows_breathing(fact: str) -> None:
    medicines = takes("morphine", "gabapentin")
    assert raised(Case(medicines=medicines))["M04"].severity == Severity.WARN
    assert raised(Case(medicines=medicines, facts={fact: "yes"}))["M04"].severity == Severity.WARN_HIGH


def test_m04_is_graver_from_65() -> None:
    medicines = takes("morphine", "gabapentin")
    assert raised(Case(medicines=medicines, facts={"age": 64.0}))["M04"].severity == Severity.WARN
    assert raised(Case(medicines=medicines, facts={"age": 65.0}))["M04"].severity == Severity.WARN_HIGH


def test_m05_keeps_the_warning_of_the_part_that_can_be_computed() -> None:
    found = raised(Case(medicines=takes("morphine", "buprenorphine", amount=95)))
    assert {"M01", "M02", "M05"} <= set(found)


def test_the_gravest_alert_stands_first_and_a_stop_names_what_it_blocks() -> None:
    found = raised(Case(medicines=takes("apixaban", "morphine", amount=60), procedures=PLANNED))
    assert list(found) == ["M10", "M01", "M06"]
    assert "J02" in found["M10"].blocks
    assert found["M01"].blocks == ()


def test_r38_who_answers() -> None:
    found = raised(Case(medicines=takes("apixaban", "morphine", amount=95), procedures=PLANNED))
    assert found["M10"].answered_by == ("pain_specialist",)
    assert found["M02"].answered_by == ("pain_specialist",)
    assert found["M01"].answered_by == ("primary_care",)
    assert found["M06"].answered_by == ("all",)


def test_r38_a_medicine_may_name_another_prescriber() -> None:
    opioid = Medicine(name="morphine", amount_per_day=60, unit="mg", prescriber="pain_specialist")
    found = raised(Case(medicines=(opioid, *takes("diazepam"))))
    assert found["M01"].answered_by == ("pain_specialist",)
    assert found["M03"].answered_by == ("pain_specialist", "primary_care")
