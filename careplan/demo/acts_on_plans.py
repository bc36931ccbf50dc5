"""What somebody does with a plan in a story: its red flags, its suspected causes, what is answered and decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from pydantic import Field

from careplan.cause import CauseId, Certainty
from careplan.coordination import decisions, goals, red_flags
from careplan.coordination.corrections import correct
from careplan.coordination.revise import look_at_revision, revise_plan
from careplan.coordination.visit_entry import Listed, Visit
from careplan.coordination.visits import record_visit
from careplan.demo.scene import Scene, StoryAct
from careplan.goal_acts import GoalEntry
from careplan.patient import Medicine, OperationProcedure, ProcedureKind
from careplan.red_flag import RedFlagId
from careplan.revision import Revision


class RaiseFlag(StoryAct):
    """Raise a red flag."""

    act: Literal["raise_flag"]
    flag: RedFlagId

    def play(self, scene: Scene) -> None:
        """Do it."""
        red_flags.raise_flag(scene.clinic, scene.plan_id, self.flag, actor=scene.actor)


class ClearFlag(StoryAct):
    """Clear a red flag."""

    act: Literal["clear_flag"]
    flag: RedFlagId
    finding: str
    reason: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        red_flags.clear_flag(
            scene.clinic, scene.plan_id, self.flag, finding=self.finding, reason=self.reason, actor=scene.actor
        )


class SetCertainty(StoryAct):
    """Confirm or refute a cause."""

    act: Literal["set_certainty"]
    cause: CauseId
    certainty: Certainty
    reason: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        wanted = Revision(certainties={self.cause: self.certainty})
        revise_plan(scene.clinic, scene.plan_id, wanted, actor=scene.actor, reason=self.reason)


class Revise(StoryAct):
    """Look at what follows where causes are refuted and others join, and apply all that is proposed."""

    act: Literal["revise"]
    refute: tuple[CauseId, ...] = ()
    add: tuple[CauseId, ...] = ()
    reason: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        wanted = Revision(certainties=dict.fromkeys(self.refute, Certainty.REFUTED), added=self.add)
        seen = look_at_revision(scene.clinic, scene.plan_id, wanted, actor=scene.actor)
        revise_plan(scene.clinic, scene.plan_id, wanted, actor=scene.actor, reason=self.reason, seen=seen)


class AnswerFact(StoryAct):
    """Answer a question of the plan."""

    act: Literal["answer"]
    fact: str
    value: Any

    def play(self, scene: Scene) -> None:
        """Do it."""
        decisions.answer_fact(scene.clinic, scene.plan_id, self.fact, self.value, actor=scene.actor)


class Decide(StoryAct):
    """Set a gate."""

    act: Literal["decide"]
    gate: str
    value: str
    why: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        decisions.decide(scene.clinic, scene.plan_id, self.gate, self.value, actor=scene.actor, why=self.why)


class SetGoal(StoryAct):
    """Give the goal of this number a target and a day, so many days after the act; without a number, one more goal."""

    act: Literal["set_goal"]
    words: str
    number: int | None = None
    measure: str | None = None
    target: float | None = None
    days: int | None = None

    def play(self, scene: Scene) -> None:
        """Do it."""
        due = None if self.days is None else scene.today + timedelta(days=self.days)
        entry = GoalEntry(self.words, self.measure, self.target, due)
        goals.set_goal(scene.clinic, scene.plan_id, entry, actor=scene.actor, number=self.number)


class PlanOperation(StoryAct):
    """Plan an operation, so many days after the act."""

    act: Literal["plan_operation"]
    days: int
    procedures: tuple[OperationProcedure, ...]

    def play(self, scene: Scene) -> None:
        """Do it."""
        day = scene.today + timedelta(days=self.days)
        decisions.plan_operation(scene.clinic, scene.plan_id, actor=scene.actor, day=day, procedures=self.procedures)


class PlanProcedure(StoryAct):
    """Plan a needle procedure, so many days after the act."""

    act: Literal["plan_procedure"]
    kind: ProcedureKind
    days: int
    steroid: bool | None = None

    def play(self, scene: Scene) -> None:
        """Do it."""
        day = scene.today + timedelta(days=self.days)
        decisions.plan_procedure(
            scene.clinic, scene.plan_id, self.kind, actor=scene.actor, day=day, steroid=self.steroid
        )


class RecordVisit(StoryAct):
    """Record the outcomes of a visit, with what was not obtained, what is said of a value, and the medicine list."""

    act: Literal["record_visit"]
    values: dict[str, float | str] = Field(default_factory=dict)
    missing: dict[str, str] = Field(default_factory=dict)
    notes: dict[str, str] = Field(default_factory=dict)
    medicines: tuple[Medicine, ...] | None = None

    def play(self, scene: Scene) -> None:
        """Do it."""
        listed = None if self.medicines is None else Listed(self.medicines)
        visit = Visit(scene.today, self.values, self.missing, self.notes, listed)
        record_visit(scene.clinic, scene.plan_id, visit, actor=scene.actor)


class CorrectOutcome(StoryAct):
    """Correct the last score of a measure, which was recorded wrongly."""

    act: Literal["correct_outcome"]
    measure: str
    right: float | str
    reason: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        with scene.clinic.store.reading() as records:
            taken = records.plans.get(scene.plan_id).plan.inputs.record.observations
        wrong = [seen for seen in taken if seen.measure == self.measure][-1]
        right = wrong.model_copy(update={"value": self.right})
        correct(scene.clinic, scene.plan_id, wrong, right, actor=scene.actor, reason=self.reason)
