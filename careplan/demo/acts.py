"""What somebody does in a story, each a line of the patient's file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from careplan.demo.acts_on_meetings import Absent, AddToMeeting, DecideCase, Propose, Sign
from careplan.demo.acts_on_plans import (
    AnswerFact,
    ClearFlag,
    CorrectOutcome,
    Decide,
    PlanOperation,
    PlanProcedure,
    RaiseFlag,
    RecordVisit,
    Revise,
    SetCertainty,
    SetGoal,
)
from careplan.demo.acts_on_tasks import AddTask, Assign, Close, Comment, HandOff, Move, SendBack, Start

Act = Annotated[
    Close
    | Start
    | Assign
    | Move
    | Comment
    | HandOff
    | SendBack
    | AddTask
    | RaiseFlag
    | ClearFlag
    | SetCertainty
    | Revise
    | AnswerFact
    | Decide
    | SetGoal
    | PlanOperation
    | PlanProcedure
    | RecordVisit
    | CorrectOutcome
    | AddToMeeting
    | Propose
    | DecideCase
    | Sign
    | Absent,
    Field(discriminator="act"),
]
"""One line under `acts` of a story."""
