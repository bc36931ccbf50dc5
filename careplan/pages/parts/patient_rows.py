"""Patients as rows of their list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from careplan.coordination.patients import PatientLine
from careplan.pages.parts.patient_list import PatientRow
from careplan.pages.parts.task_day import Due, TaskDay
from careplan.pages.parts.words import RED_FLAG, Mark, Shape, Tone, role_mark, short_date
from careplan.task import PHASE_WORDS
from careplan.team import Role, RoleWords

RESPONSES: Final[Mapping[str, Mark]] = {
    "worse": Mark(Shape.WARNING, Tone.RED, "Worse"),
    "unchanged": Mark(Shape.CIRCLE, Tone.GRAY, "Unchanged"),
    "improved": Mark(Shape.CHECK, Tone.GREEN, "Improved"),
    "much improved": Mark(Shape.CHECK, Tone.GREEN, "Much improved"),
}
"""The labels of the response rule (PLAN_RULES R37)."""


def patient_row(
    line: PatientLine, *, today: date, role_words: RoleWords, cause_words: Callable[[str], str]
) -> PatientRow:
    """Return the row of a patient."""
    act = line.next_action
    return PatientRow(
        id=line.patient_id,
        name=line.name or "",
        alarm=RED_FLAG if line.red_flags else None,
        causes=tuple((cause_words(cause), certainty.value) for cause, certainty in line.causes),
        phase=PHASE_WORDS[line.phase],
        step=act.title if act else "",
        role=role_mark(Role(id=act.role, label=role_words(act.role))) if act else None,
        due=_due(line, today),
        late=f"{line.late} late" if line.late else "",
        outcome=_outcome(line, today),
        response=RESPONSES.get(line.response or ""),
        review=short_date(line.next_review, today=today) if line.next_review else "no date",
    )


def _due(line: PatientLine, today: date) -> Due:
    act = line.next_action
    if act is None:
        return Due("")
    late = act.days_late(today)
    day = TaskDay(
        act.due, today, opens=act.opens, late_days=late, reply_by=line.reply_by, reply_missing=line.reply_missing
    )
    return day.short()


def _outcome(line: PatientLine, today: date) -> str:
    seen = line.outcome
    if seen is None:
        return "none yet"
    shown = f"{seen.value:g}" if isinstance(seen.value, float) else seen.value
    return f"{shown} ODI on {short_date(seen.day, today=today)}"
