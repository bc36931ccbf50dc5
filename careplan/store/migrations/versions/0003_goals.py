"""Several goals a plan, each with a measure, a target and a day; the goal that a plan has becomes its first."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
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
