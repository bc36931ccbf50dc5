"""What is known of a patient, by day (PLAN_RULES R9, R10, R11)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careplan.condition_language import Value, parse
from careplan.facts import DAYS_A_MONTH, Entry, FactBook, FactDefinition, Record
from careplan.observation import Observation
from careplan.patient import Operation, OperationProcedure, Procedure, ProcedureKind
from tests.known_catalogue import known_catalogue

START = date(2026, 3, 2)
FACTS = known_catalogue().facts


def _on(day: int) -> date:
    return START + timedelta(days=day)


def _entries(*known: tuple[int, Value | None]) -> tuple[Entry, ...]:
    return tuple(Entry(_on(day), value) for day, value in known)


def _book(**fields: object) -> FactBook:
    return FactBook(FACTS, Record(START, **fields))  # type: ignore[arg-type]


def _operation(day: int | None, *procedures: str, **fields: object) -> Operation:
    given = {"number": 1, "day": None if day is None else _on(day), "procedures": procedures, **fields}
    return Operation.model_validate(given)


def test_r09_what_nobody_answered_is_not_known() -> None:
    book = _book()
    assert book.value("smoker") is None
    assert book.value("fusion_present") is None
    assert book.value("opioid_mme") is None
    assert book.value("psych_flag") is None


def test_r09_a_gate_nobody_decided_is_undecided() -> None:
    book = _book(gates={"gate.surgery": _entries((35, "yes"))})
    assert book.value("gate.injection") == "undecided"
    assert book.value("gate.surgery", known_by=_on(34)) == "undecided"
    assert book.value("gate.surgery") == "yes"
    assert book.undecided("gate.injection")
    assert not book.undecided("gate.surgery")


def test_r09_the_latest_answer_counts_and_can_be_taken_back() -> None:
    book = _book(facts={"smoker": _entries((0, "yes"), (20, "no"), (40, None))})
    assert [book.value("smoker", known_by=_on(day)) for day in (0, 19, 20, 39, 40)] == ["yes", "yes", "no", "no", None]


def test_r09_unknown_in_a_list_is_no_answer() -> None:
    book = _book(facts={"fusion_grade": _entries((0, "not_fused"), (28, "unknown"))})
    assert book.value("fusion_grade", known_by=_on(10)) == "not_fused"
    assert book.value("fusion_grade") is None


@pytest.mark.parametrize(
    ("scores", "flag"),
    [
        ({"phq9": 10}, "yes"),
        ({"pcs": 30}, "yes"),
        ({"phq9": 4}, None),
        ({"phq9": 4, "gad7": 4, "pcs": 10, "tsk": 37, "startback_psychosocial": 3}, "no"),
        ({"phq9": 4, "gad7": 4, "pcs": 10, "tsk": 38, "startback_psychosocial": 3}, "yes"),
    ],
)
def test_r09_a_derived_flag_follows_from_its_expression(scores: dict[str, float], flag: str | None) -> None:
    seen = tuple(Observation(measure=name, value=value, day=START) for name, value in scores.items())
    assert _book(observations=seen).value("psych_flag") == flag


def test_a_dose_entered_and_a_dose_computed_count_by_their_day() -> None:
    computed = Observation(measure="mme", value=90, day=_on(30))
    book = _book(facts={"opioid_mme": _entries((0, 20.0))}, observations=(computed,))
    assert book.value("opioid_mme", known_by=_on(10)) == 20
    assert book.value("opioid_mme") == 90
    newer = _book(facts={"opioid_mme": _entries((30, 20.0))}, observations=(computed,))
    assert newer.value("opioid_mme") == 20


def test_r09_a_procedure_counts_from_the_day_it_was_done() -> None:
    planned = Procedure(number=1, kind=ProcedureKind.ADHESIOLYSIS, planned=_on(30))
    assert _book(procedures=(planned,)).value("adhesiolysis_done") == "no"
    done = _book(procedures=(planned.model_copy(update={"done": _on(31)}),))
    assert done.value("adhesiolysis_done", known_by=_on(30)) == "no"
    assert done.value("adhesiolysis_done") == "yes"
    assert done.value("rfa_done") == "no"


def test_the_surgical_history_speaks_of_operations_before_the_plan() -> None:
    fusion = OperationProcedure.SPINAL_FUSION
    book = _book(operations=(_operation(-300, fusion, implant=True), _operation(50, "microdiskectomy", number=2)))
    assert book.value("fusion_present") == "yes"
    assert book.value("implant_present") == "yes"
    assert book.value("prior_disc_surgery") == "no"
    assert _book(operations=(_operation(-300, "laminectomy"),)).value("implant_present") == "no"
    assert _book(operations=(_operation(-300, fusion),)).value("implant_present") is None
    assert _book(operations=(_operation(-300, fusion, implant=False),)).value("implant_present") == "no"
    assert _book(operations=(_operation(-300, fusion, cancelled=True),)).value("fusion_present") is None


def test_r10_months_are_counted_to_the_day_that_is_asked_about() -> None:
    book = _book(operations=(_operation(-61, "spinal_fusion"), _operation(30, "spinal_fusion", number=2)))
    assert book.value("months_since_fusion") == 61 / DAYS_A_MONTH
    assert book.value("months_since_fusion", target=_on(122)) == 183 / DAYS_A_MONTH
    assert book.counts_time("months_since_fusion")


def test_r10_weeks_and_months_that_were_stated_go_on_from_their_day() -> None:
    book = _book(facts={"pain_weeks": _entries((7, 2.0)), "symptom_months": _entries((0, 5.0))})
    assert book.value("pain_weeks", target=_on(28)) == 5
    assert book.value("symptom_months", target=_on(61)) == pytest.approx(5 + 61 / 30.4375)


def test_r10_age_is_counted_in_whole_years() -> None:
    book = _book(birth_date=date(1968, 3, 3))
    assert book.value("age") == 57
    assert book.value("age", target=_on(1)) == 58
    assert _book().value("age") is None


def test_r09_nicotine_free_months_never_count_on_by_themselves() -> None:
    book = _book(facts={"nicotine_free_months": _entries((0, 3.0))})
    assert book.value("nicotine_free_months", target=_on(300)) == 3


def test_r11_what_comes_from_a_measure_is_known_as_such() -> None:
    book = _book()
    measured = ("phq9", "psych_flag", "neuropathic_positive", "opioid_mme", "injection_relief_pct", "mbb_relief_pct")
    assert all(book.measured(name) for name in measured)
    assert not any(book.measured(name) for name in ("smoker", "fusion_grade", "gate.surgery"))


def test_r11_a_lookup_can_leave_the_measured_out() -> None:
    book = _book(facts={"nrs_back": _entries((0, 3.0)), "smoker": _entries((0, "yes"))})
    lookup = book.lookup_without(book.measured)
    assert lookup("nrs_back") is None
    assert lookup("smoker") == "yes"


def test_r01_since_when_a_condition_holds_without_a_break() -> None:
    book = _book(gates={"gate.scs": _entries((10, "yes"), (20, "no"), (40, "yes"), (60, "yes"))})
    assert book.held_since(parse("gate.scs=yes")) == _on(40)
    assert book.first_held(parse("gate.scs=yes")) == _on(10)
    assert book.held_since(parse("gate.scs=no")) is None


def test_r02_a_derived_flag_holds_since_the_score_that_made_it() -> None:
    seen = tuple(Observation(measure="pcs", value=value, day=_on(day)) for day, value in ((5, 12), (30, 34), (60, 40)))
    assert _book(observations=seen).held_since(parse("psych_flag=yes")) == _on(30)


def test_what_is_dated_before_the_plan_holds_from_its_start() -> None:
    book = _book(facts={"smoker": _entries((-90, "yes"))})
    assert book.held_since(parse("smoker")) == START


def test_a_stated_fact_goes_before_a_derived_one() -> None:
    given = {
        "id": "flag",
        "label": "Flag",
        "type": "bool",
        "source": "derived",
        "definition": "",
        "expression": "a=yes",
    }
    book = FactBook({"flag": FactDefinition.model_validate(given)}, Record(START, facts={"flag": _entries((0, "no"))}))
    assert book.value("flag") == "no"
