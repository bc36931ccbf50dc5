"""What the team says to one another about a task."""

from __future__ import annotations

from careplan.clinic import Clinic
from careplan.coordination.acting import act_on_task
from careplan.coordination.done import Done, Made
from careplan.coordination.opened_plan import Opened
from careplan.coordination.tasks import Making
from careplan.coordination.text_limits import refuse_long
from careplan.errors import InvalidInput
from careplan.plan import PlannedTask
from careplan.team import Practitioner

LONGEST = 4000
"""Characters of one comment."""


def comment(clinic: Clinic, task_id: str, text: str, *, actor: Practitioner, key: str | None = None) -> Done:
    """Write a comment on a task; everybody on the team may."""
    return act_on_task(clinic, task_id, actor=actor, make=commenting(text), key=key)


def commenting(text: str) -> Making:
    """Return what writes a comment on a task."""

    def make(opened: Opened, task: PlannedTask) -> Made:
        opened.authorise("task.comment")
        said = text.strip()
        if not said:
            raise InvalidInput("The comment is empty. Write what the team should know.")
        refuse_long("The comment", said, LONGEST)
        words = f"Comment on {task.title}, {opened.plan.patient_id}"
        return Made(opened.plan, what="task.commented", words=words, task=task.identity, comment=said)

    return make
