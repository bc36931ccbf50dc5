"""A plan in which stop rules hold and disciplines conflict, for each role that may answer: made once in a ward."""

from __future__ import annotations

from datetime import date

from careplan.coordination import conflicts, decisions, medicines, rule_acts, tasks
from careplan.patient import Medicine, OperationProcedure, ProcedureKind
from careplan.plan_conflicts import conflicts as conflicts_of_plan
from careplan.plan_safety import PlanSafety
from careplan.team import Practitioner
from tests.coordination.permission_ward import PLAN, Ward
from tests.small_clinic import PEOPLE

STOPS = {"pain_specialist": "M10", "surgeon": "M14", "psychologist": "M19"}
"""A stop rule that names the role."""
AT_ODDS = {"primary_care": "CD02", "pain_specialist": "CD02"}
"""A conflict of which the role is part; of any other, that over the loading after a fusion is asked."""
LOADING = "CD04"
SURGEON, PAIN = PEOPLE["surgeon"], PEOPLE["pain.specialist"]


def ready(ward: Ward, _role: str) -> None:
    """Let V1 take an anticoagulant, have a steroid before a fusion, its check after it, and strengthening too early."""
    clinic = ward.kept.clinic
    if any(one.kind is ProcedureKind.EPIDURAL for one in ward.kept.plan(PLAN).inputs.record.procedures):
        return
    medicines.confirm_medicines(clinic, PLAN, [Medicine(name="apixaban")], actor=SURGEON)
    decisions.plan_procedure(clinic, PLAN, ProcedureKind.EPIDURAL, actor=PAIN, day=date(2026, 3, 20))
    decisions.decide(clinic, PLAN, "gate.scs", "yes", actor=PAIN, why="Six months")
    decisions.decide(clinic, PLAN, "gate.surgery", "yes", actor=SURGEON, why="Unstable")
    decisions.answer_fact(clinic, PLAN, "fusion_planned", "yes", actor=SURGEON)
    kinds = (OperationProcedure.SPINAL_FUSION,)
    decisions.plan_operation(clinic, PLAN, actor=SURGEON, day=date(2026, 4, 15), procedures=kinds)
    for key, day in (("J01", date(2026, 3, 23)), ("A18", date(2026, 6, 1))):
        tasks.move(clinic, ward.task(key).id, day, actor=SURGEON)


def override(ward: Ward, actor: Practitioner) -> object:
    """Override a stop rule that names the person's role."""
    rule = STOPS.get(actor.role, "M10")
    return rule_acts.override_stop(ward.tried, PLAN, rule, seen=_facts(ward, rule), reason="Agreed", actor=actor)


def acknowledge(ward: Ward, actor: Practitioner) -> object:
    """Put a note away."""
    return rule_acts.acknowledge(ward.tried, PLAN, "M25", seen=_facts(ward, "M25"), actor=actor)


def order(ward: Ward, actor: Practitioner) -> object:
    """Put a conflict in order."""
    return conflicts.order_days(ward.tried, PLAN, LOADING, seen=_conflict(ward, LOADING), actor=actor)


def accept(ward: Ward, actor: Practitioner) -> object:
    """Accept a conflict of the person's role."""
    rule = AT_ODDS.get(actor.role, LOADING)
    return conflicts.accept_conflict(ward.tried, PLAN, rule, seen=_conflict(ward, rule), reason="Agreed", actor=actor)


def _facts(ward: Ward, rule: str) -> str:
    """Return what a person looks at of a rule; empty where it does not stand any more."""
    kept = ward.kept.record(PLAN)
    safety = PlanSafety(kept.plan, kept.patient, ward.kept.clinic.content, ward.kept.clinic.today())
    return next((one.digest for one in safety.standing if one.rule.id == rule), "")


def _conflict(ward: Ward, rule: str) -> str:
    """Return what a person looks at of a conflict; empty where it is over."""
    clinic, kept = ward.kept.clinic, ward.kept.record(PLAN)
    safety = PlanSafety(kept.plan, kept.patient, clinic.content, clinic.today())
    found = conflicts_of_plan(safety, clinic.compute(kept.plan).standings)
    return next((one.digest for one in found if one.rule.id == rule), "")
