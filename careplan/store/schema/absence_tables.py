"""Who is away from a care team from which day to which, and who covers for them.

A row is never changed but to say that it ended early or was taken back (`ended_at`). What it means on a day is
computed from that day, and no task says anything of it.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from careplan.store.schema.parts import day, moment, named, of, table

absence = table(
    "absence",
    Column("id", Integer, primary_key=True),
    of("team", "care_team.id"),
    of("account", "account.name"),
    of("cover", "account.name"),
    day("first", null=False),
    day("last", null=False),
    named("by"),
    moment("at"),
    moment("ended_at", null=True),
)
Index("ix_absence_team", absence.c.team, absence.c.last)
