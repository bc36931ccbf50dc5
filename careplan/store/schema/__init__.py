"""The tables. One schema for SQLite and PostgreSQL; its shape changes only by a new Alembic revision.

Days are dates, moments are UTC (`Moment`), JSON bodies are text written by `columns.written`. Shown ids of
tasks and observations are numbers here; patients and plans keep their shown id.
"""

from __future__ import annotations

from typing import Final

from careplan.store.schema.absence_tables import absence
from careplan.store.schema.clinic_tables import (
    account,
    break_glass,
    care_team,
    care_team_member,
    clinic,
    counter,
    one_time_link,
    private_address,
    sign_in_failure,
    web_session,
)
from careplan.store.schema.event_tables import draft, event, event_head, idempotency, read_mark, seen, table_seal
from careplan.store.schema.goal_tables import goal
from careplan.store.schema.meeting_tables import meeting, meeting_entry, sign_off
from careplan.store.schema.parts import metadata
from careplan.store.schema.patient_tables import fact_entry, finding_entry, observation, patient
from careplan.store.schema.plan_tables import gate_decision, plan, plan_cause, plan_module, red_flag, template_version
from careplan.store.schema.safety_tables import rule_answer
from careplan.store.schema.task_tables import comment, task, task_wait, work_count
from careplan.store.schema.version_tables import plan_version

REVISION: Final = "0004"
"""The Alembic revision that yields these tables; a test holds both together."""

__all__ = [
    "REVISION",
    "absence",
    "account",
    "break_glass",
    "care_team",
    "care_team_member",
    "clinic",
    "comment",
    "counter",
    "draft",
    "event",
    "event_head",
    "fact_entry",
    "finding_entry",
    "gate_decision",
    "goal",
    "idempotency",
    "meeting",
    "meeting_entry",
    "metadata",
    "observation",
    "one_time_link",
    "patient",
    "plan",
    "plan_cause",
    "plan_module",
    "plan_version",
    "private_address",
    "read_mark",
    "red_flag",
    "rule_answer",
    "seen",
    "sign_in_failure",
    "sign_off",
    "table_seal",
    "task",
    "task_wait",
    "template_version",
    "web_session",
    "work_count",
]
