"""the bot's answers"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bot_answer",
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenths", sa.BigInteger(), nullable=True),
        sa.Column("good", sa.Boolean(), nullable=True),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_bot_answer_one_of_four")),
        sa.ForeignKeyConstraint(
            ["charter_id"], ["charter_version.id"], name=op.f("fk_bot_answer_charter_id_charter_version")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_bot_answer_contact_id_contact")),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_bot_answer")),
    )
    op.create_index("ix_bot_answer_period", "bot_answer", ["fiscal_year", "quarter"])


def downgrade() -> None:
    op.drop_table("bot_answer")
