"""reviews reopened"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_reopening",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signed_name", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_review_reopening_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["yearly_review.id"], name=op.f("fk_review_reopening_review_id_yearly_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_reopening")),
    )
    with op.batch_alter_table("review_reopening", schema=None) as batch_op:
        batch_op.create_index("ix_review_reopening_review_id", ["review_id"], unique=False)


def downgrade() -> None:
    op.drop_table("review_reopening")
