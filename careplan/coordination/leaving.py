"""That a file leaves the clinic, written down with where the history ended before it (SAFETY 12).

Whoever keeps that end with the file can show later whether the history was set back or cut off behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from careplan.clinic import Clinic
from careplan.event import CLINIC, Event, FieldChanged
from careplan.store import Records
from careplan.team import Practitioner


def note_leaving(
    clinic: Clinic,
    records: Records,
    actor: Practitioner,
    told: Mapping[str, Any],
    *,
    patient_id: str | None,
    reason: str = "",
) -> None:
    """Write that a file leaves: in the patient's own history where it is one patient's, else in the clinic's."""
    ends = records.trail.head(patient_id or CLINIC)
    about = {**told, "length": ends.length, "head": ends.hash}
    changes = {name: FieldChanged(None, value) for name, value in about.items() if value is not None}
    left = Event(
        "exported", actor.id, actor.role, clinic.now(), uuid4().hex, patient_id, changes=changes, reason=reason
    )
    records.events.add(left)


def end_words(records: Records, patient_id: str | None) -> str:
    """Return where a history ends now, in a sentence to be kept with a file."""
    ends = records.trail.head(patient_id or CLINIC)
    whose = f"patient {patient_id}" if patient_id else "the clinic"
    return f"The history of {whose} has {ends.length:,} events and ends with {ends.hash}"
