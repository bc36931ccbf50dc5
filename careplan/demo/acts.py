"""What somebody does in a story, beside work that is simply done when it is due: each a line of the patient's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from careplan.cause import CauseId, Certainty
from careplan.clinic import Clinic
from careplan.coordination import cause_acts, comments, decisions, red_flags, tasks
from careplan.coordination.changes import apply_changes, pending_changes
from careplan.coordination.closing import complete
from careplan.draft_plan import HandMade
from careplan.errors import NotFound
from careplan.patient import OperationProcedure, ProcedureKind
from careplan.red_flag import RedFlagId
from careplan.task import Outcome, Phase
from careplan.team import Practitioner, RoleId


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when something is done; the clinic's clock stands at that moment."""

    clinic: Clinic
    plan_id: str
    actor: Practitioner

    @property
    def today(self) -> date:
        """The day of the scene."""
        return self.clinic.today()

    def task_id(self, key: str, occurrence: int) -> str:
        """Return the shown id of a task by its key; raises NotFound."""
        with self.clinic.store.reading() as records:
            rows = records.tasks.of_plan_rows(self.plan_id)
        for row in rows:
            if row.shown_key == key and row.identity.occurrence == occurrence:
                return row.id
        raise NotFound(f"{self.plan_id} has no task {key}#{occurrence}.")


class _Act(BaseModel):
    """`ago` days before the demo is made, `by` whom."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ago: int = Field(ge=0)
    by: str


class _OnTask(_Act):
    task: str
    occurrence: int = 1


class Close(_OnTask):
    """Close a task in its own way."""

    act: Literal["close"]
    outcome: Outcome
    note: str = ""
    on_behalf_because: str = ""

    def play(self, scene: Scene) -> None:
        """Do it."""
        complete(
            scene.clinic,
            scene.task_id(self.task, self.occurrence),
            outcome=self.outcome,
            actor=scene.actor,
            note=self.note,
            on_behalf_because=self.on_behalf_because,
        )


class Start(_OnTask):
    """Begin a task."""

    act: Literal["start"]
    anyway_because: str = ""

    def play(self, scene: Scene) -> None:
        """Do it."""
        task = scene.task_id(self.task, self.occurrence)
        tasks.start(scene.clinic, task, actor=scene.actor, anyway_because=self.anyway_because)


class Assign(_OnTask):
    """Give a task to a person."""

    act: Literal["assign"]
    to: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        tasks.assign(scene.clinic, scene.task_id(self.task, self.occurrence), actor=scene.actor, assignee=self.to)


class Move(_OnTask):
    """Set another due day, so many days later than the act."""

    act: Literal["move"]
    days: int

    def play(self, scene: Scene) -> None:
        """Do it."""
        day = scene.today + timedelta(days=self.days)
        tasks.move(scene.clinic, scene.task_id(self.task, self.occurrence), day, actor=scene.actor)


class Comment(_OnTask):
    """Say something about a task."""

    act: Literal["comment"]
    text: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        comments.comment(scene.clinic, scene.task_id(self.task, self.occurrence), self.text, actor=scene.actor)


class AddTask(_Act):
    """Add a task by hand, due so many days after the act."""

    act: Literal["add_task"]
    title: str
    role: RoleId
    phase: Phase
    days: int

    def play(self, scene: Scene) -> None:
        """Do it."""
        made = HandMade(self.title, self.role, scene.today + timedelta(days=self.days), self.phase)
        tasks.add(scene.clinic, scene.plan_id, made, actor=scene.actor)


class RaiseFlag(_Act):
    """Raise a red flag."""

    act: Literal["raise_flag"]
    flag: RedFlagId

    def play(self, scene: Scene) -> None:
        """Do it."""
        red_flags.raise_flag(scene.clinic, scene.plan_id, self.flag, actor=scene.actor)


class ClearFlag(_Act):
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


class AddCause(_Act):
    """Add a suspected cause."""

    act: Literal["add_cause"]
    cause: CauseId
    reason: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        cause_acts.add_cause(scene.clinic, scene.plan_id, self.cause, actor=scene.actor, reason=self.reason)


class SetCertainty(_Act):
    """Confirm or refute a cause."""

    act: Literal["set_certainty"]
    cause: CauseId
    certainty: Certainty
    reason: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        cause_acts.set_certainty(
            scene.clinic, scene.plan_id, self.cause, self.certainty, actor=scene.actor, reason=self.reason
        )


class ApplyChanges(_Act):
    """Look at what the plan asks to be changed, and apply what it proposes."""

    act: Literal["apply_changes"]

    def play(self, scene: Scene) -> None:
        """Do it."""
        with scene.clinic.store.reading() as records:
            plan = records.plans.get(scene.plan_id).plan
        proposed = pending_changes(scene.clinic.compute(plan), scene.clinic.words)
        ticks = {change.key: change.ticked for change in proposed}
        apply_changes(scene.clinic, scene.plan_id, ticks, actor=scene.actor)


class AnswerFact(_Act):
    """Answer a question of the plan."""

    act: Literal["answer"]
    fact: str
    value: Any

    def play(self, scene: Scene) -> None:
        """Do it."""
        decisions.answer_fact(scene.clinic, scene.plan_id, self.fact, self.value, actor=scene.actor)


class Decide(_Act):
    """Set a gate."""

    act: Literal["decide"]
    gate: str
    value: str
    why: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        decisions.decide(scene.clinic, scene.plan_id, self.gate, self.value, actor=scene.actor, why=self.why)


class PlanOperation(_Act):
    """Plan an operation, so many days after the act."""

    act: Literal["plan_operation"]
    days: int
    procedures: tuple[OperationProcedure, ...]

    def play(self, scene: Scene) -> None:
        """Do it."""
        day = scene.today + timedelta(days=self.days)
        decisions.plan_operation(scene.clinic, scene.plan_id, actor=scene.actor, day=day, procedures=self.procedures)


class PlanProcedure(_Act):
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
    | PlanProcedure,
    Field(discriminator="act"),
]
"""One line under `acts` of a story."""
