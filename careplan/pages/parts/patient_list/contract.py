"""What the list of patients is given to draw, and what comes back from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from careplan.errors import InvalidInput
from careplan.pages.parts.task_day import Due
from careplan.pages.parts.words import Mark

Wire = dict[str, object]

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One patient with an open plan.

    Attributes:
        id: patient id; `name` stands beside it where the clinic keeps names.
        alarm: the red flag; stands before everything else.
        causes: suspected causes, each with how sure the team is of it.
        step: title of the next action; empty where nothing can be done now.
        role: whose it is.
        due: its date.
        late: such as "3 late"; empty where nothing is.
        outcome, review: the latest score and the next review, in words.
        response: how the patient does since the baseline; empty before a second score.
    """

    id: str
    name: str
    alarm: Mark | None
    causes: tuple[tuple[str, str], ...]
    phase: str
    step: str
    role: Mark | None
    due: Due
    late: str
    outcome: str
    response: Mark | None
    review: str


def wire(rows: Iterable[PatientRow]) -> Wire:
    """Return what the browser is sent."""
    return {"rows": [_row(row) for row in rows]}


def patient_of(raw: object) -> str:
    """Return the id of the patient that was pressed; raises InvalidInput for anything that is no id."""
    found = raw.get("id") if isinstance(raw, Mapping) else None
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise InvalidInput("The list of patients sent something that is no patient id. Reload the page.")
    return found


def _row(row: PatientRow) -> Wire:
    return {
        "id": row.id,
        "name": row.name,
        "alarm": row.alarm.word if row.alarm else "",
        "causes": [list(cause) for cause in row.causes],
        "phase": row.phase,
        "step": row.step,
        "role": _mark(row.role) if row.role else None,
        "due": row.due.text,
        "due_tone": row.due.tone.value,
        "late": row.late,
        "outcome": row.outcome,
        "response": row.response.word if row.response else "",
        "response_tone": row.response.tone.value if row.response else "",
        "review": row.review,
    }


def _mark(mark: Mark) -> Wire:
    return {"shape": mark.shape.value, "tone": mark.tone.value, "word": mark.word}
