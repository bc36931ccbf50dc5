"""The team's day: goals, answers to rules, hand-offs, absences, versions of plans, review meetings, signatures."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_OFFERED = "hand_off = 'offered' AND lane IS NOT NULL"


def upgrade() -> None:
    """Make the tables, and bring over what the new ones hold of the old."""
    _goals()
    _rule_answers()
    _hand_offs()
    _plan_versions()
    _review_meetings()


def _goals() -> None:
    """Make the table and bring the words of each plan over; the plan goes on naming those of its first goal."""
    op.create_table(
        "goal",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("lifecycle", sa.String(), nullable=False),
        sa.Column("achievement", sa.String(), nullable=True),
        sa.Column("judged_role", sa.String(), nullable=True),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_goal_plan")),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("pk_goal")),
    )
    op.execute(
        "insert into goal (plan, number, words, since, lifecycle, reason, by, at) "
        "select id, 1, goal, start, 'active', '', created_by, created_at from plan where trim(goal) <> ''"
    )


def _rule_answers() -> None:
    """Make the table."""
    op.create_table(
        "rule_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_rule_answer_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_answer")),
    )
    op.create_index("ix_rule_answer_plan", "rule_answer", ["plan", "id"], unique=False)


def _hand_offs() -> None:
    """Add columns to tasks, and the table of absences."""
    for name, kind in (
        ("hand_off", sa.String()),
        ("hand_off_role", sa.String()),
        ("hand_off_person", sa.String()),
        ("hand_off_on", sa.Date()),
    ):
        op.add_column("task", sa.Column(name, kind, nullable=True))
    op.create_index(
        "ix_task_offered",
        "task",
        ["team", "hand_off_role", "hand_off_on", "id"],
        unique=False,
        sqlite_where=sa.text(_OFFERED),
        postgresql_where=sa.text(_OFFERED),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("cover", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_absence_account")),
        sa.ForeignKeyConstraint(["cover"], ["account.name"], name=op.f("fk_absence_cover")),
        sa.ForeignKeyConstraint(["team"], ["care_team.id"], name=op.f("fk_absence_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_team", "absence", ["team", "last"], unique=False)


def _plan_versions() -> None:
    """Make the table; a plan that is there already is at its first version until it is changed as a whole."""
    op.create_table(
        "plan_version",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_plan_version_plan")),
        sa.PrimaryKeyConstraint("plan", "number", name=op.f("pk_plan_version")),
    )


def _review_meetings() -> None:
    """Make the new tables, and count what waits in each plan."""
    for name in ("changes_waiting", "conflicts_open"):
        op.add_column("plan", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.add_column("plan", sa.Column("stops", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["care_team.id"], name=op.f("fk_meeting_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("team", "day", name=op.f("uq_meeting_team_day")),
    )
    _entries()
    _signatures()


def _entries() -> None:
    op.create_table(
        "meeting_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="{}", nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name=op.f("fk_meeting_entry_meeting")),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_meeting_entry_patient")),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_meeting_entry_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_entry")),
    )
    op.create_index("ix_meeting_entry_meeting", "meeting_entry", ["meeting", "id"], unique=False)
    op.create_index("ix_meeting_entry_plan", "meeting_entry", ["plan", "kind", "id"], unique=False)


def _signatures() -> None:
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_role", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name=op.f("fk_sign_off_meeting")),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_sign_off_patient")),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_sign_off_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    op.create_index("ix_sign_off_plan", "sign_off", ["plan", "id"], unique=False)
