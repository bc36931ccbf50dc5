"""Patients as rows of their list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from careplan.coordination.patients import PatientLine
from careplan.pages.parts.board_lists import PHASE_WORDS
from careplan.pages.parts.patient_list import PatientRow
from careplan.pages.parts.words import RED_FLAG, Due, due_words, role_mark, short_date
from careplan.task_acts import RoleWords
from careplan.team import Role


def patient_row(
    line: PatientLine, *, today: date, role_words: RoleWords, cause_words: Callable[[str], str]
) -> PatientRow:
    """Return the row of a patient."""
    act = line.next_action
    due = due_words(act.due, today=today, late_after=act.late_after) if act else Due("")
    return PatientRow(
        id=line.patient_id,
        name=line.name or "",
        alarm=RED_FLAG if line.red_flags else None,
        causes=tuple((cause_words(cause), certainty.value) for cause, certainty in line.causes),
        phase=PHASE_WORDS[line.phase],
        step=act.title if act else "",
        role=role_mark(Role(id=act.role, label=role_words(act.role))) if act else None,
        due=due,
        late=f"{line.late} late" if line.late else "",
        outcome=_outcome(line, today),
        review=short_date(line.next_review, today=today) if line.next_review else "no date",
    )


def _outcome(line: PatientLine, today: date) -> str:
    """Return the latest score with its day, and how the patient does by the response rule."""
    seen = line.outcome
    if seen is None:
        return line.response or "none yet"
    shown = f"{seen.value:g}" if isinstance(seen.value, float) else seen.value
    label = f", {line.response}" if line.response else ""
    return f"{shown} on {short_date(seen.day, today=today)}{label}"
