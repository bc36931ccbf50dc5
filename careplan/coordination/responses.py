"""How the outcomes of a plan stand by the response rule, kept for lists where observations change (R37)."""

from __future__ import annotations

from careplan.clinic import Clinic
from careplan.plan import CarePlan
from careplan.response import response
from careplan.store import Records


def note_response(clinic: Clinic, records: Records, plan: CarePlan) -> None:
    """Keep the label of the plan as its observations are now, in the transaction that changed them."""
    record = plan.inputs.record
    records.plans.note_response(plan.id, response(clinic.content.measures, record.observations, record.start))
