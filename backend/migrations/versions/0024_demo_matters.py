"""demo matters: whether there are any is asked for every page, and was a scan of all matters"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_ticket_demo", "ticket", ["demo"], sqlite_where=sa.text("demo = 1"), postgresql_where=sa.text("demo")
    )


def downgrade() -> None:
    op.drop_index("ix_ticket_demo", "ticket")
