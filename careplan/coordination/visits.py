"""Recording the outcomes of one visit: scores, what was not obtained, and the medicine list, in one act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from careplan import plan_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.done import Done, Made
from careplan.coordination.flags_by_numbers import telling_flags, with_flags_by_numbers, with_way_back
from careplan.coordination.medicines import NewList, list_confirmed
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.refusals import again, writing
from careplan.coordination.said_of_values import keep_said, note_said
from careplan.coordination.visit_entry import DAY, MEDICINES, Visit, checked_value, refuse_visit
from careplan.medicine import DOSE, daily_mme
from careplan.observation import Missing, Observation
from careplan.plan import CarePlan
from careplan.store import Records
from careplan.team import Practitioner

RECORDED: Final = "outcome.recorded"
"""Code of the event."""


@again
def record_visit(clinic: Clinic, plan_id: str, visit: Visit, *, actor: Practitioner, key: str | None = None) -> Done:
    """Keep the outcomes of one visit, with what follows from them; one event, and one Undo.

    Raises:
        NotFound, NotAllowed, Conflict.
        InvalidInput: nothing was entered, or something that cannot be; `about` names the measures.
    """
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            return keep_visit(records, open_plan(clinic, records, plan_id, actor), visit)

        return with_way_back(once(records, key, actor, clinic.now(), act))


def keep_visit(records: Records, opened: Opened, visit: Visit, *, act: str = "") -> Done:
    """Keep the outcomes of one visit; `act` joins them to other events. Raises as `record_visit`."""
    may_record(opened, visit)
    new = _listed(records, opened, visit)
    given, missing = _given(opened, visit, new)
    _keep_noted(records, opened, visit, given)
    return keep(records, new.opened if new else opened, _made(opened, visit, new, given, missing), act=act)


def may_record(opened: Opened, visit: Visit) -> None:
    """Refuse a visit that this person may not record, or in which something cannot be; raises as `record_visit`."""
    plan_acts.refuse_closed(opened.plan)
    opened.authorise("outcome.record")
    refuse_visit(opened, visit)


def _listed(records: Records, opened: Opened, visit: Visit) -> NewList | None:
    new = visit.listed
    if new is None:
        return None
    return list_confirmed(records, opened, new.medicines, as_written=new.as_written, seen=new.seen)


def _given(opened: Opened, visit: Visit, new: NewList | None) -> tuple[list[Observation], list[Missing]]:
    """Return the values and what is missing, the dose of the list among them: not computable is missing, never 0."""
    values = [
        Observation(measure=name, value=checked_value(opened, name, value), day=visit.day)
        for name, value in visit.values.items()
    ]
    missing = [Missing(measure=name, day=visit.day, reason=why.strip()) for name, why in visit.missing.items()]
    if new:
        dose = daily_mme(new.patient.medicines, opened.clinic.content.medicines)
        if dose.value is None:
            missing.append(Missing(measure=DOSE, day=visit.day, reason=f"Not computable. {' '.join(dose.because)}"))
        else:
            values.append(Observation(measure=DOSE, value=dose.value, day=visit.day))
    return values, missing


def _keep_noted(records: Records, opened: Opened, visit: Visit, given: list[Observation]) -> None:
    """Keep the values of which something is said."""
    for seen in given:
        keep_said(records, opened, None, seen, note_said(opened, seen.measure, visit.notes.get(seen.measure, "")))


def _made(opened: Opened, visit: Visit, new: NewList | None, given: list[Observation], missing: list[Missing]) -> Made:
    stale = _dose_of(opened, visit.day) if new else None
    before: dict[str, Any] = dict(new.before) if new else {}
    after: dict[str, Any] = {
        DAY: visit.day,
        **{one.measure: one.value for one in given},
        **dict(new.after if new else {}),
    }
    after |= {f"{one.measure}: not obtained": one.reason for one in missing}
    made = Made(
        _with_flags(opened, visit, new, with_observations(new.plan if new else opened.plan, given, gone=stale)),
        what=RECORDED,
        words=f"{' and '.join(_counted(given, missing))} recorded, {opened.plan.patient_id}",
        before=before,
        after=after,
        missing=tuple(missing),
        undo_also=new.undo if new else {},
    )
    return telling_flags(new.opened if new else opened, made)


def _dose_of(opened: Opened, day: date) -> Observation | None:
    """Return the dose that another list gave on the same day: the last list of a day counts."""
    taken = opened.plan.inputs.record.observations
    return next((one for one in taken if (one.measure, one.day) == (DOSE, day)), None)


def with_observations(plan: CarePlan, given: list[Observation], gone: Observation | None = None) -> CarePlan:
    """Return the plan with these values, and without one that was wrong."""
    record = plan.inputs.record
    stay = list(record.observations)
    if gone:
        stay.remove(gone)
    return replace(plan, inputs=replace(plan.inputs, record=replace(record, observations=(*stay, *given))))


def _with_flags(opened: Opened, visit: Visit, new: NewList | None, plan: CarePlan) -> CarePlan:
    entered = {*visit.values, *(new.changed | {MEDICINES} if new else ())}
    return with_flags_by_numbers(new.opened if new else opened, plan, entered, patient=new.patient if new else None)


def _counted(given: list[Observation], missing: list[Missing]) -> Iterator[str]:
    if given:
        yield "1 value" if len(given) == 1 else f"{len(given)} values"
    if missing:
        yield f"{len(missing)} as missing"
