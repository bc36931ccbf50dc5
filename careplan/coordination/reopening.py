"""Opening a task again that was closed too soon or by mistake, and longer ago than Undo goes back."""

from __future__ import annotations

from careplan import task_acts
from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_task
from careplan.coordination.authority import may, owns
from careplan.coordination.done import Done, Made, made_of
from careplan.coordination.opened_plan import Opened
from careplan.errors import NotAllowed
from careplan.plan import PlannedTask, PlanStatus
from careplan.plan_safety import keys_of
from careplan.task import TaskStatus
from careplan.task_refusals import refuse_reopening
from careplan.team import Practitioner

REOPEN = "task.reopen"


def reopen(clinic: Clinic, task_id: str, *, actor: Practitioner, reason: str, key: str | None = None) -> Done:
    """Open a closed task again, with a reason; what was answered, measured or decided with it stays.

    Raises:
        NotFound, NotAllowed: it is open, it was a red flag's, the plan cancelled it, it says that a procedure took
            place, or no reason is given.
    """

    def make(opened: Opened, task: PlannedTask) -> Made:
        opened.authorise(REOPEN, own=owns(opened.actor, task), reason=reason)
        _refuse_procedure(opened, task)
        plan = task_acts.reopen(opened.plan, task.identity, today=opened.today)
        return made_of(plan, task, "task.reopened", f"Open again: {task.title}", reason=reason.strip())

    return act_on_task(clinic, task_id, actor=actor, make=make, key=key)


def may_reopen(opened: Opened, task: PlannedTask) -> bool:
    """Whether this person can open this task again."""
    if task.is_open or opened.plan.status is PlanStatus.CLOSED:
        return False
    if not may(opened.clinic.catalogue, opened.actor, REOPEN, own=owns(opened.actor, task)):
        return False
    try:
        _refuse_procedure(opened, task)
        refuse_reopening(task)
    except NotAllowed:
        return False
    return True


def _refuse_procedure(opened: Opened, task: PlannedTask) -> None:
    """Refuse to open again what records a procedure, of which the patient's record says that it took place (R16)."""
    kinds = opened.clinic.content.safety_rules.took_place.kinds(frozenset(keys_of(task)))
    if kinds and task.status is TaskStatus.DONE:
        raise NotAllowed(
            f"“{task.title}” says that a procedure took place, and that stays in the record. Add a task by hand for "
            "what is still to be done."
        )
