"""Adding a suspected cause to a plan of normal recovery: that plan closes, and the next one opens (PLAN_RULES R4).

All of it is one act and one Undo. What is known of the patient is known to the next plan too; a red flag that is
open goes along with the person who raised it, so that another clinician clears it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from careplan.cause import NORMAL_RECOVERY, CauseId, SuspectedCause
from careplan.coordination.closing_plan import PLAN_CREATED, close_plan, plan_event
from careplan.coordination.done import Done
from careplan.coordination.opened_plan import Opened
from careplan.draft_plan import Edits, draft_plan
from careplan.errors import InvalidInput
from careplan.event import FieldChanged
from careplan.expand import Series
from careplan.numbering import in_order
from careplan.plan import CarePlan
from careplan.plan_acts import refuse_closed
from careplan.standing import standings
from careplan.store import Records


def is_normal_recovery(plan: CarePlan) -> bool:
    """Return whether a plan is one of normal recovery, which no suspected cause joins."""
    return any(cause.cause == NORMAL_RECOVERY for cause in plan.inputs.causes)


def next_plan(opened: Opened, cause: CauseId, reason: str, unticked: Collection[Series] = frozenset()) -> CarePlan:
    """Return the plan that would open today with this cause, without the work that is unticked; it is not kept.

    Raises:
        NotAllowed: the plan is closed, or the person may not open one.
        InvalidInput: the cause is normal recovery again.
    """
    opened.authorise("plan.create")
    refuse_closed(opened.plan)
    if cause == NORMAL_RECOVERY:
        raise InvalidInput("This is the plan of normal recovery already. Choose the cause that is suspected now.")
    was = opened.plan.inputs
    carried = [flag for flag in was.flags if flag.cleared is None]
    inputs = replace(
        was,
        record=replace(was.record, start=opened.today, gates={}),
        causes=(SuspectedCause(cause, opened.today, reason=reason),),
        flags=tuple(replace(flag, number=1) for flag in carried),
        closed={},
        cancelled=frozenset(),
    )
    edits = Edits(unticked=frozenset(unticked))
    return replace(in_order(draft_plan(opened.clinic.templates, inputs, edits).plan), goals=opened.plan.goals)


def open_next(records: Records, opened: Opened, plan: CarePlan, reason: str, act: str) -> Done:
    """Close the plan of normal recovery and keep the next one, with an event of each under one act."""
    close_plan(records, opened.clinic, opened.record, opened.actor, act)
    saved = records.plans.add(
        plan,
        opened.record.patient,
        standings(plan, opened.clinic.templates),
        by=opened.actor.id,
        at=opened.now,
        role=opened.actor.role,
        reason=reason,
        modules=opened.clinic.versions,
        replaces=opened.plan.id,
    )
    records.red_flags.carry(opened.plan.id, saved.id)
    changes = {
        "causes": FieldChanged(None, ";".join(cause.cause for cause in saved.inputs.causes)),
        "goal": FieldChanged(None, saved.goal),
    }
    records.events.add(
        plan_event(PLAN_CREATED, saved, opened.actor, opened.now, reason, changes, act, {"created": True})
    )
    cause = opened.clinic.cause_words(saved.inputs.causes[0].cause)
    words = f"Suspected cause {cause}: {opened.plan.id} closed, {saved.id} opened with {len(saved.to_do())} tasks"
    return Done(act, saved.id, None, f"{words}, {saved.patient_id}", saved.version)
