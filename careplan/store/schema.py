"""The tables. One schema for SQLite and PostgreSQL; its shape changes only by a new Alembic revision.

Days are dates, moments are UTC (`Moment`), JSON bodies are text written by `columns.written`. Shown ids of
tasks and observations are numbers here; patients and plans keep their shown id.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from careplan.store.columns import Moment

REVISION: Final = "0001"
"""The Alembic revision that yields these tables; a test holds both together."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _table(name: str, *parts: Column[object] | UniqueConstraint) -> Table:
    return Table(name, metadata, *parts)


def _named(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, String, nullable=null)


def _key(name: str, *target: ForeignKey) -> Column[object]:
    return Column(name, String, *target, primary_key=True)


def _of(name: str, target: str, *, null: bool = False) -> Column[object]:
    kind = Integer if target in ("task.id", "care_team.id") else String
    return Column(name, kind, ForeignKey(target), nullable=null)


def _day(name: str, *, null: bool = True) -> Column[object]:
    return Column(name, Date, nullable=null)


def _at(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, Moment, nullable=null)


def _number(name: str, default: str | None = None, *, null: bool = False) -> Column[object]:
    return Column(name, Integer, nullable=null, server_default=default)


def _text(name: str, default: str | None = None) -> Column[object]:
    return Column(name, Text, nullable=False, server_default=default)


def _flag(name: str) -> Column[object]:
    return Column(name, Boolean(create_constraint=False), nullable=False)


# The clinic and its people

clinic = _table(
    "clinic",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _flag("demo"),
    _named("zone"),
    _text("holidays", "[]"),
    Column("default_team", Integer, nullable=True),
    _at("created_at"),
)
counter = _table("counter", _key("name"), _number("next"))
account = _table(
    "account",
    _key("name"),
    _named("role"),
    Column("password", Text, nullable=True),
    _flag("disabled"),
    _at("created_at"),
)
web_session = _table(
    "web_session",
    Column("token_hash", LargeBinary, primary_key=True),
    _of("account", "account.name"),
    _at("created_at"),
    _at("active_at"),
    _at("ended_at", null=True),
)
Index("ix_web_session_account", web_session.c.account)
care_team = _table("care_team", Column("id", Integer, primary_key=True, autoincrement=False), _named("name"))
care_team_member = _table(
    "care_team_member",
    Column("team", Integer, ForeignKey("care_team.id"), primary_key=True),
    _key("account", ForeignKey("account.name")),
    _key("role"),
)
Index("ix_care_team_member_account", care_team_member.c.account)

# What is known of a patient

patient = _table(
    "patient",
    _key("id"),
    _of("team", "care_team.id"),
    _named("record_number", null=True),
    _named("name", null=True),
    _day("birth_date"),
    _named("sex", null=True),
    _number("row_version"),
    _number("known_version"),
    _text("body"),
    _at("created_at"),
)
Index("ix_patient_team", patient.c.team)
Index("ix_patient_record_number", patient.c.record_number)
fact_entry = _table(
    "fact_entry",
    Column("id", Integer, primary_key=True),
    _of("patient", "patient.id"),
    _named("name"),
    _day("day", null=False),
    _text("value"),
    _named("by"),
    _at("at"),
    _at("withdrawn_at", null=True),
)
Index("ix_fact_entry_patient", fact_entry.c.patient, fact_entry.c.day, fact_entry.c.id)
finding_entry = _table(
    "finding_entry",
    Column("id", Integer, primary_key=True),
    _of("patient", "patient.id"),
    _named("finding"),
    _day("day", null=False),
    _text("value"),
    _named("by"),
    _at("at"),
    _at("withdrawn_at", null=True),
)
Index("ix_finding_entry_patient", finding_entry.c.patient, finding_entry.c.day, finding_entry.c.id)

# Plans

plan = _table(
    "plan",
    _key("id"),
    _of("patient", "patient.id"),
    _of("team", "care_team.id"),
    _number("number"),
    _named("status"),
    _number("version"),
    _day("start", null=False),
    _text("goal"),
    _of("replaces", "plan.id", null=True),
    _named("created_by"),
    _at("created_at"),
    _at("updated_at"),
    _at("closed_at", null=True),
    _named("phase"),
    _number("tasks_total"),
    _number("tasks_open"),
    _number("tasks_done"),
    _number("red_flags_open"),
    _day("late_from"),
    _day("next_review"),
    _day("last_review"),
    _named("response", null=True),
    UniqueConstraint("patient", "number"),
)
Index("ix_plan_team_status", plan.c.team, plan.c.status)
plan_cause = _table(
    "plan_cause",
    _key("plan", ForeignKey("plan.id")),
    _key("cause"),
    _number("position"),
    _named("certainty"),
    _day("added", null=False),
    _text("rounds", "{}"),
    _day("subtype_known"),
    _day("decided"),
    _text("reason", ""),
    _named("by"),
    _named("role", null=True),
    _at("at"),
)
gate_decision = _table(
    "gate_decision",
    Column("id", Integer, primary_key=True),
    _of("plan", "plan.id"),
    _named("gate"),
    _text("value"),
    _day("day", null=False),
    _named("by"),
    _named("role", null=True),
    _text("why", ""),
    _at("at"),
    _at("withdrawn_at", null=True),
)
Index("ix_gate_decision_plan", gate_decision.c.plan, gate_decision.c.day, gate_decision.c.id)
red_flag = _table(
    "red_flag",
    _key("plan", ForeignKey("plan.id")),
    _key("flag"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _of("patient", "patient.id"),
    _number("position"),
    _day("opened", null=False),
    _at("opened_at"),
    _named("by"),
    _named("role", null=True),
    _day("cleared"),
    _at("cleared_at", null=True),
    _named("cleared_by", null=True),
    _text("finding", ""),
    _text("reason", ""),
    _at("answered_at", null=True),
)
Index(
    "ix_red_flag_open",
    red_flag.c.patient,
    sqlite_where=red_flag.c.cleared.is_(None),
    postgresql_where=red_flag.c.cleared.is_(None),
)
observation = _table(
    "observation",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _of("patient", "patient.id"),
    _of("plan", "plan.id", null=True),
    _named("measure"),
    Column("number", Float, nullable=True),
    Column("words", Text, nullable=True),
    _day("day", null=False),
    _named("timepoint", null=True),
    _named("by"),
    _at("at"),
    _text("note", ""),
    _number("row_version"),
    _at("withdrawn_at", null=True),
)
Index("ix_observation_patient", observation.c.patient, observation.c.day, observation.c.id)
template_version = _table(
    "template_version",
    _key("module"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _named("digest"),
    _text("body"),
    _at("kept_at"),
)
plan_module = _table("plan_module", _key("plan", ForeignKey("plan.id")), _key("module"), _number("version"))

# Tasks. `lane` says which list of My work shows an open task: ready, waiting on others, resting or undated; none for a
# closed one, and for a session whose earlier sessions are open (R23). It makes the indexes of the work list partial.
# `urgency` sorts these lists before all else: 0 the task of a red flag, 1 an urgent one, 2 the others.

task = _table(
    "task",
    Column("id", Integer, primary_key=True, autoincrement=False),
    _of("plan", "plan.id"),
    _of("patient", "patient.id"),
    _of("team", "care_team.id"),
    _named("module"),
    _named("key"),
    _number("instance"),
    _number("occurrence"),
    _number("seq"),
    _named("shown_key"),
    _text("title"),
    _named("role"),
    _named("for_role", null=True),
    _named("assignee", null=True),
    _named("phase"),
    _named("priority"),
    _number("urgency"),
    _named("status"),
    _named("outcome", null=True),
    _flag("is_open"),
    _named("lane", null=True),
    _named("readiness", null=True),
    _flag("turn"),
    _flag("held"),
    _number("open_waits"),
    _number("unblocks"),
    _flag("red_flag"),
    _flag("asks"),
    _number("occurrences"),
    _day("due"),
    _day("window_from"),
    _day("window_to"),
    _day("late_after"),
    _day("closed_on"),
    _number("row_version"),
    _at("created_at"),
    _at("updated_at"),
    _named("updated_by"),
    _text("note"),
    _text("why"),
    _text("done_when"),
    _text("members"),
    _text("evidence"),
    _text("sources"),
    _text("body"),
    UniqueConstraint("plan", "module", "key", "instance", "occurrence"),
)
_IN_A_LIST = task.c.lane.is_not(None)
_BY_NAME = task.c.assignee.is_not(None) & task.c.lane.is_not(None)
Index(
    "ix_task_late",
    *(task.c.team, task.c.role, task.c.lane, task.c.urgency),
    *(task.c.late_after, task.c.unblocks.desc(), task.c.due, task.c.id),
    sqlite_where=_IN_A_LIST,
    postgresql_where=_IN_A_LIST,
)
Index(
    "ix_task_due",
    *(task.c.team, task.c.role, task.c.lane, task.c.urgency, task.c.due, task.c.id, task.c.unblocks),
    task.c.late_after,
    sqlite_where=_IN_A_LIST,
    postgresql_where=_IN_A_LIST,
)
Index("ix_task_assignee", task.c.assignee, sqlite_where=_BY_NAME, postgresql_where=_BY_NAME)
Index("ix_task_plan_seq", task.c.plan, task.c.seq)
task_wait = _table(
    "task_wait",
    Column("task", Integer, ForeignKey("task.id"), primary_key=True),
    Column("waits_for", Integer, ForeignKey("task.id"), primary_key=True),
    _number("position"),
)
Index("ix_task_wait_waits_for", task_wait.c.waits_for)
work_count = _table(
    "work_count",
    Column("team", Integer, ForeignKey("care_team.id"), primary_key=True),
    _key("role"),
    _key("kind"),
    Column("day", Date, primary_key=True),
    _number("n"),
)
comment = _table(
    "comment",
    Column("id", Integer, primary_key=True),
    _of("plan", "plan.id"),
    _of("task", "task.id", null=True),
    _named("by"),
    _named("role"),
    _at("at"),
    _text("text"),
    _at("withdrawn_at", null=True),
)
Index("ix_comment_plan", comment.c.plan, comment.c.id)

# What happened, and what a person was about to do

event = _table(
    "event",
    Column("id", Integer, primary_key=True),
    _named("chain"),
    _number("seq"),
    _at("at"),
    _named("what"),
    _named("actor"),
    _named("acting_role"),
    _named("patient", null=True),
    _named("plan", null=True),
    _named("task", null=True),
    _named("act"),
    _named("undoes", null=True),
    _number("from_version", null=True),
    _number("to_version", null=True),
    _text("changes"),
    _text("reason"),
    Column("undo", Text, nullable=True),
    _named("prev"),
    _named("hash"),
    UniqueConstraint("chain", "seq"),
)
Index("ix_event_task", event.c.task, event.c.id)
Index("ix_event_plan", event.c.plan, event.c.id)
Index("ix_event_actor", event.c.actor, event.c.id)
Index("ix_event_act", event.c.act)
Index("ix_event_undoes", event.c.undoes)
event_head = _table("event_head", _key("chain"), _number("length"), _named("hash"), _named("seal"))
draft = _table("draft", _key("account", ForeignKey("account.name")), _key("place"), _text("body"), _at("at"))
idempotency = _table("idempotency", _key("account"), _key("key"), _text("result"), _at("at"))
seen = _table(
    "seen",
    _key("account", ForeignKey("account.name")),
    _key("plan", ForeignKey("plan.id")),
    _number("event"),
    _at("at"),
)
