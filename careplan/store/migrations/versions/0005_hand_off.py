"""How the last hand-off of a task stands, and who covers for whom while somebody is away."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_OFFERED = "hand_off = 'offered' AND lane IS NOT NULL"


def upgrade() -> None:
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
