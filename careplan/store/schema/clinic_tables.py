"""The clinic and its people: who may come in, who is in, and who looked where only an emergency lets one look.

`account.subject` is who an account is at the clinic's identity provider. `web_session.way` says how it was opened, and
`browser` with what. A row of `sign_in_failure` counts the failures of one bucket, whose name is a keyed hash, since
`begun_at`. A row of `one_time_link` without an account sets the clinic up; one with an account sets that account's
password.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Text

from careplan.store.schema.parts import day, flag, key, moment, named, number, of, table, text

clinic = table(
    "clinic",
    Column("id", Integer, primary_key=True, autoincrement=False),
    flag("demo"),
    named("zone"),
    text("holidays", "[]"),
    Column("default_team", Integer, nullable=True),
    moment("created_at"),
)
counter = table("counter", key("name"), number("next"))
account = table(
    "account",
    key("name"),
    named("role"),
    Column("password", Text, nullable=True),
    flag("disabled"),
    moment("created_at"),
    named("subject", null=True),
    text("preferences", "{}"),
)
Index("ix_account_subject", account.c.subject, unique=True)
web_session = table(
    "web_session",
    Column("token_hash", LargeBinary, primary_key=True),
    of("account", "account.name"),
    moment("created_at"),
    moment("active_at"),
    moment("ended_at", null=True),
    Column("way", String, nullable=False, server_default=""),
    text("browser", ""),
)
Index("ix_web_session_account", web_session.c.account)
one_time_link = table(
    "one_time_link",
    Column("token_hash", LargeBinary, primary_key=True),
    of("account", "account.name", null=True),
    named("made_by"),
    moment("made_at"),
    moment("ends_at"),
    moment("used_at", null=True),
)
private_address = table(
    "private_address",
    Column("token_hash", LargeBinary, primary_key=True),
    named("kind"),
    of("account", "account.name"),
    of("plan", "plan.id", null=True),
    text("label", ""),
    named("made_by"),
    moment("made_at"),
    day("last_day"),
    moment("used_at", null=True),
    moment("ended_at", null=True),
)
Index("ix_private_address_account", private_address.c.account)
Index("ix_private_address_plan", private_address.c.plan)
sign_in_failure = table(
    "sign_in_failure", key("bucket"), number("failures"), moment("begun_at"), moment("waits_until", null=True)
)
break_glass = table(
    "break_glass",
    Column("id", Integer, primary_key=True),
    of("account", "account.name"),
    of("patient", "patient.id"),
    text("reason"),
    moment("opened_at"),
    moment("ends_at"),
    of("reviewed_by", "account.name", null=True),
    moment("reviewed_at", null=True),
    Column("justified", Boolean(create_constraint=False), nullable=True),
    text("review", ""),
)
Index("ix_break_glass_account", break_glass.c.account, break_glass.c.patient, break_glass.c.ends_at)
care_team = table("care_team", Column("id", Integer, primary_key=True, autoincrement=False), named("name"))
care_team_member = table(
    "care_team_member",
    Column("team", Integer, ForeignKey("care_team.id"), primary_key=True),
    key("account", ForeignKey("account.name")),
    key("role"),
)
Index("ix_care_team_member_account", care_team_member.c.account)
