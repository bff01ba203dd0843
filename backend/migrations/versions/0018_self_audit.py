"""self-audit"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDING = sa.text("cleared_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "audit_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("matters", sa.BigInteger(), nullable=False),
        sa.Column("measurements", sa.BigInteger(), nullable=False),
        sa.Column("figures", sa.BigInteger(), nullable=False),
        sa.Column("differences", sa.BigInteger(), nullable=False),
        sa.Column("put_off", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_run")),
    )
    op.create_table(
        "audit_difference",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("ticket_id", ID, nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("stored", sa.Text(), nullable=False),
        sa.Column("recomputed", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["audit_run.id"], name=op.f("fk_audit_difference_run_id_audit_run")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_audit_difference_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_difference")),
        sa.UniqueConstraint(
            *("subject", "unit_id", "measure", "what"),
            name=op.f("uq_audit_difference_subject_unit_id_measure_what"),
        ),
    )
    op.create_index(
        "ix_audit_difference_standing",
        "audit_difference",
        ["run_id"],
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    op.drop_table("audit_difference")
    op.drop_table("audit_run")
