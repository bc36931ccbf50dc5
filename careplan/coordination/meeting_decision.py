"""What a review meeting decides of a case, with its actions: each becomes an ordinary task of one role by one day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from careplan import task_acts
from careplan.clinic import Clinic
from careplan.coordination.done import Done, Made
from careplan.coordination.meetings import FIELDS, QUESTION, Case, Saying, say_of_case
from careplan.coordination.opened_plan import Opened
from careplan.coordination.overwriting import Seen, refuse_overwriting
from careplan.coordination.signatures import HOLD
from careplan.coordination.task_why import meeting_words
from careplan.coordination.text_limits import refuse_long
from careplan.draft_plan import HandMade
from careplan.errors import InvalidInput
from careplan.identity import MEETING
from careplan.plan import phase_now
from careplan.store import Kind
from careplan.team import Practitioner, RoleId

ACTIONS = "actions"
"""The tasks of a decision, in its body."""
SCORES = "scores"
"""The last value of each measure as it was decided, in its body."""


class Action(NamedTuple):
    """What is to be done: by one role, by one day; an action that says none of it is none."""

    title: str
    role: RoleId | None
    due: date | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it was entered."""
        return not self.title.strip() and self.role is None and self.due is None


def save_decision(
    clinic: Clinic,
    plan_id: str,
    day: date,
    decision: str,
    actions: Iterable[Action] = (),
    *,
    actor: Practitioner,
    question: str = "",
    reason: str = "",
    seen: Seen | None = None,
    asked: Seen | None = None,
    key: str | None = None,
) -> Done:
    """Save what a meeting decided of a case, and add its actions to the plan as tasks, in one transaction.

    Args:
        question: the question that it answers; empty for the one that is written.
        reason: why a decision that stands is changed.
        seen: the decision that stood on the screen; `asked` is the question that did.

    Raises:
        InvalidInput: something is missing; all of it is named, and nothing is saved.
        NotFound, NotAllowed, Conflict: nothing is changed.
    """
    wanted = [action for action in actions if not action.is_empty]

    def make(opened: Opened, case: Case) -> Saying:
        before = case.last(Kind.DECISION)
        stands = before.text if before else None
        refuse_overwriting(opened, FIELDS[Kind.DECISION], seen, now=stands, wanted=decision.strip())
        if question.strip():
            refuse_overwriting(opened, FIELDS[Kind.QUESTION], asked, now=case.question or None, wanted=question.strip())
        _refuse_missing(decision, case.question or question, wanted, needs_reason=bool(before) and not reason.strip())
        refuse_long("The decision", decision.strip())
        made = _with_tasks(opened, day, wanted)
        added = [str(identity) for identity in made.plan.tasks if identity not in opened.plan.tasks]
        body = {ACTIONS: added, SCORES: _scores(opened), QUESTION: question.strip() or case.question}
        count = f" with {_counted(len(added))}" if added else ""
        words = f"Decision saved{count}"
        return Saying(Kind.DECISION, decision.strip(), words, seen, reason.strip() if before else "", body, made)

    return say_of_case(clinic, plan_id, day, make, may=HOLD, actor=actor, key=key)


def _refuse_missing(decision: str, question: str, actions: Sequence[Action], *, needs_reason: bool) -> None:
    missing = [] if question.strip() else ["write the question that it answers"]
    missing += [] if decision.strip() else ["write what was decided"]
    missing += ["write why the decision is changed"] if needs_reason else []
    missing += _missing_of(actions)
    if missing:
        raise InvalidInput(f"Nothing is saved yet: {'; '.join(missing)}.")


def _missing_of(actions: Sequence[Action]) -> Iterator[str]:
    """Yield what the actions lack: each has one role and a date, or the decision cannot be saved."""
    for number, action in enumerate(actions, start=1):
        name = f"“{action.title.strip()}”" if action.title.strip() else f"action {number}"
        lacks = [] if action.title.strip() else ["what is to be done"]
        lacks += [] if action.role else ["a role"]
        lacks += [] if action.due else ["a date"]
        if lacks:
            yield f"give {name} {' and '.join(lacks)}"


def _with_tasks(opened: Opened, day: date, actions: Iterable[Action]) -> Made:
    """Return the plan with a task for each action, in the phase in which the plan is."""
    plan = opened.plan
    phase = phase_now([task for task in plan.tasks.values() if task.is_open])
    for action in actions:
        opened.holder(action.role or "", None)
        task = HandMade(
            *(action.title.strip(), action.role or "", action.due, phase),
            members=(f"{MEETING}/{day.isoformat()}",),
            why=f"Agreed at the review meeting: {meeting_words(day)}",
        )
        plan, _ = task_acts.add(plan, task, today=opened.today)
    return Made(plan, what="", words="")


def _scores(opened: Opened) -> dict[str, float | str]:
    observations = sorted(opened.plan.inputs.record.observations, key=lambda one: one.day)
    return {one.measure: one.value for one in observations}


def _counted(number: int) -> str:
    return "1 action" if number == 1 else f"{number} actions"
