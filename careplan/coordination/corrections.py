"""Correcting a value that was entered wrongly: it is withdrawn and the right one kept, with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from careplan import plan_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.done import Done, Made
from careplan.coordination.flags_by_numbers import telling_flags, with_flags_by_numbers, with_way_back
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.refusals import again, writing
from careplan.coordination.said_of_values import CONVENTION, keep_said, kept_of, note_name, undo_of_said
from careplan.coordination.visit_entry import (
    DAY,
    Visit,
    checked_value,
    refuse_day,
    refuse_long_note,
    refuse_twice,
    refuse_unnamed_value_set,
    refuse_visit,
)
from careplan.coordination.visits import with_observations
from careplan.errors import InvalidInput, NotAllowed
from careplan.event import Event
from careplan.medicine import DOSE
from careplan.observation import Observation
from careplan.store import EventFilter, ObservationRecord, Records
from careplan.team import Practitioner

CORRECTED: Final = "outcome.corrected"
NOTED: Final = "outcome.noted"
"""Codes of the events: a value was corrected, or only what is said of it."""


class Correction(NamedTuple):
    """A value that was corrected: what stood there; `now` is None where it was only taken back.

    `stands` is what was kept in its place, under another measure or on another day too.
    """

    measure: str
    day: date
    was: float | str
    now: float | str | None
    by: str
    at: datetime
    reason: str
    stands: Observation | None


@again
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
            return keep(records, opened, correcting(records, opened, Wrong(wrong), right, reason=reason))

        return with_way_back(once(records, key, actor, clinic.now(), act))


class Wrong(NamedTuple):
    """A value to be corrected; `note` is what is said of the right one, None for what is said of the wrong one."""

    seen: Observation
    note: str | None = None


def correcting(records: Records, opened: Opened, wrong: Wrong, right: Observation | None, *, reason: str) -> Made:
    """Keep what is said of the right value, and return what puts it in place of the wrong one; raises as `correct`."""
    note, said = refuse_correction(records, opened, wrong, right, reason=reason), wrong.note is not None
    kept = kept_of(records, opened, wrong.seen)
    if right:
        keep_said(records, opened, kept if right == wrong.seen else None, right, note)
    made = _made(opened, wrong.seen, right, reason)
    noted = {note_name(wrong.seen.measure): kept.note}, {note_name((right or wrong.seen).measure): note}
    if right == wrong.seen:
        made = replace(made, what=NOTED, words=made.words.replace(" corrected", ": note changed"))
    if said and kept.note != note:
        made = replace(made, before={**made.before, **noted[0]}, after={**made.after, **noted[1]})
    return replace(made, undo_also=undo_of_said(kept, note, alone=right == wrong.seen))


def refuse_correction(records: Records, opened: Opened, wrong: Wrong, right: Observation | None, *, reason: str) -> str:
    """Refuse what cannot be corrected so, and return what would be said of the right value; raises as `correct`."""
    opened.authorise("outcome.record")
    plan_acts.refuse_closed(opened.plan)
    known = kept_of(records, opened, wrong.seen).note
    note = known if wrong.note is None else wrong.note.strip()
    if wrong.seen.measure == CONVENTION and right and right.measure == CONVENTION and note != known:
        raise InvalidInput("What is said of this value is which way its scale runs. It stays as it is.")
    _refuse(opened, wrong.seen, right, reason, same=note == known)
    if right:
        refuse_long_note(right.measure, note)
        refuse_unnamed_value_set(right.measure, note)
    if right and right.measure != wrong.seen.measure:
        others = replace(opened.record, plan=with_observations(opened.plan, [], gone=wrong.seen))
        visit = Visit(right.day, {right.measure: right.value}, notes={right.measure: note})
        refuse_visit(replace(opened, record=others), visit)
    return note


def _made(opened: Opened, wrong: Observation, right: Observation | None, reason: str) -> Made:
    plan = with_observations(opened.plan, [right] if right else [], gone=wrong)
    short = opened.clinic.content.measures.by_id[wrong.measure].short
    before: dict[str, Any] = {wrong.measure: wrong.value, DAY: wrong.day}
    after: dict[str, Any] = {right.measure: right.value, DAY: right.day} if right else {wrong.measure: None, DAY: None}
    made = Made(
        with_flags_by_numbers(opened, plan, {right.measure}) if right else plan,
        what=CORRECTED,
        words=f"{short} {'corrected' if right else 'taken back'}, {plan.patient_id}",
        before=before,
        after=after,
        reason=reason.strip(),
    )
    return telling_flags(opened, made)


def standing_in_place(
    gone: Observation, kept: Iterable[ObservationRecord], corrected: Iterable[Correction]
) -> ObservationRecord | None:
    """Return what stands in the place of a value that was withdrawn; None where it was taken back.

    Args:
        kept: the values of the patient.
        corrected: what was corrected of them, the last first.
    """
    known, steps = {one.observation: one for one in kept}, list(corrected)
    for _ in range(len(steps) + 1):
        if gone in known:
            return known[gone]
        wanted = (gone.measure, gone.day, gone.value)
        step = next((one for one in steps if (one.measure, one.day, one.was) == wanted), None)
        if step is None or step.stands is None:
            return None
        gone = step.stands
    return None


def corrections(clinic: Clinic, records: Records, patient_id: str) -> list[Correction]:
    """Return what was corrected of a patient's values, the last first; what was undone is not among them."""
    kept = records.events.latest(EventFilter(patient_id=patient_id, what=CORRECTED))
    undone = {
        each.event.undoes for each in records.events.latest(EventFilter(patient_id=patient_id, what="act.undone"))
    }
    known = clinic.content.measures.by_id
    return [
        _told(each.event, known) for each in kept if each.event.act not in undone and each.event.changes[DAY].before
    ]


def _told(event: Event, known: Collection[str]) -> Correction:
    """Return what an event tells; beside the values stand red flags that the right one opened, and what followed."""
    changed = {name: change for name, change in event.changes.items() if name in known}
    wrong = next(name for name, change in changed.items() if change.before is not None)
    right = next((name for name, change in changed.items() if change.after is not None), None)
    day = event.changes[DAY]
    stands = Observation(measure=right, value=changed[right].after, day=_day(day.after)) if right else None
    was, now = changed[wrong]
    return Correction(wrong, _day(day.before), was, now, event.actor, event.at, event.reason, stands)


def _day(text: object) -> date:
    return date.fromisoformat(str(text))


def _refuse(opened: Opened, wrong: Observation, right: Observation | None, reason: str, *, same: bool) -> None:
    if wrong.measure == DOSE:
        raise NotAllowed("The dose follows from the medicine list. Confirm the right list.")
    if not reason.strip():
        raise InvalidInput("Write why the value is corrected.")
    if right is None:
        return
    checked_value(opened, right.measure, right.value)
    if right == wrong and same:
        raise InvalidInput("This is the value that stands there. Enter the right one.", about=(right.measure,))
    refuse_day(opened, right.day)
    if right.day != wrong.day and right.measure == wrong.measure:
        refuse_twice(opened, right.measure, right.day)
