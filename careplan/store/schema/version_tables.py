"""Earlier versions of plans: what a plan was when the next version took its place."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer

from careplan.store.schema.parts import key, moment, named, table, text

plan_version = table(
    "plan_version",
    key("plan", ForeignKey("plan.id")),
    Column("number", Integer, primary_key=True, autoincrement=False),
    named("ended_by"),
    moment("ended_at"),
    text("body"),
)
