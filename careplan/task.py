"""One thing one role must do by one day: its words and states."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Phase(StrEnum):
    """The phases of a plan, in order."""

    EVALUATE = "evaluate"
    CONSERVATIVE = "conservative"
    INTERVENTIONAL = "interventional"
    SURGICAL = "surgical"
    REHABILITATE = "rehabilitate"
    REVIEW = "review"


PHASE_WORDS: Final = {
    Phase.EVALUATE: "Evaluate",
    Phase.CONSERVATIVE: "Conservative",
    Phase.INTERVENTIONAL: "Interventional",
    Phase.SURGICAL: "Surgical",
    Phase.REHABILITATE: "Rehabilitate",
    Phase.REVIEW: "Review",
}


class TaskStatus(StrEnum):
    """What is stored of a task's state."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    NOT_DONE = "not_done"
    CANCELLED = "cancelled"


OPEN = (TaskStatus.TODO, TaskStatus.IN_PROGRESS)
CLOSED = (TaskStatus.DONE, TaskStatus.NOT_DONE, TaskStatus.CANCELLED)


class Readiness(StrEnum):
    """Whether an open task can be done now; computed, the first that holds."""

    HELD = "held"
    NO_DATE = "no_date"
    WAITING = "waiting"
    READY = "ready"


STATUS_WORDS: Final = {
    TaskStatus.TODO: "To do",
    TaskStatus.IN_PROGRESS: "In progress",
    TaskStatus.DONE: "Done",
    TaskStatus.NOT_DONE: "Not done",
    TaskStatus.CANCELLED: "Cancelled",
}
READINESS_WORDS: Final = {
    Readiness.HELD: "Held",
    Readiness.NO_DATE: "No date yet",
    Readiness.WAITING: "Waiting",
    Readiness.READY: STATUS_WORDS[TaskStatus.TODO],
}


def state_words(status: TaskStatus, readiness: Readiness | None = None) -> str:
    """Return how a task stands: a hold shows even on work that was begun, the other readiness only before it."""
    held = readiness is Readiness.HELD and status in OPEN
    return READINESS_WORDS[readiness] if readiness and (held or status is TaskStatus.TODO) else STATUS_WORDS[status]


class Outcome(StrEnum):
    """How a task was closed: the first two are outcomes of done, the others of not_done."""

    AS_PLANNED = "as_planned"
    PARTLY = "partly"
    DECLINED = "declined"
    DID_NOT_ATTEND = "did_not_attend"
    NOT_TOLERATED = "not_tolerated"
    NOT_NEEDED = "not_needed"


DONE_OUTCOMES = frozenset({Outcome.AS_PLANNED, Outcome.PARTLY})
OUTCOME_WORDS: Final = {
    Outcome.AS_PLANNED: "As planned",
    Outcome.PARTLY: "Partly",
    Outcome.DECLINED: "Declined",
    Outcome.DID_NOT_ATTEND: "Did not attend",
    Outcome.NOT_TOLERATED: "Not tolerated",
    Outcome.NOT_NEEDED: "Not needed",
}
"""How a task was closed, as the screens say it."""


class Priority(StrEnum):
    """How soon it must be looked at."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"


class HoldAs(StrEnum):
    """What kind of work a task is when a red flag holds work (PLAN_RULES R24)."""

    EXERCISE = "exercise"
    INJECTION = "injection"
    SCS = "scs"
    SURGERY = "surgery"
    NONE = "none"


class Evidence(StrEnum):
    """How well a task or rule is supported (REFERENCE 0)."""

    GUIDELINE = "guideline"
    REVIEW_RCT = "review-RCT"
    CONSENSUS = "consensus"
    STUDY = "study"
    SEED = "seed"
    USUAL_PRACTICE = "usual-practice"
