"""Recording the outcomes of one visit: scores, what was not obtained, and the medicine list, in one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from careplan import plan_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import keep, once
from careplan.coordination.answers import ITEM_9
from careplan.coordination.done import Done, Made
from careplan.coordination.flags_by_numbers import telling_flags, with_flags_by_numbers, with_way_back
from careplan.coordination.medicines import NewList, list_confirmed, refuse_no_list
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.overwriting import Seen
from careplan.coordination.refusals import writing
from careplan.errors import CarePlanError, InvalidInput
from careplan.further_asks import further_asks
from careplan.medicine import DOSE, daily_mme
from careplan.observation import Missing, Observation
from careplan.patient import Medicine
from careplan.plan import CarePlan
from careplan.store import Records
from careplan.team import Practitioner
from careplan.working_days import MOST_YEARS, date_words, is_far

RECORDED: Final = "outcome.recorded"
"""Code of the event."""
VALUE_SET: Final = "eq5d_index"
"""The measure that counts only with the name of what it was computed by, which stands in its note."""
MEDICINES: Final = "medicines"
DAY: Final = "day"


@dataclass(frozen=True, slots=True)
class Listed:
    """The complete medicine list of a visit; the words are those of `confirm_medicines`."""

    medicines: tuple[Medicine, ...]
    none_taken: bool = False
    as_written: bool = False
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What was entered for one visit.

    Attributes:
        day: on which it was measured.
        values: by measure or part of one.
        missing: by measure, why it was not obtained.
        notes: by measure, what is said of its value.
        listed: the medicine list as it was confirmed at the visit, from which the dose follows.
    """

    day: date
    values: Mapping[str, float | str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    listed: Listed | None = None


def record_visit(clinic: Clinic, plan_id: str, visit: Visit, *, actor: Practitioner, key: str | None = None) -> Done:
    """Keep the outcomes of one visit, with what follows from them; one event, and one Undo.

    Raises:
        NotFound, NotAllowed, Conflict.
        InvalidInput: nothing was entered, or something that cannot be; `about` names the measures.
    """
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            plan_acts.refuse_closed(opened.plan)
            opened.authorise("outcome.record")
            _refuse(opened, visit)
            new = _listed(records, opened, visit)
            given, missing = _given(opened, visit, new)
            _keep_noted(records, opened, visit, given)
            return keep(records, new.opened if new else opened, _made(opened, visit, new, given, missing))

        return with_way_back(once(records, key, actor, clinic.now(), act))


def refuse_day(opened: Opened, day: date) -> None:
    """Refuse a day on which nothing can have been measured; raises InvalidInput."""
    if is_far(day, opened.today):
        raise InvalidInput(
            f"{date_words(day)} is more than {MOST_YEARS} years from today. Correct the year.", about=(DAY,)
        )
    if day > opened.today:
        raise InvalidInput(f"{date_words(day)} lies in the future. Enter the day of the visit.", about=(DAY,))


def refuse_twice(opened: Opened, measure: str, day: date) -> None:
    """Refuse a second value of a measure on one day, which would leave open which of them counts."""
    known = opened.clinic.content.measures.by_id[measure]
    for seen in opened.plan.inputs.record.observations:
        if (seen.measure, seen.day) == (measure, day):
            said = f"{seen.value:g}" if isinstance(seen.value, float) else seen.value
            raise InvalidInput(
                f"{known.short} of {date_words(day)} is on record: {said}. Correct that value, or choose another day.",
                about=(measure,),
            )


def _refuse(opened: Opened, visit: Visit) -> None:
    refuse_day(opened, visit.day)
    if not (visit.values or visit.missing or visit.listed):
        raise InvalidInput("Enter at least one score, or say what is missing and why.")
    _refuse_unsaid(opened, visit)
    for name, value in visit.values.items():
        _checked(opened, name, value)
        refuse_twice(opened, name, visit.day)
    if "phq9" in visit.values and ITEM_9 not in visit.values:
        raise InvalidInput("The PHQ-9 total counts with its item 9 only. Enter it, 0 to 3.", about=(ITEM_9,))
    if VALUE_SET in visit.values and not visit.notes.get(VALUE_SET, "").strip():
        raise InvalidInput(
            "Name the value set by which the EQ-5D index was computed: without it the number says nothing.",
            about=(VALUE_SET,),
        )
    _refuse_without_further(opened, visit)
    if visit.listed:
        refuse_no_list(visit.listed.medicines, none_taken=visit.listed.none_taken)
        if visit.day != opened.today:
            raise InvalidInput(
                "A medicine list is confirmed as it is today. Choose today as the day, or leave the list as it stands.",
                about=(MEDICINES,),
            )


def _refuse_unsaid(opened: Opened, visit: Visit) -> None:
    """Refuse what is missing without a reason, and what is missing and was given, both at once."""
    for name, reason in visit.missing.items():
        words = _short(opened, name)
        if not reason.strip():
            raise InvalidInput(f"{words}: write why it is missing.", about=(name,))
        if name in visit.values or (name == DOSE and visit.listed):
            raise InvalidInput(f"{words} is entered and said to be missing. Keep one of them.", about=(name,))


def _refuse_without_further(opened: Opened, visit: Visit) -> None:
    """Refuse a positive short score without the full one that it asks for, entered or missing with a reason (R15)."""
    seen, measures = opened.plan.inputs.record.observations, opened.clinic.content.measures
    asked = further_asks(seen, visit.values, measures, visit.day)
    for one in asked:
        if one.is_asked(visit.values.get(one.after)) and one.name not in {*visit.values, *visit.missing, ITEM_9}:
            short, full = (_short(opened, name) for name in (one.after, one.name))
            raise InvalidInput(
                f"{short} is {one.positive_from:g} or more: enter the {full}, or say why it is missing.",
                about=(one.name,),
            )


def _short(opened: Opened, name: str) -> str:
    known = opened.clinic.content.measures.by_id.get(name)
    if known is None:
        raise InvalidInput(f"“{name}” is no measure that is entered here.", about=(name,))
    return known.short


def _checked(opened: Opened, name: str, value: object) -> float | str:
    known = opened.clinic.content.measures.by_id.get(name)
    if known is None or name == DOSE:
        raise InvalidInput(f"“{name}” is no measure that is entered here.", about=(name,))
    try:
        return known.checked(value)
    except CarePlanError as error:
        error.about = (name,)
        raise


def _listed(records: Records, opened: Opened, visit: Visit) -> NewList | None:
    new = visit.listed
    if new is None:
        return None
    return list_confirmed(records, opened, new.medicines, as_written=new.as_written, seen=new.seen)


def _given(opened: Opened, visit: Visit, new: NewList | None) -> tuple[list[Observation], list[Missing]]:
    """Return the values and what is missing, the dose of the list among them: not computable is missing, never 0."""
    values = [
        Observation(measure=name, value=_checked(opened, name, value), day=visit.day)
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
    """Keep the values of which something is said; the plan finds them kept."""
    for seen in given:
        if note := visit.notes.get(seen.measure, "").strip():
            whose, by = opened.plan.patient_id, opened.actor.id
            records.observations.add(whose, seen, by=by, at=opened.now, plan_id=opened.plan.id, note=note)


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
