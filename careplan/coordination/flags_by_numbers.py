"""Red flags that an act opens: by numbers that were just entered (PLAN_RULES R15, R25), or answered yes (R33)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from careplan import plan_acts
from careplan.coordination.done import NO_UNDO, Done, Made
from careplan.coordination.opened_plan import Opened
from careplan.facts import FactBook
from careplan.patient import Patient
from careplan.plan import CarePlan
from careplan.red_flag import RedFlagDefinition
from careplan.safety_names import safety_lookup
from careplan.safety_record import SafetyRecord

_ASKED_AS: Final[Mapping[str, str]] = {"opioid_mme": "mme_at_least"}
"""What is asked under another name than it is entered: a dose counts as what it is at least."""
_RAISED_BY_MISTAKE: Final = "Raised by mistake? Another clinician clears it, with finding and reason"


def with_way_back(done: Done) -> Done:
    """Return what is told of an act that raised a red flag, with the way back where another act has its Undo."""
    return done if done.can_undo else replace(done, question=_RAISED_BY_MISTAKE)


def with_flags_by_numbers(
    opened: Opened, plan: CarePlan, entered: Iterable[str], *, patient: Patient | None = None
) -> CarePlan:
    """Return the plan with each flag opened whose numbers are met now.

    A flag that was cleared stays so until its numbers are met anew: by a value just `entered`, or for the first time.
    `patient` is the patient with a medicine list that this act confirms.
    """
    given = {_ASKED_AS.get(name, name) for name in entered}
    if not given:
        return plan
    met_before = {flag.id for flag in _met(opened, opened.plan, opened.record.patient)}
    for flag in _met(opened, plan, patient or opened.record.patient):
        anew = flag.id not in met_before or (flag.condition and given & set(flag.condition.names))
        if anew and flag.id not in plan_acts.flags_open(plan):
            plan = plan_acts.raise_flag(plan, flag.id, on=opened.today, finder=opened.actor.role)
    return plan


def telling_flags(opened: Opened, made: Made) -> Made:
    """Return what was made with the red flags that it opened named first; a flag is not undone."""
    before = plan_acts.flags_open(opened.plan)
    known = opened.clinic.content.red_flags.by_id
    opened_now = plan_acts.flags_open(made.plan) - before
    new = [flag for flag in known if flag in opened_now]
    if not new:
        return made
    return replace(
        made,
        words=f"Red flag: {', '.join(known[flag].suspicion for flag in new)}. {made.words}",
        before={**made.before, **dict.fromkeys(new)},
        after={**made.after, **dict.fromkeys(new, "open")},
        undo=NO_UNDO,
    )


def _met(opened: Opened, plan: CarePlan, patient: Patient) -> tuple[RedFlagDefinition, ...]:
    content, known = opened.clinic.content, plan.inputs.record
    record = SafetyRecord(
        on=opened.today,
        patient=patient,
        lookup=FactBook(content.facts, known).lookup(),
        observations=known.observations,
    )
    return content.red_flags.opened_by_numbers(
        safety_lookup(record, content.medicines, content.safety_rules.task_groups)
    )
