"""the yearly evaluation"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CHECK = "ownfigure"
BEFORE = "own IN ('plan_on_time', 'mean_rating')"
AFTER = "own IN ('plan_on_time', 'served_to_standard', 'mean_rating')"


def upgrade() -> None:
    op.create_table(
        "scale_choice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "scale",
            sa.Enum("equal_width", "rounded", name="scalename", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_scale_choice_version_counts_from_one")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_scale_choice_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale_choice")),
        sa.UniqueConstraint("fiscal_year", "version", name=op.f("uq_scale_choice_fiscal_year_version")),
    )
    _own_figures(AFTER)


def downgrade() -> None:
    op.execute("UPDATE benchmark SET own = NULL WHERE own = 'served_to_standard'")
    _own_figures(BEFORE)
    op.drop_table("scale_choice")


def _own_figures(allowed: str) -> None:
    """Which figures of our own a benchmark may stand beside."""
    with op.batch_alter_table("benchmark", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_benchmark_{CHECK}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_benchmark_{CHECK}"), allowed)
