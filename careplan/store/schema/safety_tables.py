"""What people answered to the safety rules and conflicts of a plan."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from careplan.store.schema.parts import moment, named, of, table, text

rule_answer = table(
    "rule_answer",
    Column("id", Integer, primary_key=True),
    of("plan", "plan.id"),
    named("rule"),
    named("kind"),
    named("digest"),
    named("role"),
    named("by"),
    text("reason", ""),
    moment("at"),
    moment("withdrawn_at", null=True),
)
Index("ix_rule_answer_plan", rule_answer.c.plan, rule_answer.c.id)
