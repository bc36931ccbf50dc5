"""The goals of plans. `plan.goal` repeats the words of those that are sought, for files."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer

from careplan.store.schema.parts import day, key, moment, named, table, text

goal = table(
    "goal",
    key("plan", ForeignKey("plan.id")),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text("words"),
    day("since", null=False),
    named("measure", null=True),
    Column("target", Float, nullable=True),
    day("due"),
    named("lifecycle"),
    named("achievement", null=True),
    named("judged_role", null=True),
    day("judged_on"),
    day("ended"),
    text("reason"),
    named("by"),
    moment("at"),
)
