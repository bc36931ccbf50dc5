"""Earlier versions of plans: what a plan was when the next version took its place."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
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
