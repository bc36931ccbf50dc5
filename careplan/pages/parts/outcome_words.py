"""Outcomes in words: values, events of the plan, how a measure is read, and what a chart shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from careplan.cause import Certainty
from careplan.clinic import Clinic
from careplan.collection import CollectionState
from careplan.coordination.outcomes import PlanEvents
from careplan.coordination.patient_words import change_words, operation_words
from careplan.coordination.trends import TakenValue, Trend
from careplan.measure import Measure, MeasureFile
from careplan.pages.parts.words import show_date
from careplan.patient import PROCEDURE_WORDS

NOT_FOR_ONE: Final = "The change of one person is not judged by it"
_BETTER: Final = {"lower": "lower is better", "higher": "higher is better", "none": ""}
_WITHIN_THE_BOOK: Final = re.compile(r" \((?:table below|section \d+)\)")
"""What REFERENCE says of a place in itself, which is not on a screen."""
_CLUSTERS: Final = 34
"""Events nearer than this part of the charts' span stand under one number: their numbers would cover one another."""


class Event(NamedTuple):
    """One thing that happened in the plan."""

    day: date
    words: str


class Marked(NamedTuple):
    """An event, or several close together, under its number on the charts."""

    day: date
    number: str
    words: str
    events: tuple[Event, ...]


def value_words(measure: Measure, value: float | str) -> str:
    """Return a value as people read it: “44”, “full”, “21143”."""
    if not isinstance(value, str):
        return f"{value:g}"
    return next((choice.text for choice in measure.values if choice.id == value), value)


def name_of(measure: Measure) -> str:
    """Return what a trend is called: “ODI”, “MME per day”."""
    return f"{measure.short} per day" if measure.unit.endswith("/day") else measure.short


def plan_events(clinic: Clinic, events: PlanEvents) -> list[Event]:
    """Return what stands on every chart, by day."""
    return sorted(_events(clinic, events))


def marked_events(events: Iterable[Event], span: tuple[date, date]) -> list[Marked]:
    """Return the events of a span numbered from 1; those too close to be told apart stand together."""
    apart = (span[1] - span[0]).days / _CLUSTERS
    groups: list[list[Event]] = []
    for event in (one for one in events if span[0] <= one.day <= span[1]):
        if groups and (event.day - groups[-1][0].day).days < apart:
            groups[-1].append(event)
        else:
            groups.append([event])
    return [
        Marked(group[0].day, str(at), "; ".join(one.words for one in group), tuple(group))
        for at, group in enumerate(groups, start=1)
    ]


def reading_words(trend: Trend) -> str:
    """Return how a measure is read: the change that matters, measurement error, which way is better."""
    measure, moved = trend.measure, trend.moved
    smallest = moved.smallest if moved else measure.smallest_change
    unit = "points" if measure.unit in ("%", "points", "") else measure.unit
    if measure.marks:
        return f"Safety rules ask from {' and '.join(f'{mark:g}' for mark in measure.marks)} on"
    parts = [_BETTER[measure.better] if measure.kind == "number" else ""]
    if not measure.judges_one_person:
        parts.append(NOT_FOR_ONE)
    elif smallest is not None:
        parts.append(f"smallest change that matters {smallest:g} {unit}")
        if measure.smallest_share is not None and measure.smallest_change is not None:
            parts.append(f"or {measure.smallest_share:.0%}".replace("%", " %"))
    if measure.detectable_change is not None and measure.judges_one_person:
        parts.append(f"measurement error {measure.detectable_change:g}")
    if measure.acceptable is not None:
        parts.append(f"acceptable {measure.acceptable:g} or less")
    said = ", ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]


def smallest_words(measure: Measure) -> str:
    """Return the smallest change that matters of a measure before its baseline is known; empty where there is none."""
    if not measure.judges_one_person:
        return NOT_FOR_ONE
    if measure.smallest_change is not None:
        unit = "points" if measure.unit in ("%", "points", "") else measure.unit
        return f"Smallest change that matters: {measure.smallest_change:g} {unit}"
    if measure.smallest_share is not None:
        return f"Smallest change that matters: {measure.smallest_share:.0%} of the baseline".replace("%", " %")
    return ""


def content_words(measure: Measure, known: MeasureFile) -> str:
    """Return what is known of a measure (REFERENCE 5): range, scoring, what its values mean, licence, sources."""
    said = {
        "": measure.name,
        "Range": measure.range,
        "Scoring": known.scoring_of(measure),
        "How to read it": measure.meaning.removeprefix("-"),
        "Licence": known.licence_of(measure),
        "Sources": ", ".join(measure.sources),
    }
    words = ". ".join(f"{name}: {text}".removeprefix(": ") for name, text in said.items() if text)
    return _WITHIN_THE_BOOK.sub("", words)


def moved_words(trend: Trend) -> str:
    """Return baseline and last value with the change: “52 → 41, −11 (−21 %), reached”."""
    moved, measure = trend.moved, trend.measure
    if moved is None:
        return "not taken yet"
    baseline = value_words(measure, moved.baseline.value)
    if moved.latest is None:
        return f"{baseline} on {show_date(moved.baseline.day)}, no later value"
    change = change_words(moved)
    return f"{baseline} → {value_words(measure, moved.latest.value)}{f', {change}' if change else ''}"


def chart_words(trend: Trend, today: date) -> str:
    """Return what the picture of a measure shows, for those who do not see it."""
    seen = [one.seen for one in trend.values]
    values = ", ".join(f"{value_words(trend.measure, one.value)} on {show_date(one.day)}" for one in seen)
    absent = absent_words(trend)
    return (
        f"{name_of(trend.measure)} over time, up to {show_date(today)}: {values}. {moved_words(trend)}. "
        f"{reading_words(trend)}. {f'{absent}. ' if absent else ''}The same values stand in the table below."
    )


def absent_words(trend: Trend) -> str:
    """Return at which expected times there is no value: “Missing at 3 months: declined; not taken at baseline”."""
    said = [
        f"missing at {row.point.name.lower()}: {row.because.rstrip('.')}"
        for row in trend.points
        if row.state is CollectionState.MISSING
    ]
    said += [f"not taken at {row.point.name.lower()}" for row in trend.points if row.state is CollectionState.MISSED]
    words = "; ".join(said)
    return words[:1].upper() + words[1:]


def point_words(value: TakenValue) -> str:
    """Return the time point to which a value belongs; empty for one between them."""
    if value.point is None:
        return ""
    return f"{value.point.name} after the operation" if value.point.of_operation else value.point.name


def _events(clinic: Clinic, events: PlanEvents) -> Iterator[Event]:
    procedures = clinic.catalogue.procedures
    yield Event(events.start, "Plan started")
    for operation in events.operations:
        if operation.day:
            yield Event(operation.day, f"Operation: {operation_words(operation, lambda code: procedures[code].label)}")
    for procedure in events.procedures:
        if procedure.done:
            yield Event(procedure.done, f"{PROCEDURE_WORDS[procedure.kind]} done")
    for cause in events.causes:
        words = clinic.cause_words(cause.cause)
        if cause.added > events.start:
            yield Event(cause.added, f"{words} suspected")
        if cause.decided and cause.certainty is not Certainty.SUSPECTED:
            yield Event(cause.decided, f"{words} {cause.certainty.value}")
    for gate, entry in events.decisions:
        yield Event(entry.day, f"{clinic.catalogue.gates[gate].label}: {entry.value}")
    for day in events.lists:
        yield Event(day, "Medicine list confirmed")
