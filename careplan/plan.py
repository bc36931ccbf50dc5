"""A care plan and its tasks as the team has them (FHIR: CarePlan, Task)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import compress, islice
from operator import is_not
from types import MappingProxyType
from typing import Final, Literal

from careplan.cause import CauseId, Certainty
from careplan.expand import DesiredTask
from careplan.goal import Goal
from careplan.hand_off import HandOff
from careplan.identity import BY_HAND, Identity
from careplan.plan_inputs import SATISFYING, Closing, PlanInputs
from careplan.task import CLOSED, OPEN, Outcome, Phase, Priority, TaskStatus
from careplan.team import RoleId
from careplan.urgency import urgency_of


class PlanStatus(StrEnum):
    """FHIR: active, completed."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a person set by hand; it wins over the templates until that is let go (DESIGN 1, R22).

    `set_against` is the anchor day that `due` was set against. `kept` is the reason for which the plan would
    cancel the task and was not let; another reason is offered anew.
    """

    due: date | None = None
    set_against: date | None = None
    role: RoleId | None = None
    title: str | None = None
    priority: Priority | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One task of a plan: what the templates ask for, as last applied, and what has become of it.

    Attributes:
        desired: what the templates ask for; for a task made by hand, what was entered.
        cancelled_by: the plan may re-open what it cancelled; what a person cancelled stays so (R8).
        question: facts that are not known any longer, of which its condition speaks (R11).
        orphaned: no template asks for it any longer, but somebody is at work on it (R26).
        started_anyway: the reason why it was started while it waited.
        hand_off: the last time that it was offered to another role.
    """

    identity: Identity
    desired: DesiredTask
    status: TaskStatus = TaskStatus.TODO
    outcome: Outcome | None = None
    closed_on: date | None = None
    note: str = ""
    assignee: str | None = None
    overrides: Overrides = field(default_factory=Overrides)
    cancelled_by: Literal["plan", "person"] | None = None
    reason: str = ""
    question: tuple[str, ...] = ()
    orphaned: bool = False
    started_anyway: str | None = None
    hand_off: HandOff | None = None
    id: str = ""

    @property
    def due(self) -> date | None:
        """Target day: the one set by hand, else that of the templates; a red flag's goes before both (R25)."""
        by_hand, wanted = self.overrides.due, self.desired.due
        if by_hand and wanted and self.desired.forward:
            return min(by_hand, wanted)
        return by_hand or wanted

    @property
    def wanted_by(self) -> date | None:
        """Of what a red flag brought forward, the last day that this leaves it (R25); else None."""
        return self.desired.late_after if self.desired.forward else None

    @property
    def opens(self) -> date | None:
        """First day of its window; a day that was set by hand has none around it (R19)."""
        return self.desired.window[0] if self.desired.window and self.overrides.due is None else None

    @property
    def role(self) -> RoleId:
        """The role that owns it."""
        return self.overrides.role or self.desired.role

    @property
    def title(self) -> str:
        """What is to be done."""
        return self.overrides.title or self.desired.title

    @property
    def priority(self) -> Priority:
        """How soon it must be looked at."""
        return self.desired.priority if self.desired.forward else self.overrides.priority or self.desired.priority

    @property
    def urgency(self) -> int:
        """How much it presses from the day on which it can be done (`careplan.urgency`)."""
        wanted = self.desired
        urgent = self.priority is Priority.URGENT
        return urgency_of(
            red_flag=wanted.red_flag is not None, forward=wanted.forward, flag_class=wanted.flag_class, urgent=urgent
        )

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status in OPEN

    @property
    def by_hand(self) -> bool:
        """Whether a person added it."""
        return self.identity.module == BY_HAND

    @property
    def closing(self) -> Closing | None:
        """When and how it was closed by a person; None where it was not."""
        return Closing(self.closed_on, self.outcome) if self.closed_on and self.outcome else None

    @property
    def left_out(self) -> bool:
        """Whether a person cancelled it: no template re-opens it (R8)."""
        return self.cancelled_by == "person"

    @property
    def satisfied(self) -> bool:
        """Whether what waits for it may go on (R17).

        A guard that a person cancelled releases nothing: done does, and not needed, which for a guard is the
        override that its own role gives with a reason (R18).
        """
        if self.status is TaskStatus.CANCELLED:
            return not (self.desired.guard and self.left_out)
        return self.status in CLOSED and (self.outcome is None or self.outcome in SATISFYING)


GOES_ON_ELSEWHERE: Final = (
    "It stays as it was. Open the patient and go on in the plan that is open there; where none is, open this one again "
    "or create a new plan."
)
"""What a person can do who meets a closed plan."""

Tasks = Mapping[Identity, PlannedTask]
"""The tasks of a plan, in their order."""


@dataclass(frozen=True, slots=True)
class CarePlan:
    """What one team intends for one patient from one day; `version` counts what was applied to it.

    `modules` are the versions of the templates that it goes by; of a module that it does not name, the present one.
    """

    inputs: PlanInputs
    tasks: Tasks = field(default_factory=lambda: MappingProxyType({}))
    id: str = ""
    patient_id: str = ""
    version: int = 0
    status: PlanStatus = PlanStatus.OPEN
    goals: tuple[Goal, ...] = ()
    modules: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def goal(self) -> str:
        """The words of the goals that are sought, joined as files join a list; empty where there is none."""
        return ";".join(goal.words for goal in self.goals if goal.is_sought)

    def inputs_now(self) -> PlanInputs:
        """Return the inputs with what has become of the tasks: done, not done, or cancelled by a person."""
        closed = {identity: closing for identity, task in self.tasks.items() if (closing := task.closing)}
        cancelled = frozenset(identity for identity, task in self.tasks.items() if task.left_out)
        return replace(self.inputs, closed=closed, cancelled=cancelled)

    def certainty_of(self, cause: CauseId) -> Certainty | None:
        """Return what a cause of the plan is; None where the plan has no such cause."""
        return next((known.certainty for known in self.inputs.causes if known.cause == cause), None)

    def to_do(self) -> dict[tuple[str, str, int], PlannedTask]:
        """Return the earliest open session of each series: what is counted, and shown as one line (R36)."""
        first: dict[tuple[str, str, int], PlannedTask] = {}
        for identity in sorted(identity for identity, task in self.tasks.items() if task.is_open):
            first.setdefault(identity.series, self.tasks[identity])
        return first

    def with_task(self, task: PlannedTask) -> CarePlan:
        """Return the plan with one task put in or replaced."""
        return replace(self, tasks={**self.tasks, task.identity: task})


def phase_now(is_open: Collection[PlannedTask]) -> Phase:
    """Return the earliest phase in which one of these tasks is to be done; series run through all phases."""
    phases = {task.desired.phase for task in is_open if task.desired.occurrences == 1}
    order = tuple(Phase)
    return min(phases or {task.desired.phase for task in is_open}, key=order.index, default=Phase.REVIEW)


def changed_tasks(before: Tasks, after: Tasks) -> list[tuple[PlannedTask | None, PlannedTask]]:
    """Return each task that is not the very one that it was, as it was (None where it is new) and as it is now.

    Most acts leave most tasks what and where they are, so it is the places that are compared first.
    """
    others = list(compress(after.values(), map(is_not, before.values(), after.values())))
    others += islice(after.values(), len(before), None)
    pairs = ((before.get(now.identity), now) for now in others)
    return [(was, now) for was, now in pairs if was is not now]
