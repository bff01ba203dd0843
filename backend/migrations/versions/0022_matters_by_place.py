"""matters by place: which matters a quarter has is read from the index alone"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COLUMNS = [
    *("fiscal_year", "quarter", "demo", "lasting", "estate_id", "channel", "measure"),
    *("outcome", "promised_outcome", "flags", "unit_id"),
]


def upgrade() -> None:
    op.drop_index("ix_measurement_by_place", "measurement")
    op.create_index("ix_measurement_by_place", "measurement", [*COLUMNS, "ticket_id"])


def downgrade() -> None:
    op.drop_index("ix_measurement_by_place", "measurement")
    op.create_index("ix_measurement_by_place", "measurement", COLUMNS)
