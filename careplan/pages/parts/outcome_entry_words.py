"""What the entry of a visit says beside each field: what is on record, and what the value typed there comes to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from careplan.clinic import Clinic
from careplan.coordination.outcomes import Outcomes
from careplan.coordination.patient_words import change_words
from careplan.errors import CarePlanError
from careplan.improvement import Improvement, moved_until
from careplan.measure import Measure, MeasureFile
from careplan.observation import Observation
from careplan.pages.parts.outcome_words import NOT_FOR_ONE, smallest_words, value_words
from careplan.pages.parts.words import GLYPHS, RED_FLAG, Shape, escape_md, short_date

_ITEM_9: Final = "phq9_item9"
_FREE: Final = ("free", "Pfizer, free")
_PGIC: Final = "pgic"


def said_of(clinic: Clinic, found: Outcomes, measure: Measure, value: Any, day: date) -> str:
    """Return in Markdown the two lines below a field: the change that the value makes, and what is on record."""
    seen = [one.seen for trend in found.trends if trend.measure == measure for one in trend.values]
    known = f":small[:gray[{escape_md(_on_record(measure, seen, found.start, clinic.today()))}]]"
    if value in (None, ""):
        return f"{known}  \n:small[:gray[{escape_md(smallest_words(measure))}]]"
    return f":small[{_told(measure, seen, found.start, value, day)}]  \n{known}"


def _told(measure: Measure, seen: list[Observation], start: date, value: Any, day: date) -> str:
    try:
        given = Observation(measure=measure.id, value=measure.checked(value), day=day)
    except CarePlanError as error:
        return f":red[{GLYPHS[Shape.CROSS]} {escape_md(str(error))}]"
    if measure.id == _ITEM_9 and float(given.value) >= 1:
        return f":red[**{RED_FLAG.glyph} Red flag opens as the visit is saved: thoughts of death or suicide**]"
    until = sorted((one for one in seen if one.day < day), key=lambda one: one.day)
    return _change(measure, moved_until(measure, [*until, given], start), given)


def _change(measure: Measure, moved: Improvement | None, given: Observation) -> str:
    band = measure.band(given.value) if not isinstance(given.value, str) else None
    said = f" · {escape_md(band)}" if band else ""
    if moved is None:
        return f"Baseline{said}" if measure.of is None else said.removeprefix(" · ")
    if moved.change is None:
        return (
            f"{escape_md(value_words(measure, moved.baseline.value))} → {escape_md(value_words(measure, given.value))}"
        )
    if not measure.judges_one_person:
        return f"**{escape_md(f'{moved.change:+g}')}** · {escape_md(NOT_FOR_ONE)}"
    sign = f":green[{GLYPHS[Shape.CHECK]}] " if moved.reached else ""
    return f"{sign}**{escape_md(change_words(moved))}**{said}"


def _on_record(measure: Measure, seen: list[Observation], start: date, today: date) -> str:
    """Return the baseline and the last value, or how the score is read where there is none."""
    if measure.id == _PGIC and not seen:
        return measure.scoring.partition(" (")[0]
    if not seen:
        return "" if measure.of else "No value yet"
    before = [one for one in seen if one.day <= start]
    baseline, last = (before or seen[:1])[-1], seen[-1]
    first = f"Baseline {value_words(measure, baseline.value)} ({short_date(baseline.day, today=today)})"
    if last is baseline:
        return first
    return f"{first}, last {value_words(measure, last.value)} ({short_date(last.day, today=today)})"


def licence_words(measures: Iterable[Measure], known: MeasureFile) -> str:
    """Return whose instruments are used, of which only scores are kept; empty where all are free."""
    owned: dict[str, list[str]] = {}
    for one in measures:
        if (licence := known.licence_of(one)) and not licence.startswith(_FREE):
            owned.setdefault(licence, []).append(one.short)
    if not owned:
        return ""
    said = ". ".join(f"{', '.join(names)}: {licence}" for licence, names in owned.items())
    return f"Scores only, never the questions. {said}."
