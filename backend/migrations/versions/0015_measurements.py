"""measurements"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OUTCOMES = ("met", "missed", "open", "withdrawn", "no_standard", "unknown")

PERIOD = ["fiscal_year", "quarter", "demo", "lasting"]
CAME_TO = ["outcome", "promised_outcome", "flags"]
BY_UNIT = [
    *PERIOD, "unit_id", "code", "measure", "kind", "month", *CAME_TO, "spent_in", "spent", "pauses", "paused_minutes",
]  # fmt: skip
BY_PLACE = [*PERIOD, "estate_id", "channel", "measure", *CAME_TO, "unit_id"]


def upgrade() -> None:
    op.create_table(
        "measurement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
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
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_measurement_one_of_four")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_measurement_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint("ticket_id", "measure", name=op.f("uq_measurement_ticket_id_measure")),
    )
    op.create_index("ix_measurement_by_unit", "measurement", BY_UNIT)
    op.create_index("ix_measurement_by_place", "measurement", BY_PLACE)
    op.create_table(
        "remeasure",
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_remeasure_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_remeasure")),
    )
    op.create_index(op.f("ix_remeasure_due_at"), "remeasure", ["due_at"])
    # what is there already is measured by the clock process
    op.execute("INSERT INTO remeasure (ticket_id, due_at) SELECT id, received_at FROM ticket")


def downgrade() -> None:
    op.drop_table("remeasure")
    op.drop_table("measurement")
