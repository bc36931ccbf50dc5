"""What an act made of a plan, and what is told of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from careplan.identity import Identity
from careplan.observation import Missing
from careplan.plan import CarePlan, PlannedTask
from careplan.rule_answer import RuleAnswer

NO_UNDO: Final[Mapping[str, Any]] = {}
"""What an act keeps that nothing takes back: a red flag is cleared with finding and reason, an undo is done anew."""


HAND_OFF_STATE: Final = "hand_off"
"""The field of the audit trail that says how a hand-off stands."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did, for the strip at the foot of a list.

    Attributes:
        act: names the act for Undo.
        words: what happened, in one sentence.
        released: ids of other tasks that became ready.
        can_undo: whether Undo can take it back.
        followed: what the act brought along in the rest of the plan: tasks added and cancelled.
        left_behind: what comes after a moved task and is due before it, and what it waits for and is due after it.
        question: what a person may ask next and how it is answered, where there is no Undo; told last.
    """

    act: str
    plan_id: str
    task_id: str | None
    words: str
    version: int
    released: tuple[str, ...] = ()
    can_undo: bool = True
    followed: str = ""
    left_behind: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What a pure function made of a plan, and how the event tells it.

    Attributes:
        what: code of the event, such as `task.completed`.
        words: what happened, in one sentence.
        before, after: the fields that changed, for history and conflicts.
        whys: the reasons of several decisions that were taken at once, by gate; one decision has `reason`.
        undo: what takes it back, where that is not found by comparing the plans; `undoes` names what it takes back.
        missing: what was not obtained, which is kept as missing.
        undo_also: what takes back the rest, where comparing the plans does not find all of it.
        comment: what is said about the task; `withdraw` takes the comment with this number back.
        answer: what is answered to a safety rule or conflict; `unanswer` takes the answer with this number back.
        whole: it changes the plan as a whole, so that a new version of it begins; what is decided always does.
    """

    plan: CarePlan
    what: str
    words: str
    task: Identity | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    whys: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    undo: Mapping[str, Any] | None = None
    undo_also: Mapping[str, Any] = field(default_factory=dict)
    undoes: str | None = None
    comment: str = ""
    withdraw: int | None = None
    answer: RuleAnswer | None = None
    unanswer: int | None = None
    whole: bool = False


def made_of(plan: CarePlan, task: PlannedTask, what: str, words: str, *, reason: str = "", behalf: str = "") -> Made:
    """Return what an act made of a plan by changing one task, which is given as it was before.

    `behalf` is the role that the person acted for; empty where the task is their own.
    """
    before, after = changed_fields(task, plan)
    if behalf:
        after["on_behalf_of"] = behalf
    words = f"{words}, {plan.patient_id}"
    return Made(plan, what=what, words=words, task=task.identity, before=before, after=after, reason=reason)


def changed_fields(task: PlannedTask, plan: CarePlan) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields of one task that an act changed, before and after."""
    now = plan.tasks[task.identity]
    names = ("status", "outcome", "closed_on", "note", "assignee", "due", "role", "title", "priority", "started_anyway")
    changed = [name for name in names if getattr(task, name) != getattr(now, name)]
    before, after = ({name: getattr(one, name) for name in changed} for one in (task, now))
    if task.by_hand and task.desired != now.desired:
        known = {one.identity: one.id for one in plan.tasks.values()}
        was, new = (_own_words(one, known) for one in (task, now))
        before |= {name: value for name, value in was.items() if new[name] != value}
        after |= {name: value for name, value in new.items() if was[name] != value}
    if task.hand_off != now.hand_off:
        before[HAND_OFF_STATE], after[HAND_OFF_STATE] = (one.hand_off and one.hand_off.state for one in (task, now))
    return before, after


def _own_words(task: PlannedTask, known: Mapping[Identity, str]) -> dict[str, Any]:
    """Return what a person wrote of a task made by hand, by the names of the history and of files."""
    wanted = task.desired
    return {
        "details": " / ".join(wanted.done_when),
        "start": wanted.window and wanted.window[0],
        "depends_on": ";".join(known[wait] for wait in wanted.waits if wait in known),
    }
