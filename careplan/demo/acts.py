"""What somebody does in a story, each a line of the patient's file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from careplan.demo.acts_on_plans import (
    AddCause,
    AnswerFact,
    ApplyChanges,
    ClearFlag,
    Decide,
    PlanOperation,
    PlanProcedure,
    RaiseFlag,
    Revise,
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
    | Revise
    | ApplyChanges
    | AnswerFact
    | Decide
    | PlanOperation
    | PlanProcedure,
    Field(discriminator="act"),
]
"""One line under `acts` of a story."""
