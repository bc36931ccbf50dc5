"""Section 3 of the form: pain and disability now, and the scores that may be added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.sheet import Sheet
from careplan.measure import Measure
from careplan.new_plan.words import as_number
from careplan.pages.parts.intake.fields import Option, Wire, day_field, field, fold, note, number_field, row, select
from careplan.pages.parts.intake.recorded import last_number, last_score

PAIN_NOW: Final = ("nrs_back", "nrs_leg", "odi")
_NOT_ASKED: Final = frozenset({"mme", "pgic", "fusion_bridwell", "fusion_posterolateral"})
"""Measures that follow from medicines, speak of a change, or are graded with an image."""


def score_parts(sheet: Sheet, clinic: Clinic) -> Iterator[Wire]:
    measures = clinic.content.measures.by_id
    yield row("now", [*(_score("score", measures[m], sheet) for m in PAIN_NOW), _symptom_months(sheet, clinic)])
    rest = [m for name, m in measures.items() if name not in PAIN_NOW and name not in _NOT_ASKED]
    scored = [_score("score", measure, sheet) for measure in rest]
    parts = [
        {**row("scores", scored), "grid": True},
        *_asked_further(sheet, clinic),
        row("when", [day_field("scores_on", "Scores taken on", sheet.entered.scores_on, sheet.wrong)]),
        note("earlier-note", "Scores of before the operation or of an earlier visit show whether pain is falling."),
        row(
            "earlier",
            [
                day_field("earlier_on", "Earlier scores on", sheet.entered.earlier_on, sheet.wrong),
                *(_score("earlier", measures[m], sheet) for m in PAIN_NOW),
            ],
        ),
    ]
    given = len(sheet.entered.scores.keys() - set(PAIN_NOW))
    yield fold("more-scores", f"More scores ({given} given)" if given else "More scores", parts)


def _asked_further(sheet: Sheet, clinic: Clinic) -> Iterator[Wire]:
    """Say what a typed score asks in turn (PLAN_RULES R15)."""
    measures, typed = clinic.content.measures, sheet.entered.scores
    for short in (measures.by_id[name] for name in typed):
        number, then = as_number(typed[short.id]), short.asks_then
        if then is None or short.positive_from is None or number is None or number < short.positive_from:
            continue
        if then not in typed:
            whole = " and ".join(measures.by_id[name].short for name in measures.whole(then))
            asks = f"{short.short} of {short.positive_from:g} or more asks for the {measures.by_id[then].short}"
            yield note(f"further-{then}", f"{asks}. Enter {whole} too; what is missing is asked in the plan.")


def _symptom_months(sheet: Sheet, clinic: Clinic) -> Wire:
    value = sheet.entered.facts.get("symptom_months", "")
    taken = clinic.catalogue.facts["symptom_months"].number_range
    record = last_number("symptom_months", sheet)
    return number_field("fact.symptom_months", "Duration of this pain", value, sheet.wrong, taken, record=record)


def _score(kind: str, measure: Measure, sheet: Sheet) -> Wire:
    name = f"{kind}.{measure.id}"
    value = (sheet.entered.scores if kind == "score" else sheet.entered.earlier).get(measure.id, "")
    record = last_score(measure, sheet) if kind == "score" else ""
    if measure.kind == "choice":
        options = (Option("", ""), *(Option(choice.id, choice.text) for choice in measure.values))
        return select(name, measure.short, value, options, record=record)
    label = measure.short if kind == "score" else f"{measure.short} then"
    if measure.kind == "profile":
        return field(name, label, value, sheet.wrong, unit="5 digits", size=6, title=measure.name, record=record)
    return number_field(name, label, value, sheet.wrong, measure.number_range, title=measure.name, record=record)
