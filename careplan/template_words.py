"""Says in words what a template's short texts mean, for people who read templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from careplan.task import Evidence
from careplan.template import Due, TaskDefinition

EVIDENCE_WORDS: Final[Mapping[Evidence, str]] = {
    Evidence.GUIDELINE: "Guideline",
    Evidence.REVIEW_RCT: "Review or trial",
    Evidence.CONSENSUS: "Expert consensus",
    Evidence.STUDY: "Single study",
    Evidence.SEED: "Project seed",
    Evidence.USUAL_PRACTICE: "Usual practice: needs the clinician’s own judgement",
}
"""How an evidence mark is shown (REFERENCE 0)."""

_ANCHOR_WORDS: Final[Mapping[str, str]] = {
    "plan_start": "the start",
    "index_surgery": "the last operation",
    "revision_surgery": "the operation",
    "procedure": "the procedure",
    "scs_trial": "the stimulator trial",
    "scs_implant": "the stimulator implant",
    "gate:scs": "the decision for stimulation",
}


def anchor_words(task: TaskDefinition) -> str:
    """Return the day that a task counts from, such as “the operation” or “FF03 is done”."""
    return f"{task.anchor_task} is done" if task.anchor_task else _ANCHOR_WORDS.get(task.anchor, task.anchor)


def due_words(task: TaskDefinition) -> str:
    """Return target and window, such as “10 days after the operation (8 to 14)”; raises InvalidInput."""
    due, anchor = task.days, anchor_words(task)
    if due.target == 0:
        return f"{'when' if task.anchor_task else 'on the day of'} {anchor}{_window(due)}"
    side = "before" if due.target < 0 else "after"
    return f"{_days(abs(due.target))} {side} {anchor}{_window(due)}"


def _window(due: Due) -> str:
    if due.first == due.last:
        return ""
    if due.first >= 0:
        return f" ({due.first} to {due.last})"
    if due.last <= 0:
        return f" ({-due.first} to {-due.last})"
    return f" ({_days(-due.first)} before to {_days(due.last)} after)"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def repeat_words(task: TaskDefinition) -> str:
    """Return how a task comes again, such as “every 7 days, 9 more times”; empty when it does not."""
    rule, _, until = (part.strip() for part in task.repeat.partition("until"))
    ends = f", until {until}" if until else ""
    if every := re.fullmatch(r"(\d+)d x(\d+)", rule):
        times = "once more" if every[2] == "1" else f"{every[2]} more times"
        return f"every {_days(int(every[1]))}, {times}{ends}"
    if rule.startswith("at "):
        *before, last = rule[3:].split(", ")
        days = f"days {', '.join(before)} and {last}" if before else f"day {last}"
        return f"again on {days}{ends}"
    return ""
