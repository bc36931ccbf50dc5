"""A patient in words: age, sex, operations, outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from careplan.coordination.overview import OutcomeLine, Overview
from careplan.improvement import Improvement
from careplan.measure import ResponseRule
from careplan.patient import Operation, OperationProcedure, Sex
from careplan.plain_words import short_date
from careplan.response import RESPONSE_MEASURES
from careplan.working_days import date_words

_ELSE: Final = "unchanged"
"""The label of the response rule for all that no other fits."""
ProcedureWords = Callable[[OperationProcedure], str]


def who_words(overview: Overview, words: ProcedureWords) -> str:
    """Return 58 y, female, the record number, and what was done to the spine."""
    patient = overview.patient
    age = f"{overview.age} y" if overview.age is not None else "age not known"
    sex = patient.sex.value if patient.sex and patient.sex is not Sex.UNKNOWN else ""
    done = [operation_words(one, words) for one in patient.operations if one.done and not one.cancelled]
    number = f"record number {patient.record_number}" if patient.record_number else ""
    who = ", ".join(part for part in (patient.name, age, sex, number) if part)
    return " · ".join((who, *done))


def operation_words(operation: Operation, words: ProcedureWords) -> str:
    """Return one operation: Microdiskectomy L5-S1, left, 2 Aug 2025."""
    what = " and ".join(words(one) for one in operation.procedures) or "Operation"
    where = f"{what} {', '.join(operation.levels)}" if operation.levels else what
    side = operation.side.value if operation.side else ""
    side = "both sides" if side == "both" else side
    when = date_words(operation.day) if operation.day else "date not known" if operation.done else "no date yet"
    return ", ".join(part for part in (where, side, when) if part)


def outcome_cells(line: OutcomeLine, *, today: date) -> tuple[str, str, str]:
    """Return measure, baseline to latest, and how that stands to the smallest change that matters."""
    moved = line.moved
    if moved is None:
        return line.measure, "–", "no baseline yet"
    baseline = _value(moved.baseline.value)
    before = _before_words(moved, today)
    if moved.latest is None:
        return line.measure, baseline, f"no later value since {date_words(moved.baseline.day)}{before}"
    return line.measure, f"{baseline} → {_value(moved.latest.value)}", f"{change_words(moved)}{before}"


def _before_words(moved: Improvement, today: date) -> str:
    """Return “; before this plan: 62 (20 Oct) → 34 (22 Nov)”: what was known before the baseline, and no progress."""
    if moved.earlier is None:
        return ""
    then, start = (
        f"{_value(one.value)} ({short_date(one.day, today=today)})" for one in (moved.earlier, moved.baseline)
    )
    return f"; before this plan: {then} → {start}"


def change_words(moved: Improvement) -> str:
    """Return -8 (-15 %), not yet 10 points; and whether that lies within measurement error (PLAN_RULES R37)."""
    if not moved.change:
        return "" if moved.change is None else "no change"
    share = f" ({moved.share:+.0%})".replace("%", " %") if moved.share is not None else ""
    parts = [f"{moved.change:+g}{share}".replace("-", "−")]
    if moved.reached is not None and moved.smallest is not None:
        parts.append("reached" if moved.reached else _not_reached(moved, moved.smallest))
    if moved.within_error:
        parts.append("within measurement error")
    return ", ".join(parts)


def response_words(label: str, rule: ResponseRule, lines: Iterable[OutcomeLine]) -> str:
    """Return on what the label of the response rule stands, and that a change within measurement error counts for it.

    So “Much improved” and “within measurement error” can stand beside each other: the one is what the rule says of the
    scores, the other how sure one can be of them (PLAN_RULES R37, REFERENCE 5 and 7).
    """
    said = next(one.rule for one in rule.rules if one.label == label)
    words = f"By the response rule: {said}." if label != _ELSE else "By the response rule: neither better nor worse."
    ruled = (line.moved for line in lines if line.moved and line.moved.measure.id in RESPONSE_MEASURES)
    if label != _ELSE and any(moved.within_error for moved in ruled):
        words += " What is within measurement error counts for the rule too, and may be chance."
    return words


def _not_reached(moved: Improvement, smallest: float) -> str:
    """Return not yet 10 points; of a score that moved away from what is better, only that it is not reached."""
    away = (moved.change or 0) * (1 if moved.measure.better == "lower" else -1) > 0
    return "not reached" if away else f"not yet {smallest:g} {_unit(moved)}"


def _unit(moved: Improvement) -> str:
    return "points" if moved.measure.unit in ("%", "points", "") else moved.measure.unit


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
