"""What happened, and what a person was about to do.

`read_mark` says when a person's reading of a patient was last written into the audit trail. `table_seal` has one
row, with the number of rows of each table and a keyed sum over them, so that one changed outside of careplan shows.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Text, UniqueConstraint

from careplan.store.schema.parts import key, moment, named, number, table, text

event = table(
    "event",
    Column("id", Integer, primary_key=True),
    named("chain"),
    number("seq"),
    moment("at"),
    named("what"),
    named("actor"),
    named("acting_role"),
    named("patient", null=True),
    named("plan", null=True),
    named("task", null=True),
    named("act"),
    named("undoes", null=True),
    number("from_version", null=True),
    number("to_version", null=True),
    text("changes"),
    text("reason"),
    Column("undo", Text, nullable=True),
    named("prev"),
    named("hash"),
    UniqueConstraint("chain", "seq"),
)
Index("ix_event_task", event.c.task, event.c.id)
Index("ix_event_plan", event.c.plan, event.c.id)
Index("ix_event_actor", event.c.actor, event.c.id)
Index("ix_event_act", event.c.act)
Index("ix_event_undoes", event.c.undoes)
event_head = table("event_head", key("chain"), number("length"), named("hash"), named("seal"))
draft = table("draft", key("account", ForeignKey("account.name")), key("place"), text("body"), moment("at"))
idempotency = table("idempotency", key("account"), key("key"), text("result"), moment("at"))
seen = table(
    "seen",
    key("account", ForeignKey("account.name")),
    key("plan", ForeignKey("plan.id")),
    number("event"),
    moment("at"),
)
read_mark = table(
    "read_mark",
    key("account", ForeignKey("account.name")),
    key("patient", ForeignKey("patient.id")),
    moment("at"),
)
table_seal = table(
    "table_seal", Column("id", Integer, primary_key=True, autoincrement=False), text("sums"), named("seal")
)
