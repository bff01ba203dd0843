"""report files"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=20, create_constraint=True)


def upgrade() -> None:
    op.create_table(
        "report_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("report", _one_of("reportkind", "quarter"), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=True),
        sa.Column("with_demo", sa.Boolean(), nullable=False),
        sa.Column("format", _one_of("fileformat", "pdf", "xlsx", "csv"), nullable=False),
        sa.Column("digits", _one_of("digitscript", "thai", "arabic"), nullable=False),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.Column("state", _one_of("making", "waiting", "making", "made", "failed"), nullable=False),
        sa.Column("step", _one_of("step", "", "counting", "setting", "keeping"), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=36), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_id", ID, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=True),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_report_file_one_of_four")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_report_file_percent_of_all")),
        sa.CheckConstraint("(sha256 = '') = (made_at IS NULL)", name=op.f("ck_report_file_made_with_its_hash")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_file_unit_id_unit")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_report_file_asked_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("key", name=op.f("uq_report_file_key")),
    )
    op.create_index("ix_report_file_of", "report_file", ["fiscal_year", "quarter", "unit_id"])
    op.create_index("ix_report_file_next_try_at", "report_file", ["next_try_at"])


def downgrade() -> None:
    op.drop_table("report_file")
