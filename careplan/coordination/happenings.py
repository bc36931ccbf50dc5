"""What happened, in words: events as history and “changed since you last looked” show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from careplan.cause import Certainty
from careplan.clinic import Clinic
from careplan.coordination.done import HAND_OFF_STATE
from careplan.coordination.field_words import day_words, field_label, is_nothing, value_words
from careplan.coordination.followed import WITH_IT
from careplan.event import FOLLOWED, Event, FieldChanged
from careplan.hand_off import PARTS
from careplan.red_flag import asks_flags
from careplan.task import OUTCOME_WORDS, Outcome
from careplan.team import RoleId

_TASK_WORDS: Final[Mapping[str, str]] = {
    "task.completed": "done",
    "task.not_done": "not done",
    "task.started": "started",
    "task.started_anyway": "started while it waited",
    "task.moved": "moved",
    "task.edited": "changed",
    "task.planned_again": "planned again",
    "task.reopened": "opened again",
    "task.date_let_go": "back on its template’s day",
    "task.assigned": "assigned",
    "task.unassigned": "taken back from the person",
    "task.added": "added by hand",
    "task.cancelled": "cancelled",
    "task.commented": "commented on",
    "task.handed_off": "handed",
    "task.hand_off_changed": "request of the hand-off changed",
    "task.hand_off_accepted": "hand-off accepted",
    "task.hand_off_sent_back": "hand-off sent back",
    "task.hand_off_withdrawn": "hand-off withdrawn",
    FOLLOWED: "changed with another act",
}
_PLAN_WORDS: Final[Mapping[str, str]] = {
    "plan.created": "Plan created",
    "plan.closed": "Plan closed",
    "plan.reopened": "Plan opened again",
    "plan.changed": "Changes of the plan applied",
    "plan.levelled": "Work of the plan levelled",
    "plan.revised": "Plan revised",
    "plan.restored": "Earlier version of the plan restored",
    "cause.added": "Suspected cause added",
    "gate.decided": "Decided",
    "goal.set": "Goal set",
    "fact.answered": "Answered",
    "patient.edited": "Patient details corrected",
    "medicines.confirmed": "Medicine list confirmed",
    "outcome.recorded": "Outcomes recorded",
    "outcome.corrected": "Outcome corrected",
    "outcome.noted": "Note of an outcome changed",
    "operation.planned": "Operation planned",
    "procedure.planned": "Procedure planned",
    "operation.recorded": "Operation took place",
    "operation.called_off": "Operation called off",
    "procedure.called_off": "Procedure called off",
    "meeting.case_added": "Put on the agenda of a review meeting",
    "meeting.question_asked": "For the review meeting",
    "meeting.proposed": "For the review meeting",
    "meeting.decided": "At the review meeting",
    "plan.signed": "Decisions of the plan",
    "plan.disagrees": "Decisions of the plan",
    "plan.absent": "Decisions of the plan",
    "plan.unsigned": "Decisions of the plan",
    "red_flag.raised": "Red flag found",
    "red_flag.replied": "Reply to a red flag recorded",
    "red_flag.cleared": "Red flag cleared",
    "rule.overridden": "Stop rule overridden",
    "rule.acknowledged": "Alert acknowledged",
    "conflict.accepted": "Conflict accepted",
    "conflict.resolved": "Conflict put in order",
}
AT_MEETINGS: Final = {
    "meeting.question_asked": "Question saved",
    "meeting.proposed": "Proposal saved",
    "meeting.decided": "Decision saved",
    "plan.signed": "Signed",
    "plan.disagrees": "Disagreed",
    "plan.absent": "Absence noted",
}
"""What is told in a word to who did it, where the history tells it with its fields."""
HANDED_TO: Final = "handed_to"
"""The field that says to whom a task is offered: a role, or a person of it."""
_IN_THE_DRAWER: Final = frozenset(PARTS) - {"request"}
"""Of a briefing, what the drawer shows above the history of its task."""
_ALREADY_SAID: Final = frozenset({"status", "outcome", "closed_on"})
"""Fields that the sentence about a closed task says already."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event in words.

    Attributes:
        by, role: who did it, in which role; `at` is the moment in UTC.
        words: what was done, without who and when.
        fields: what changed: label, value before, value after.
        followed: what the act brought along in the rest of the plan: tasks added and cancelled.
    """

    at: datetime
    by: str
    role: RoleId
    words: str
    fields: tuple[tuple[str, str, str], ...]
    reason: str
    task_id: str | None
    plan_id: str | None
    patient_id: str | None
    followed: str = ""


def happening(clinic: Clinic, event: Event, title: str = "", *, of_task: bool = False) -> Happening:
    """Return an event in words; `title` is that of the task it is about.

    `of_task`: it stands in the history of that task, which neither names the task nor says twice what its fields say.
    """
    closing = event.what in ("task.completed", "task.not_done")
    flags = frozenset(clinic.content.red_flags.by_id)
    said = (_ALREADY_SAID if closing else flags) | (flags if any(map(asks_flags, event.changes)) else frozenset())
    said |= {HANDED_TO, HAND_OFF_STATE} | (
        _IN_THE_DRAWER if of_task and event.what == "task.handed_off" else frozenset()
    )
    fields = tuple(
        (field_label(clinic, name), value_words(clinic, name, change.before), value_words(clinic, name, change.after))
        for name, change in event.changes.items()
        if name not in said
        and name != WITH_IT
        and change.before != change.after
        and not (is_nothing(change.before) and is_nothing(change.after))
    )
    words = _of_task(clinic, event) if of_task and event.what in _TASK_WORDS else _words(clinic, event, title)
    return Happening(
        event.at,
        event.actor,
        event.acting_role,
        words,
        fields,
        event.reason,
        event.task_id,
        event.plan_id,
        event.patient_id,
        _after(event.changes, WITH_IT) or "",
    )


def _words(clinic: Clinic, event: Event, title: str) -> str:
    if event.what == "act.undone":
        return f"Undone: {title}" if title else "Undone"
    if event.what.startswith("cause.") and event.what != "cause.added":
        return _certainty_words(clinic, event)
    if event.what.startswith("red_flag."):
        flags = clinic.content.red_flags.by_id
        names = [flags[name].suspicion for name in event.changes if name in flags]
        return f"{_PLAN_WORDS[event.what]}: {', '.join(names)}"
    if event.what in _TASK_WORDS:
        return f"{title}: {_TASK_WORDS[event.what]}{_detail(clinic, event)}"
    return _PLAN_WORDS.get(event.what, event.what.replace(".", " ").replace("_", " ").capitalize())


def _of_task(clinic: Clinic, event: Event) -> str:
    words = f"{_TASK_WORDS[event.what]}{_outcome(event)}{_handed_to(clinic, event)}"
    return words[:1].upper() + words[1:]


def _outcome(event: Event) -> str:
    outcome = _after(event.changes, "outcome")
    return f", {OUTCOME_WORDS[Outcome(outcome)].lower()}" if outcome else ""


def _handed_to(clinic: Clinic, event: Event) -> str:
    """Return to whom a task was offered; a role is named as such, and whoever is no role is a person."""
    to = _after(event.changes, HANDED_TO)
    if event.what != "task.handed_off" or to is None:
        return ""
    whom = f"the {clinic.role_words(to).lower()}" if to in clinic.catalogue.roles else to
    return f" to {whom}, not yet accepted"


def _detail(clinic: Clinic, event: Event) -> str:
    if told := _outcome(event) or _handed_to(clinic, event):
        return told
    due = event.changes.get("due")
    if due and event.what == "task.moved":
        return f" from {day_words(str(due.before))} to {day_words(str(due.after))}" if due.before else ""
    if event.what != "task.assigned":
        return ""
    person, role = _after(event.changes, "assignee"), _after(event.changes, "role")
    return f" to {person}" if person else f" to the {clinic.role_words(str(role)).lower()}" if role else ""


def _certainty_words(clinic: Clinic, event: Event) -> str:
    changed = [name for name, change in event.changes.items() if change.before != change.after and name != WITH_IT]
    causes = " and ".join(clinic.cause_words(name) for name in changed)
    certainty = event.what.removeprefix("cause.")
    again = "suspected again" if certainty == Certainty.SUSPECTED else certainty
    return f"Suspected cause {again}: {causes}"


def _after(changes: Mapping[str, FieldChanged], name: str) -> Any:
    return changes[name].after if name in changes else None
