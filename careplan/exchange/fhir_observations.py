"""Values of measures, and what was not obtained, as FHIR Observations."""

from __future__ import annotations

from careplan.exchange.fhir_parts import (
    LOINC,
    TERMINOLOGY,
    Part,
    coding,
    concept,
    day,
    moment,
    narrative,
    note,
    number,
    own_code,
    present,
    text,
)
from careplan.exchange.fhir_record import PlanTold, Taken
from careplan.measure import Measure
from careplan.observation import Missing


def measure_concept(measure: Measure) -> Part:
    """Return what a value is of: our code, and the LOINC code where REFERENCE has one that was verified."""
    codings = [own_code("measure", measure.id, measure.short)]
    if measure.loinc_code:
        codings.append(coding(LOINC, measure.loinc_code))
    return concept(*codings, words=measure.name or measure.short)


def observation(told: PlanTold, taken: Taken) -> Part:
    """Return one value as an Observation."""
    seen = taken.observation
    measure = told.words.content.measures.by_id[seen.measure]
    shown = f"{seen.value:g} {measure.unit}" if isinstance(seen.value, int | float) else seen.value
    return present(
        **_about(told, measure, seen.day.isoformat(), f"{measure.short}: {shown.strip()}"),
        id=taken.id,
        identifier=[told.ids.identifier("measure", taken.id)],
        basedOn=[told.itself] if taken.plan_id == told.plan.id else None,
        issued=moment(taken.at),
        performer=[told.ids.reference("Practitioner", taken.by)],
        note=note(taken.note),
        **_value(measure, seen.value),
    )


def missing_observation(told: PlanTold, missed: Missing) -> Part:
    """Return what was not obtained as an Observation without a value, with the reason."""
    measure = told.words.content.measures.by_id[missed.measure]
    reason = concept(coding(f"{TERMINOLOGY}data-absent-reason", "unknown"), words=missed.reason)
    return present(
        **_about(told, measure, missed.day.isoformat(), f"{measure.short}: not obtained. {missed.reason}"),
        id=missing_id(told.patient.id, missed),
        dataAbsentReason=reason,
    )


def missing_id(patient_id: str, missed: Missing) -> str:
    """Return what names a measure that was not obtained on a day."""
    return f"{patient_id}-missing-{missed.measure.replace('_', '-')}-{day(missed.day)}"


def _about(told: PlanTold, measure: Measure, on: str, shown: str) -> Part:
    return present(
        resourceType="Observation",
        text=narrative(f"{shown}, {on}"),
        status="final",
        code=measure_concept(measure),
        subject=told.subject,
        effectiveDateTime=on,
        bodySite=concept(words=measure.loinc_site),
    )


def _value(measure: Measure, value: float | str) -> Part:
    """Return a value by its kind: a number with its unit, an answer of a list, or the digits of a profile."""
    if not isinstance(value, str):
        return {"valueQuantity": present(value=number(value), unit=text(measure.unit))}
    if measure.kind == "profile":
        return {"valueString": value}
    words = next((choice.text for choice in measure.values if choice.id == value), value)
    return {"valueCodeableConcept": concept(own_code(f"measure:{measure.id}", value, words), words=words)}
