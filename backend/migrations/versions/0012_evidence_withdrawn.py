"""evidence withdrawn"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plan_evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("withdrawn_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("withdrawn_why", sa.Text(), nullable=False, server_default=""))
        batch_op.create_foreign_key(
            batch_op.f("fk_plan_evidence_withdrawn_by_id_staff"), "staff", ["withdrawn_by_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_plan_evidence_withdrawn_by_somebody"),
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
        )


def downgrade() -> None:
    with op.batch_alter_table("plan_evidence", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_plan_evidence_withdrawn_by_somebody"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_plan_evidence_withdrawn_by_id_staff"), type_="foreignkey")
        batch_op.drop_column("withdrawn_why")
        batch_op.drop_column("withdrawn_by_id")
        batch_op.drop_column("withdrawn_at")
