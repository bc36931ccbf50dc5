"""Who may come in and who looked where: links for one use, failed sign-ins, emergency openings, reads, seals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the new tables, and add columns to accounts and sessions."""
    _way_in()
    _who_looked()
    op.create_table(
        "table_seal",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sums", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_seal")),
    )


def _way_in() -> None:
    op.add_column("account", sa.Column("subject", sa.String(), nullable=True))
    op.add_column("account", sa.Column("preferences", sa.Text(), server_default="{}", nullable=False))
    op.create_index("ix_account_subject", "account", ["subject"], unique=True)
    op.add_column("web_session", sa.Column("way", sa.String(), server_default="", nullable=False))
    op.add_column("web_session", sa.Column("browser", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "sign_in_failure",
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_sign_in_failure")),
    )
    op.create_table(
        "one_time_link",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_one_time_link_account")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_link")),
    )


def _who_looked() -> None:
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("justified", sa.Boolean(), nullable=True),
        sa.Column("review", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_break_glass_account")),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_break_glass_patient")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.name"], name=op.f("fk_break_glass_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
    )
    op.create_index("ix_break_glass_account", "break_glass", ["account", "patient", "ends_at"], unique=False)
    op.create_table(
        "read_mark",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name=op.f("fk_read_mark_account")),
        sa.ForeignKeyConstraint(["patient"], ["patient.id"], name=op.f("fk_read_mark_patient")),
        sa.PrimaryKeyConstraint("account", "patient", name=op.f("pk_read_mark")),
    )
