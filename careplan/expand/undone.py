"""What was not done and other work waits for becomes a question to the coordinator (PLAN_RULES R17, R18)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from careplan.expand.assemble import owner
from careplan.expand.history import History, undone
from careplan.expand.values import DesiredTask
from careplan.identity import Identity
from careplan.plan_inputs import Closing, PlanInputs
from careplan.task import Evidence, HoldAs, Outcome, Priority
from careplan.team import COORDINATOR
from careplan.template_set import TemplateSet
from careplan.urgency import FlagClass
from careplan.working_days import next_working_day

_UNDONE: Final = "-undone-"
"""Parts the key of such a question into that of the task and its occurrence."""
_TITLE_ENDS: Final = re.compile(r"\s*[:;(]")
"""Where the part of a title ends that names the task: a colon inside this title would end it in the lists."""
_SAID: Final = {
    Outcome.DECLINED: "was declined",
    Outcome.DID_NOT_ATTEND: "was missed",
    Outcome.NOT_TOLERATED: "was not tolerated",
}
_HOW_TO_ANSWER: Final = (
    "Go on without it: close this as planned, and what waits goes on",
    "Plan it again: give it its new day, and it stands among the open work as before",
    "Give up what waits: its own role cancels it, then this is closed",
)


def with_undone(
    tasks: Mapping[Identity, DesiredTask], templates: TemplateSet, inputs: PlanInputs, history: History
) -> Mapping[Identity, DesiredTask]:
    """Return the tasks with a question for each that was not done, for which what waited for it waits instead.

    Of a safety check it is asked of its own role, which alone can let work go on (R18).
    """
    asked: dict[Identity, DesiredTask] = {}
    for identity, closing in undone(inputs).items():
        waiting = [task.identity for task in tasks.values() if identity in task.waits]
        if identity in tasks and any(_waited(one, closing, history) for one in waiting):
            asked[identity] = _question(tasks[identity], closing, templates, inputs)
    if not asked:
        return tasks
    instead = {identity: question.identity for identity, question in asked.items()}
    found = {
        identity: task._replace(waits=tuple(instead.get(wait, wait) for wait in task.waits))
        if not instead.keys().isdisjoint(task.waits)
        else task
        for identity, task in tasks.items()
    }
    return found | {question.identity: question for question in asked.values()}


def asks_after_undone(identity: Identity) -> bool:
    """Whether a task is the question that something left which was not done."""
    return _UNDONE in identity.key


def asks_to_close(task: DesiredTask) -> bool:
    """Whether closing the task has to answer something."""
    return bool(task.asks) or asks_after_undone(task.identity)


def undone_task(question: Identity) -> Identity:
    """Return the task that was not done, of the question that it left."""
    key, _, occurrence = question.key.partition(_UNDONE)
    return question._replace(key=key, occurrence=int(occurrence))


def _waited(waiting: Identity, closing: Closing, history: History) -> bool:
    """Whether a task was still to be done when the other was not done; afterwards the question stays."""
    own = history.closing(waiting)
    return own is None or own.day >= closing.day


def _question(task: DesiredTask, closing: Closing, templates: TemplateSet, inputs: PlanInputs) -> DesiredTask:
    due = next_working_day(closing.day + timedelta(days=1), inputs.holidays)
    module, key, instance, occurrence = task.identity
    identity = Identity(module, f"{key}{_UNDONE}{occurrence}", instance)
    was = f"“{_TITLE_ENDS.split(task.title, maxsplit=1)[0]}” {_SAID[closing.outcome]}"
    asked = task._replace(
        identity=identity,
        key=identity.key,
        why=f"Other work waits for “{task.title}”, which {_SAID[closing.outcome]}",
        priority=Priority.HIGH,
        due=due,
        window=(closing.day, due),
        late_after=due,
        anchor_day=closing.day,
        known=closing.day,
        no_date=None,
        waits=(),
        question_waits=(),
        occurrences=1,
        hold_as=HoldAs.NONE,
        patient_text=None,
        repeat_when_moved=False,
        forward=False,
        flag_class=FlagClass.U0,
    )
    if task.guard:
        return asked._replace(title=f"{was}: do it now, or say why it is not needed")
    role, for_role = owner(COORDINATOR, templates, inputs)
    return asked._replace(
        title=f"{was}: go on without it, plan it again or cancel",
        done_when=_HOW_TO_ANSWER,
        role=role,
        for_role=for_role,
        asks=(),
        evidence=(Evidence.USUAL_PRACTICE,),
        sources=(),
    )
