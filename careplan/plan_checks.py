"""Named rules that every new plan is tested against: errors stand in the way of creating it, warnings do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from careplan.clinical_content import ClinicalContent
from careplan.draft_plan import DraftPlan
from careplan.intake import Contradiction, contradictions
from careplan.patient import Patient
from careplan.team import CoreRole

_ADULT: Final = 18
_DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """One rule that a plan does not meet. `source` says where the rule comes from."""

    check: str
    severity: Literal["error", "warning"]
    message: str
    source: str


def plan_checks(
    draft: DraftPlan, patient: Patient, content: ClinicalContent, *, unscreened: Iterable[Contradiction] = ()
) -> tuple[PlanCheck, ...]:
    """Return what a plan does not meet, errors first; an empty tuple when all is well.

    `unscreened`: the red-flag questions that the findings of its intake speak for.
    """
    inputs = draft.plan.inputs
    found = [
        *(PlanCheck(*one) for one in unscreened),
        *(PlanCheck(*one) for one in contradictions(inputs.record, content, inputs.start)),
        *_four_roles(draft),
        *_goal(draft),
        *_medicines(patient),
        *_limits(patient, inputs.start),
    ]
    return tuple(sorted(found, key=lambda check: check.severity))


def _four_roles(draft: DraftPlan) -> Iterator[PlanCheck]:
    busy = {task.role for task in draft.plan.tasks.values() if task.is_open or task.outcome}
    for role in CoreRole:
        if role not in busy:
            words = role.replace("_", " ")
            yield PlanCheck("four_roles", "error", f"No task is left for the {words}: tick one again.", "S51, S52")


def _goal(draft: DraftPlan) -> Iterator[PlanCheck]:
    if not draft.plan.goal.strip():
        yield PlanCheck(
            "goal", "warning", "The patient's own goal is not written yet. Ask for it in the history.", "S53"
        )


def _medicines(patient: Patient) -> Iterator[PlanCheck]:
    if patient.medicines is None:
        yield PlanCheck(
            "medicines", "warning", "The medicine list is not confirmed, so its safety rules cannot be asked.", "K04"
        )


def _limits(patient: Patient, start: date) -> Iterator[PlanCheck]:
    """Flag what these templates were not made for and leave it to the clinician (X11)."""
    if patient.birth_date and (start - patient.birth_date).days < _ADULT * _DAYS_A_YEAR:
        yield PlanCheck("adults_only", "warning", "The templates are for adults. A clinician decides what fits.", "X11")
    regions = sorted({op.region for op in patient.operations if op.region != "lumbar"})
    if regions:
        where = " and ".join(regions)
        yield PlanCheck(
            "lumbar_only", "warning", f"The templates are for the lumbar spine; one operation was {where}.", "X11"
        )
