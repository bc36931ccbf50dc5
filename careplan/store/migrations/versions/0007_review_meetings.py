"""Review meetings, what was said of each case, signatures, and how many changes of a plan wait to be looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the new tables, and count what waits in each plan."""
    op.add_column("plan", sa.Column("changes_waiting", sa.Integer(), server_default="0", nullable=False))
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
