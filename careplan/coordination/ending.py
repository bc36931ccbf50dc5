"""Closing a plan that a team ends, for a reason, and opening a closed one again."""

from __future__ import annotations

from careplan import plan_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_plan, keep, once
from careplan.coordination.closing_plan import PLAN_CLOSED
from careplan.coordination.done import Done, Made
from careplan.coordination.opened_plan import Opened, open_plan
from careplan.coordination.refusals import again, writing
from careplan.errors import NotAllowed
from careplan.plain_words import count_words
from careplan.store import EventFilter, Records
from careplan.team import Practitioner

_RIGHT = "plan.close"


def end_plan(clinic: Clinic, plan_id: str, *, actor: Practitioner, reason: str, key: str | None = None) -> Done:
    """Close a plan. What is open in it stays as it stands and leaves everybody's lists; Undo brings it back.

    Raises:
        NotFound, NotAllowed: it is closed already, a red flag is open in it, or no reason is given.
    """

    def make(opened: Opened) -> Made:
        opened.authorise(_RIGHT, reason=reason)
        closed = plan_acts.close(opened.plan)
        words = f"Plan {opened.plan.id} closed with {count_words(len(opened.plan.to_do()), 'open task')}"
        status = {"status": opened.plan.status.value}, {"status": closed.status.value}
        return Made(closed, PLAN_CLOSED, words, None, *status, reason=reason.strip(), undo_also={"closed": True})

    return act_on_plan(clinic, plan_id, actor=actor, make=make, key=key)


@again
def open_again(clinic: Clinic, plan_id: str, *, actor: Practitioner, reason: str, key: str | None = None) -> Done:
    """Open a closed plan again, with all that stood in it; what fell due meanwhile is late.

    Raises:
        NotFound, NotAllowed: it is open, its making was taken back, the patient has another open plan, or no reason is
            given.
    """
    with writing(clinic, actor, plan_id) as records:

        def act() -> Done:
            opened = open_plan(clinic, records, plan_id, actor)
            return keep(records, opened, _opened_again(records, opened, reason))

        return once(records, key, actor, clinic.now(), act)


def refuse_second(records: Records, opened: Opened) -> None:
    """Raise NotAllowed where the patient has another open plan: one is open at a time (R4)."""
    other = records.plans.open_of_patient(opened.plan.patient_id)
    if other not in (None, opened.plan.id):
        raise NotAllowed(
            f"{opened.plan.patient_id} has an open plan, {other}, and one plan is open at a time. Close that one first."
        )


def _opened_again(records: Records, opened: Opened, reason: str) -> Made:
    opened.authorise(_RIGHT, reason=reason)
    plan = plan_acts.open_again(opened.plan)
    if not records.events.latest(EventFilter(plan_id=plan.id, what=PLAN_CLOSED), limit=1):
        raise NotAllowed(f"Plan {plan.id} was taken back when it was new, with what was entered. Make a new plan.")
    refuse_second(records, opened)
    status = {"status": opened.plan.status.value}, {"status": plan.status.value}
    words = f"Plan {plan.id} opened again, {count_words(len(plan.to_do()), 'open task')}"
    return Made(plan, "plan.reopened", words, None, *status, reason=reason.strip(), undo={"reopened": True})
