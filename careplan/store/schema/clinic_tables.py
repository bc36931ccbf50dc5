"""The clinic and its people."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Text

from careplan.store.schema.parts import flag, key, moment, named, number, of, table, text

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
)
web_session = table(
    "web_session",
    Column("token_hash", LargeBinary, primary_key=True),
    of("account", "account.name"),
    moment("created_at"),
    moment("active_at"),
    moment("ended_at", null=True),
)
Index("ix_web_session_account", web_session.c.account)
care_team = table("care_team", Column("id", Integer, primary_key=True, autoincrement=False), named("name"))
care_team_member = table(
    "care_team_member",
    Column("team", Integer, ForeignKey("care_team.id"), primary_key=True),
    key("account", ForeignKey("account.name")),
    key("role"),
)
Index("ix_care_team_member_account", care_team_member.c.account)
