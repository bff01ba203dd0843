"""sealed quarters"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OUTCOMES = ("met", "missed", "open", "withdrawn", "no_standard", "unknown")


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "quarter_seal",
        sa.Column("id", _id(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked", "sealing", "sealed", name="sealstate", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("with_demo", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", _id(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rows_total", sa.BigInteger(), nullable=False),
        sa.Column("rows_done", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(state = 'sealed') = (position IS NOT NULL)", name=op.f("ck_quarter_seal_sealed_has_its_position")
        ),
        sa.CheckConstraint("(state = 'sealed') = (sha256 <> '')", name=op.f("ck_quarter_seal_sealed_has_its_hash")),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_quarter_seal_one_of_four")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_quarter_seal_asked_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_seal")),
        sa.UniqueConstraint("fiscal_year", "quarter", name=op.f("uq_quarter_seal_fiscal_year_quarter")),
        sa.UniqueConstraint("position", name=op.f("uq_quarter_seal_position")),
    )
    op.create_table(
        "restatement",
        sa.Column("id", _id(), nullable=False),
        sa.Column("seal_id", _id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", _id(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_restatement_by_id_staff")),
        sa.ForeignKeyConstraint(["seal_id"], ["quarter_seal.id"], name=op.f("fk_restatement_seal_id_quarter_seal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restatement")),
        sa.UniqueConstraint("seal_id", "number", name=op.f("uq_restatement_seal_id_number")),
    )
    op.create_table(
        "seal_part",
        sa.Column("seal_id", _id(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seal_id"], ["quarter_seal.id"], name=op.f("fk_seal_part_seal_id_quarter_seal")),
        sa.PrimaryKeyConstraint("seal_id", "name", name=op.f("pk_seal_part")),
    )
    op.create_table(
        "sealed_measurement",
        sa.Column("seal_id", _id(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("charter_id", sa.BigInteger(), nullable=False),
        sa.Column("allowance", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("estate_id", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(*OUTCOMES, name="outcome", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "promised_outcome",
            sa.Enum(*OUTCOMES, name="promised_outcome", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("promised_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("spent_in", sa.String(length=20), nullable=False),
        sa.Column("pauses", sa.Integer(), nullable=False),
        sa.Column("paused_minutes", sa.BigInteger(), nullable=False),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubtful", sa.Integer(), nullable=False),
        sa.Column("reopenings", sa.Integer(), nullable=False),
        sa.Column("disputes", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seal_id"], ["quarter_seal.id"], name=op.f("fk_sealed_measurement_seal_id_quarter_seal")
        ),
        sa.PrimaryKeyConstraint("seal_id", "ticket_id", "measure", name=op.f("pk_sealed_measurement")),
    )
    op.create_index(
        "ix_sealed_measurement_by_place",
        "sealed_measurement",
        [
            "fiscal_year",
            "quarter",
            "demo",
            "lasting",
            "estate_id",
            "channel",
            "measure",
            "outcome",
            "promised_outcome",
            "flags",
            "unit_id",
            "seal_id",
        ],
        unique=False,
    )
    op.create_index(
        "ix_sealed_measurement_by_unit",
        "sealed_measurement",
        [
            "fiscal_year",
            "quarter",
            "demo",
            "lasting",
            "unit_id",
            "code",
            "measure",
            "kind",
            "month",
            "outcome",
            "promised_outcome",
            "flags",
            "spent_in",
            "spent",
            "pauses",
            "paused_minutes",
            "seal_id",
        ],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_sealed_measurement_by_unit", table_name="sealed_measurement")
    op.drop_index("ix_sealed_measurement_by_place", table_name="sealed_measurement")
    op.drop_table("sealed_measurement")
    op.drop_table("seal_part")
    op.drop_table("restatement")
    op.drop_table("quarter_seal")
