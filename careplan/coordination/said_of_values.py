"""What is said of a value beside it: which value set, which level, which way a scale runs; and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from careplan.coordination.opened_plan import Opened
from careplan.errors import Conflict, NotAllowed
from careplan.observation import Observation
from careplan.store import ObservationRecord, Records

CONVENTION: Final = "pgic"
"""The measure whose scale runs one way or the other: which it was stands in its note."""
_NOTE: Final = ": note"
_SAID: Final = "said"
"""What undo keeps of it."""


def note_said(opened: Opened, measure: str, note: str) -> str:
    """Return what is kept beside a value; of an impression of change that is which way its scale runs."""
    if measure == CONVENTION:
        return opened.clinic.content.measures.by_id[measure].scoring.partition(" (")[0]
    return note.strip()


def note_name(measure: str) -> str:
    """Return what the audit trail calls that which is said of a value."""
    return f"{measure}{_NOTE}"


def kept_of(records: Records, opened: Opened, seen: Observation) -> ObservationRecord:
    """Return a value as it is kept; raises Conflict where it is not on record any more."""
    known = records.observations.of_patient(opened.plan.patient_id)
    if found := next((one for one in known if one.observation == seen), None):
        return found
    raise Conflict("This value is not on record any more: somebody corrected it. Look at it again.")


def keep_said(
    records: Records, opened: Opened, instead_of: ObservationRecord | None, seen: Observation, note: str
) -> None:
    """Keep a value of which something is said, or the same value with another note; the plan finds it kept."""
    if instead_of:
        records.observations.withdraw(instead_of, at=opened.now)
    if note or instead_of:
        whose, by = opened.plan.patient_id, opened.actor.id
        records.observations.add(whose, seen, by=by, at=opened.now, plan_id=opened.plan.id, note=note)


def undo_of_said(kept: ObservationRecord, note: str, *, alone: bool) -> dict[str, Any]:
    """Return what takes back what was said of a value; `alone`: nothing but that was changed."""
    if not (kept.note or alone):
        return {}
    return {_SAID: {"of": kept.observation.model_dump(mode="json"), "was": kept.note, "now": note, "alone": alone}}


def said_taken_back(records: Records, opened: Opened, undo: Mapping[str, Any]) -> None:
    """Say of a value again what was said before; raises NotAllowed where that was changed since."""
    if _SAID not in undo:
        return
    said = undo[_SAID]
    seen = Observation.model_validate(said["of"])
    known = records.observations.of_patient(opened.plan.patient_id)
    now = next((one for one in known if (one.observation, one.note) == (seen, said["now"])), None)
    if said["alone"] and now is None:
        raise NotAllowed("This cannot be undone: what is said of a score was changed since. Change it by hand.")
    keep_said(records, opened, now if said["alone"] else None, seen, said["was"])
