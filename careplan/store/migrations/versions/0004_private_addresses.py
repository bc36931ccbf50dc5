"""Private addresses, by which a calendar or another system reads; what was closed of late is found by its day."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_CLOSED = sa.text("closed_on IS NOT NULL")


def upgrade() -> None:
    """Make the table and the index."""
    op.create_table(
        "private_address",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_private_address_account")),
        sa.ForeignKeyConstraint(["plan"], ["plan.id"], name=op.f("fk_private_address_plan")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_private_address")),
    )
    op.create_index("ix_private_address_account", "private_address", ["account"], unique=False)
    op.create_index("ix_private_address_plan", "private_address", ["plan"], unique=False)
    op.create_index(
        "ix_task_closed",
        "task",
        ["team", "closed_on"],
        unique=False,
        sqlite_where=_CLOSED,
        postgresql_where=_CLOSED,
    )
