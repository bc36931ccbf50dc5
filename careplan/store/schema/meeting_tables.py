"""Review meetings, what was said of each case there, and who signed which decisions of a plan.

A row of `meeting_entry` is one thing that was said of a plan at a meeting: the wish that it be discussed, the question,
a discipline's proposal, the decision. Nothing of it is ever changed: what is said anew stands beside it and counts,
until it is taken back. `sign_off` is the same for signatures; `decided` holds the decisions that it is bound to.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint

from careplan.store.schema.parts import day, moment, named, number, of, table, text

meeting = table(
    "meeting",
    Column("id", Integer, primary_key=True),
    of("team", "care_team.id"),
    day("day", null=False),
    named("by"),
    moment("at"),
    UniqueConstraint("team", "day"),
)
meeting_entry = table(
    "meeting_entry",
    Column("id", Integer, primary_key=True),
    Column("meeting", Integer, ForeignKey("meeting.id"), nullable=False),
    of("plan", "plan.id"),
    of("patient", "patient.id"),
    named("kind"),
    named("role"),
    text("text"),
    text("reason", ""),
    text("body", "{}"),
    named("by"),
    moment("at"),
    moment("withdrawn_at", null=True),
)
Index("ix_meeting_entry_meeting", meeting_entry.c.meeting, meeting_entry.c.id)
Index("ix_meeting_entry_plan", meeting_entry.c.plan, meeting_entry.c.kind, meeting_entry.c.id)
sign_off = table(
    "sign_off",
    Column("id", Integer, primary_key=True),
    of("plan", "plan.id"),
    of("patient", "patient.id"),
    Column("meeting", Integer, ForeignKey("meeting.id"), nullable=True),
    named("role"),
    named("state"),
    number("version"),
    named("digest"),
    text("decided"),
    text("reason", ""),
    named("by"),
    named("by_role"),
    moment("at"),
    moment("withdrawn_at", null=True),
)
Index("ix_sign_off_plan", sign_off.c.plan, sign_off.c.id)
