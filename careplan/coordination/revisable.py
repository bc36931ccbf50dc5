"""What can be changed of a plan as a whole, as the screen on which it is revised offers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from careplan.cause import NORMAL_RECOVERY, CauseId, Certainty, SuspectedCause
from careplan.clinic import Clinic
from careplan.coordination.authority import refusal_shown
from careplan.coordination.gates import Decision, decisions_of
from careplan.coordination.next_plan import is_normal_recovery
from careplan.coordination.opened_plan import Opened, read_plan
from careplan.coordination.reads import looking
from careplan.goal import Goal
from careplan.identity import Identity
from careplan.patient import Operation, Procedure
from careplan.plan import PlanStatus
from careplan.plan_version import back_to
from careplan.revision import Revision
from careplan.team import Practitioner


class NewerTemplate(NamedTuple):
    """A template of which the clinic has another version than the plan goes by."""

    module: str
    title: str
    named: int
    present: int


class Movable(NamedTuple):
    """An open task whose day can be moved: the next session of its series."""

    identity: Identity
    title: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Revisable:
    """One plan, and what of it can be changed.

    Attributes:
        version: the number of its present version.
        normal_recovery: it is a plan of expected recovery, which a suspected cause closes (R4).
        causes: of the plan, refuted ones too.
        picks: causes that may join, in the order of pickers.
        decisions: each as it stands, and whether this person may take it.
        goals: those that are sought.
        members: of the care team, who may have decided at a case conference.
        refusal: who may revise, where this person may not; nothing else is offered then.
        back: what leads back to the earlier version that was asked for; None where none was, or there is no such.
        reads_until: until when an emergency lets the person read it; None on the care team.
    """

    plan_id: str
    patient_id: str
    is_open: bool
    version: int
    normal_recovery: bool
    causes: tuple[SuspectedCause, ...]
    picks: tuple[CauseId, ...]
    decisions: tuple[Decision, ...] = ()
    goals: tuple[Goal, ...] = ()
    members: tuple[Practitioner, ...] = ()
    operations: tuple[Operation, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    movable: tuple[Movable, ...] = ()
    newer: tuple[NewerTemplate, ...] = ()
    refusal: str = ""
    back: Revision | None = None
    reads_until: datetime | None = None

    @property
    def planned(self) -> tuple[Operation | Procedure, ...]:
        """What is planned and was not done."""
        return (*self.operations, *self.procedures)

    @property
    def may(self) -> bool:
        """Whether this person may revise it, and try what if."""
        return not self.refusal and self.reads_until is None


def revisable(clinic: Clinic, plan_id: str, *, actor: Practitioner, back_to_version: int | None = None) -> Revisable:
    """Return a plan to be revised; raises NotFound where there is none that this person may see."""
    with looking(clinic, actor, plan_id, asked=plan_id) as look:
        opened = read_plan(clinic, look.records, plan_id, actor)
        look.saw(opened.actor, opened.plan.patient_id)
        present = look.records.versions.present(plan_id)
        was = look.records.versions.get(plan_id, back_to_version) if back_to_version else None
        decided = look.records.plans.decisions(plan_id)
    plan, record = opened.plan, opened.plan.inputs.record
    taken = {NORMAL_RECOVERY, *(one.cause for one in plan.inputs.causes if one.certainty is not Certainty.REFUTED)}
    return Revisable(
        plan_id=plan.id,
        patient_id=plan.patient_id,
        is_open=plan.status is PlanStatus.OPEN,
        version=present,
        normal_recovery=is_normal_recovery(plan),
        causes=plan.inputs.causes,
        picks=tuple(pick for pick in clinic.content.causes.picks if pick not in taken),
        decisions=decisions_of(opened, decided),
        goals=tuple(goal for goal in plan.goals if goal.is_sought),
        members=opened.members,
        operations=tuple(one for one in record.operations if not one.done and not one.cancelled),
        procedures=tuple(one for one in record.procedures if not one.done and not one.cancelled),
        movable=_movable(opened),
        newer=_newer(opened),
        refusal=refusal_shown(clinic.catalogue, opened.actor, "plan.revise"),
        back=back_to(plan, was) if was else None,
        reads_until=opened.actor.reads_until,
    )


def _movable(opened: Opened) -> tuple[Movable, ...]:
    tasks = (task for task in opened.plan.to_do().values() if task.desired.red_flag is None)
    found = (Movable(task.identity, task.title, task.due) for task in tasks)
    return tuple(sorted(found, key=lambda one: (one.due or date.max, one.title)))


def _newer(opened: Opened) -> tuple[NewerTemplate, ...]:
    """Return the templates that the plan goes by in an older version: those alone whose text is kept tell one apart."""
    clinic, named = opened.clinic, opened.plan.modules
    return tuple(
        NewerTemplate(module.module, module.title, named[module.module], module.version)
        for module in clinic.catalogue.modules.values()
        if (module.module, named.get(module.module, module.version)) in clinic.older
    )
