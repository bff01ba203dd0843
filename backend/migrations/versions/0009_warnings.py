"""warnings before a standard is missed, and when it is"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_warning",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("interval_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_ids", sa.JSON(), nullable=False),
        sa.Column("instead", sa.Boolean(), nullable=False),
        sa.CheckConstraint("what IN ('soon', 'missed')", name=op.f("ck_ticket_warning_soon_or_missed")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_warning_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_warning")),
        sa.UniqueConstraint(
            "ticket_id",
            "code",
            "interval_from",
            "what",
            name=op.f("uq_ticket_warning_ticket_id_code_interval_from_what"),
        ),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_ticket_warn_at",
            ["warn_at"],
            unique=False,
            sqlite_where=sa.text("warn_at IS NOT NULL"),
            postgresql_where=sa.text("warn_at IS NOT NULL"),
        )
    # The clock process looks at what is open, and finds for itself when to look again.
    op.execute("UPDATE ticket SET warn_at = received_at WHERE status IN ('new', 'in_progress', 'waiting')")


def downgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_warn_at")
        batch_op.drop_column("warn_at")
    op.drop_table("ticket_warning")
