"""What somebody does in a story, each a line of the patient's file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from careplan.demo.acts_on_plans import (
    AddCause,
    AnswerFact,
    ApplyChanges,
    ClearFlag,
    CorrectOutcome,
    Decide,
    PlanOperation,
    PlanProcedure,
    RaiseFlag,
    RecordVisit,
    SetCertainty,
)
from careplan.demo.acts_on_tasks import AddTask, Assign, Close, Comment, Move, Start

Act = Annotated[
    Close
    | Start
    | Assign
    | Move
    | Comment
    | AddTask
    | RaiseFlag
    | ClearFlag
    | AddCause
    | SetCertainty
    | ApplyChanges
    | AnswerFact
    | Decide
    | PlanOperation
    | PlanProcedure
    | RecordVisit
    | CorrectOutcome,
    Field(discriminator="act"),
]
"""One line under `acts` of a story."""
