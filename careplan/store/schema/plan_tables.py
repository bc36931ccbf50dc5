"""Plans: their causes, decisions and red flags, and the template versions that they were made from."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint

from careplan.store.schema.parts import day, key, moment, named, number, of, partial_index, table, text

plan = table(
    "plan",
    key("id"),
    of("patient", "patient.id"),
    of("team", "care_team.id"),
    number("number"),
    named("status"),
    number("version"),
    day("start", null=False),
    text("goal"),
    of("replaces", "plan.id", null=True),
    named("created_by"),
    moment("created_at"),
    moment("updated_at"),
    moment("closed_at", null=True),
    named("phase"),
    number("tasks_total"),
    number("tasks_open"),
    number("tasks_done"),
    number("red_flags_open"),
    day("late_from"),
    day("late_from_then"),
    day("rests_from"),
    day("next_review"),
    day("last_review"),
    named("response", null=True),
    number("changes_waiting", "0"),
    number("conflicts_open", "0"),
    text("stops", ""),
    UniqueConstraint("patient", "number"),
)
Index("ix_plan_team_status", plan.c.team, plan.c.status)
plan_cause = table(
    "plan_cause",
    key("plan", ForeignKey("plan.id")),
    key("cause"),
    number("position"),
    named("certainty"),
    day("added", null=False),
    text("rounds", "{}"),
    day("subtype_known"),
    day("decided"),
    text("reason", ""),
    named("by"),
    named("role", null=True),
    moment("at"),
)
gate_decision = table(
    "gate_decision",
    Column("id", Integer, primary_key=True),
    of("plan", "plan.id"),
    named("gate"),
    text("value"),
    day("day", null=False),
    named("by"),
    named("role", null=True),
    text("why", ""),
    moment("at"),
    moment("withdrawn_at", null=True),
)
Index("ix_gate_decision_plan", gate_decision.c.plan, gate_decision.c.day, gate_decision.c.id)
red_flag = table(
    "red_flag",
    key("plan", ForeignKey("plan.id")),
    key("flag"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    of("patient", "patient.id"),
    number("position"),
    day("opened", null=False),
    moment("opened_at"),
    named("by"),
    named("role", null=True),
    day("cleared"),
    moment("cleared_at", null=True),
    named("cleared_by", null=True),
    text("finding", ""),
    text("reason", ""),
    moment("answered_at", null=True),
)
partial_index("ix_red_flag_open", red_flag.c.patient, where=red_flag.c.cleared.is_(None))
template_version = table(
    "template_version",
    key("module"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    named("digest"),
    text("body"),
    moment("kept_at"),
)
plan_module = table("plan_module", key("plan", ForeignKey("plan.id")), key("module"), number("version"))
