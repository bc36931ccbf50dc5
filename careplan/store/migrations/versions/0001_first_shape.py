"""The first shape of the store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table and index, and lock the audit trail."""
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _lock_sqlite()
    else:
        _lock_postgresql()


def _lock_sqlite() -> None:
    for act in ("update", "delete"):
        op.execute(
            f"create trigger event_no_{act} before {act} on event "
            "begin select raise(abort, 'The audit trail is never changed.'); end"
        )
    op.execute(
        "create trigger event_in_order before insert on event "
        "when new.seq <> (select coalesce(max(seq), 0) + 1 from event where chain = new.chain) "
        "begin select raise(abort, 'The audit trail is only added to.'); end"
    )


def _lock_postgresql() -> None:
    op.execute(
        "create function event_is_kept() returns trigger language plpgsql as "
        "$$ begin raise exception 'The audit trail is never changed.'; end $$"
    )
    op.execute(
        "create function event_in_order() returns trigger language plpgsql as $$ begin "
        "if new.seq <> (select coalesce(max(seq), 0) + 1 from event where chain = new.chain) then "
        "raise exception 'The audit trail is only added to.'; end if; return new; end $$"
    )
    op.execute("create trigger event_no_change before update or delete on event execute function event_is_kept()")
    op.execute("create trigger event_no_truncate before truncate on event execute function event_is_kept()")
    op.execute("create trigger event_in_order before insert on event for each row execute function event_in_order()")


def _tables() -> None:
    op.create_table(
        "account",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account")),
    )
    op.create_table(
        "care_team",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_team")),
    )
    op.create_table(
        "clinic",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("holidays", sa.Text(), server_default="[]", nullable=False),
        sa.Column("default_team", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("acting_role", sa.String(), nullable=False),
        sa.Column("patient", sa.String(), nullable=True),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column("task", sa.String(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.Column("from_version", sa.Integer(), nullable=True),
        sa.Column("to_version", sa.Integer(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undo", sa.Text(), nullable=True),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_event_chain_seq")),
    )
    op.create_index("ix_event_act", "event", ["act"], unique=False)
    op.create_index("ix_event_actor", "event", ["actor", "id"], unique=False)
    op.create_index("ix_event_plan", "event", ["plan", "id"], unique=False)
    op.create_index("ix_event_task", "event", ["task", "id"], unique=False)
    op.create_index("ix_event_undoes", "event", ["undoes"], unique=False)
    op.create_table(
        "event_head",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_event_head")),
    )
    op.create_table(
        "idempotency",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "template_version",
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("module", "version", name=op.f("pk_template_version")),
    )
    op.create_table(
        "care_team_member",
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_care_team_member_account")),
        sa.ForeignKeyConstraint(["team"], ["care_team.id"], name=op.f("fk_care_team_member_team")),
        sa.PrimaryKeyConstraint("team", "account", "role", name=op.f("pk_care_team_member")),
    )
    op.create_index("ix_care_team_member_account", "care_team_member", ["account"], unique=False)
    op.create_table(
        "draft",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_draft_account")),
        sa.PrimaryKeyConstraint("account", "place", name=op.f("pk_draft")),
    )
    op.create_table(
        "patient",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("record_number", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("known_version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["care_team.id"], name=op.f("fk_patient_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
    )
    op.create_index("ix_patient_record_number", "patient", ["record_number"], unique=False)
    op.create_index("ix_patient_team", "patient", ["team"], unique=False)
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_web_session_account")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    op.create_index("ix_web_session_account", "web_session", ["account"], unique=False)
    op.create_table(
        "work_count",
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["care_team.id"], name=op.f("fk_work_count_team")),
        sa.PrimaryKeyConstraint("team", "role", "kind", "day", name=op.f("pk_work_count")),
    )
    op.create_table(
        "fact_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_fact_entry_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_entry")),
    )
    op.create_index("ix_fact_entry_patient", "fact_entry", ["patient", "day", "id"], unique=False)
    op.create_table(
        "finding_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_finding_entry_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_entry")),
    )
    op.create_index("ix_finding_entry_patient", "finding_entry", ["patient", "day", "id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("tasks_total", sa.Integer(), nullable=False),
        sa.Column("tasks_open", sa.Integer(), nullable=False),
        sa.Column("tasks_done", sa.Integer(), nullable=False),
        sa.Column("red_flags_open", sa.Integer(), nullable=False),
        sa.Column("late_from", sa.Date(), nullable=True),
        sa.Column("late_from_then", sa.Date(), nullable=True),
        sa.Column("rests_from", sa.Date(), nullable=True),
        sa.Column("next_review", sa.Date(), nullable=True),
        sa.Column("last_review", sa.Date(), nullable=True),
        sa.Column("response", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_plan_patient")),
        sa.ForeignKeyConstraint(["replaces"], ["plan.id"], name=op.f("fk_plan_replaces")),
        sa.ForeignKeyConstraint(["team"], ["care_team.id"], name=op.f("fk_plan_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("patient", "number", name=op.f("uq_plan_patient_number")),
    )
    op.create_index("ix_plan_team_status", "plan", ["team", "status"], unique=False)
    op.create_table(
        "gate_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("gate", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_gate_decision_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_decision")),
    )
    op.create_index("ix_gate_decision_plan", "gate_decision", ["plan", "day", "id"], unique=False)
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("timepoint", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_observation_patient")),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_observation_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
    )
    op.create_index("ix_observation_patient", "observation", ["patient", "day", "id"], unique=False)
    op.create_table(
        "plan_cause",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("certainty", sa.String(), nullable=False),
        sa.Column("added", sa.Date(), nullable=False),
        sa.Column("rounds", sa.Text(), server_default="{}", nullable=False),
        sa.Column("subtype_known", sa.Date(), nullable=True),
        sa.Column("decided", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_plan_cause_plan")),
        sa.PrimaryKeyConstraint("plan", "cause", name=op.f("pk_plan_cause")),
    )
    op.create_table(
        "plan_module",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_plan_module_plan")),
        sa.PrimaryKeyConstraint("plan", "module", name=op.f("pk_plan_module")),
    )
    op.create_table(
        "red_flag",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("flag", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("cleared", sa.Date(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by", sa.String(), nullable=True),
        sa.Column("finding", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_red_flag_patient")),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_red_flag_plan")),
        sa.PrimaryKeyConstraint("plan", "flag", "number", name=op.f("pk_red_flag")),
    )
    op.create_index(
        "ix_red_flag_open",
        "red_flag",
        ["patient"],
        unique=False,
        sqlite_where=sa.text("cleared IS NULL"),
        postgresql_where=sa.text("cleared IS NULL"),
    )
    op.create_table(
        "seen",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_seen_account")),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_seen_plan")),
        sa.PrimaryKeyConstraint("account", "plan", name=op.f("pk_seen")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("shown_key", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("for_role", sa.String(), nullable=True),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("lane", sa.String(), nullable=True),
        sa.Column("readiness", sa.String(), nullable=True),
        sa.Column("turn", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("open_waits", sa.Integer(), nullable=False),
        sa.Column("unblocks", sa.Integer(), nullable=False),
        sa.Column("red_flag", sa.Boolean(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("window_from", sa.Date(), nullable=True),
        sa.Column("window_to", sa.Date(), nullable=True),
        sa.Column("late_after", sa.Date(), nullable=True),
        sa.Column("rests_from", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("done_when", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_task_patient")),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_task_plan")),
        sa.ForeignKeyConstraint(["team"], ["care_team.id"], name=op.f("fk_task_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint(
            "plan", "module", "key", "instance", "occurrence", name=op.f("uq_task_plan_module_key_instance_occurrence")
        ),
    )
    op.create_index(
        "ix_task_assignee",
        "task",
        ["assignee"],
        unique=False,
        sqlite_where=sa.text("assignee IS NOT NULL AND lane IS NOT NULL"),
        postgresql_where=sa.text("assignee IS NOT NULL AND lane IS NOT NULL"),
    )
    op.create_index(
        "ix_task_due",
        "task",
        ["team", "role", "lane", "urgency", "due", "id", "unblocks", "late_after", "rests_from"],
        unique=False,
        sqlite_where=sa.text("lane IS NOT NULL"),
        postgresql_where=sa.text("lane IS NOT NULL"),
    )
    op.create_index(
        "ix_task_late",
        "task",
        [
            "team",
            "role",
            "lane",
            "urgency",
            "late_after",
            sa.literal_column("unblocks DESC"),
            "due",
            "id",
            "rests_from",
        ],
        unique=False,
        sqlite_where=sa.text("lane IS NOT NULL"),
        postgresql_where=sa.text("lane IS NOT NULL"),
    )
    op.create_index(
        "ix_task_rests",
        "task",
        ["team", "role", "lane", "urgency", "due", "id", "rests_from"],
        unique=False,
        sqlite_where=sa.text("lane IS NOT NULL AND rests_from IS NOT NULL"),
        postgresql_where=sa.text("lane IS NOT NULL AND rests_from IS NOT NULL"),
    )
    op.create_index("ix_task_plan_seq", "task", ["plan", "seq"], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("task", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_comment_plan")),
        sa.ForeignKeyConstraint(["task"], ["task.id"], name=op.f("fk_comment_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_plan", "comment", ["plan", "id"], unique=False)
    op.create_table(
        "task_wait",
        sa.Column("task", sa.Integer(), nullable=False),
        sa.Column("waits_for", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task"], ["task.id"], name=op.f("fk_task_wait_task")),
        sa.ForeignKeyConstraint(["waits_for"], ["task.id"], name=op.f("fk_task_wait_waits_for")),
        sa.PrimaryKeyConstraint("task", "waits_for", name=op.f("pk_task_wait")),
    )
    op.create_index("ix_task_wait_waits_for", "task_wait", ["waits_for"], unique=False)
    # ### end Alembic commands ###
