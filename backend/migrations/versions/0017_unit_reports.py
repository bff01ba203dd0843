"""unit reports"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATES = ("draft", "confirmed", "returned", "accepted")
ACTS = ("confirm", "take_back", "send_back", "accept")


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unit_report",
        sa.Column("id", _id(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="reportstate", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_unit_report_one_of_four")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_report_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_report")),
        sa.UniqueConstraint(
            "fiscal_year", "quarter", "unit_id", name=op.f("uq_unit_report_fiscal_year_quarter_unit_id")
        ),
    )
    op.create_table(
        "unit_report_step",
        sa.Column("id", _id(), nullable=False),
        sa.Column("report_id", _id(), nullable=False),
        sa.Column(
            "act", sa.Enum(*ACTS, name="act", native_enum=False, create_constraint=True, length=20), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", _id(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_unit_report_step_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["unit_report.id"], name=op.f("fk_unit_report_step_report_id_unit_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_report_step")),
    )
    op.create_index("ix_unit_report_step_report_id", "unit_report_step", ["report_id"])
    op.create_table(
        "miss_comment",
        sa.Column("id", _id(), nullable=False),
        sa.Column("report_id", _id(), nullable=False),
        sa.Column("ticket_id", _id(), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.String(length=30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("responsible", sa.String(length=200), nullable=False),
        sa.Column("by_when", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", _id(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_miss_comment_version_counts_from_one")),
        sa.CheckConstraint("(by_when IS NULL) = (responsible = '')", name=op.f("ck_miss_comment_who_and_by_when")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_miss_comment_by_id_staff")),
        sa.ForeignKeyConstraint(["report_id"], ["unit_report.id"], name=op.f("fk_miss_comment_report_id_unit_report")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_miss_comment_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_miss_comment")),
        sa.UniqueConstraint(
            "report_id", "ticket_id", "measure", "version",
            name=op.f("uq_miss_comment_report_id_ticket_id_measure_version"),
        ),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("miss_comment")
    op.drop_table("unit_report_step")
    op.drop_table("unit_report")
