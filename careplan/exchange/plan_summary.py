"""The plan as it stands, for the record: what its page holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from careplan.exchange.document import Template, Typeset, typeset


class Part(NamedTuple):
    """Words with what they are: For, Against, Question."""

    label: str
    words: str


class CauseShown(NamedTuple):
    """One cause: how sure the team is of it, and why."""

    name: str
    certainty: str
    parts: tuple[Part, ...]


class GoalShown(NamedTuple):
    """A goal in the person's own words, and how far it is."""

    words: str
    state: str


class Medicines(NamedTuple):
    """The confirmed list, and what is said of it."""

    about: str
    names: tuple[str, ...]


class TaskShown(NamedTuple):
    """One line of the plan; `window` is empty where its day has none around it."""

    title: str
    role: str
    when: str
    window: str
    state: str
    waits: str


class PhaseShown(NamedTuple):
    """The tasks of one phase."""

    name: str
    tasks: tuple[TaskShown, ...]


class DecisionShown(NamedTuple):
    """A decision of the plan."""

    label: str
    value: str
    how: str


class SignatureShown(NamedTuple):
    """How one discipline stands to the decisions."""

    role: str
    state: str
    how: str


class PlanSummary(NamedTuple):
    """What the document says; each text as people are to read it.

    Attributes:
        title: that of the file, with ids only.
        printed: the moment from which it may be out of date; `by` made it.
        flags: the red flags that are open, first of all.
        outcomes: measure, baseline and last value, change.
        demo: whether the patient is invented.
        left_out: how many tasks were cancelled and are not listed.
    """

    title: str
    patient: str
    plan: str
    version: int
    printed: str
    by: str
    who: str
    operations: tuple[str, ...]
    status: str
    flags: tuple[str, ...]
    causes: tuple[CauseShown, ...]
    doubt: tuple[str, ...]
    cause_panel: str
    goals: tuple[GoalShown, ...]
    planned: tuple[str, ...]
    medicines: Medicines
    response: str
    outcomes: tuple[tuple[str, str, str], ...]
    phases: tuple[PhaseShown, ...]
    left_out: str
    decisions: tuple[DecisionShown, ...]
    signatures: tuple[SignatureShown, ...]
    team: str
    notice: str
    demo: bool = False


def write(template: Template, summary: PlanSummary, at: datetime) -> Typeset:
    """Return the document; raises DocumentFailed."""
    return typeset(template, summary._asdict(), at)


def file_name(plan_id: str, on: date) -> str:
    """Return the name under which it is offered; it holds an id and the day only."""
    return f"careplan-summary-{plan_id}-{on:%Y-%m-%d}.pdf"
