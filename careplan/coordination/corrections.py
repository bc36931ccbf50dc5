"""Correcting a value that was entered wrongly: it is withdrawn and the right one kept, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from careplan import plan_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.done import Done, Made
from careplan.coordination.flags_by_numbers import telling_flags, with_flags_by_numbers, with_way_back
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.refusals import writing
from careplan.coordination.visit_entry import DAY, refuse_day, refuse_twice
from careplan.coordination.visits import with_observations
from careplan.errors import CarePlanError, Conflict, InvalidInput, NotAllowed
from careplan.event import Event
from careplan.medicine import DOSE
from careplan.observation import Observation
from careplan.store import EventFilter, Records
from careplan.team import Practitioner

CORRECTED: Final = "outcome.corrected"
"""Code of the event."""


class Correction(NamedTuple):
    """A value that was corrected: what stood there; `now` is None where it was only taken back."""

    measure: str
    day: date
    was: float | str
    now: float | str | None
    by: str
    at: datetime
    reason: str


def correct(
    clinic: Clinic,
    plan_id: str,
    wrong: Observation,
    right: Observation | None,
    *,
    actor: Practitioner,
    reason: str,
    key: str | None = None,
) -> Done:
    """Withdraw a value and keep the right one in its place, or none; what followed of the wrong one goes with it (R11).

    Raises:
        NotFound, NotAllowed.
        Conflict: the value is not on record any more.
        InvalidInput: the reason is missing, or the right value cannot be.
    """

    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            opened.authorise("outcome.record")
            plan_acts.refuse_closed(opened.plan)
            _refuse(opened, wrong, right, reason)
            _keep_note(records, opened, wrong, right)
            return keep(records, opened, _made(opened, wrong, right, reason))

        return with_way_back(once(records, key, actor, clinic.now(), act))


def _made(opened: Opened, wrong: Observation, right: Observation | None, reason: str) -> Made:
    plan = with_observations(opened.plan, [right] if right else [], gone=wrong)
    short = opened.clinic.content.measures.by_id[wrong.measure].short
    made = Made(
        with_flags_by_numbers(opened, plan, {right.measure}) if right else plan,
        what=CORRECTED,
        words=f"{short} {'corrected' if right else 'taken back'}, {plan.patient_id}",
        before={wrong.measure: wrong.value, DAY: wrong.day},
        after={wrong.measure: right.value if right else None, DAY: right.day if right else None},
        reason=reason.strip(),
    )
    return telling_flags(opened, made)


def _keep_note(records: Records, opened: Opened, wrong: Observation, right: Observation | None) -> None:
    """Keep the right value with what is said of the wrong one, such as the value set of an EQ-5D index."""
    known = records.observations.of_patient(opened.plan.patient_id)
    note = next((each.note for each in known if each.observation == wrong), "")
    if right and note:
        whose, by = opened.plan.patient_id, opened.actor.id
        records.observations.add(whose, right, by=by, at=opened.now, plan_id=opened.plan.id, note=note)


def corrections(records: Records, patient_id: str) -> list[Correction]:
    """Return what was corrected of a patient's values, the last first; what was undone is not among them."""
    kept = records.events.latest(EventFilter(patient_id=patient_id, what=CORRECTED))
    undone = {
        each.event.undoes for each in records.events.latest(EventFilter(patient_id=patient_id, what="act.undone"))
    }
    return [_told(each.event) for each in kept if each.event.act not in undone and each.event.changes[DAY].before]


def _told(event: Event) -> Correction:
    changed: Mapping[str, Any] = event.changes
    measure = next(name for name in changed if name != DAY)
    day = date.fromisoformat(str(changed[DAY].before))
    return Correction(
        measure, day, changed[measure].before, changed[measure].after, event.actor, event.at, event.reason
    )


def _refuse(opened: Opened, wrong: Observation, right: Observation | None, reason: str) -> None:
    known = opened.clinic.content.measures.by_id.get(wrong.measure)
    if known is None or wrong not in opened.plan.inputs.record.observations:
        raise Conflict("This value is not on record any more: somebody corrected it. Look at it again.")
    if wrong.measure == DOSE:
        raise NotAllowed("The dose follows from the medicine list. Confirm the right list.")
    if not reason.strip():
        raise InvalidInput("Write why the value is corrected.")
    if right is None:
        return
    try:
        known.checked(right.value)
    except CarePlanError as error:
        error.about = (right.measure,)
        raise
    if right == wrong:
        raise InvalidInput("This is the value that stands there. Enter the right one.", about=(right.measure,))
    refuse_day(opened, right.day)
    if right.day != wrong.day:
        refuse_twice(opened, right.measure, right.day)
