"""forgotten notices keep their cause"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_notice_read_at")
        batch_op.create_index(
            "ix_staff_notice_read_at",
            ["read_at"],
            unique=False,
            sqlite_where=sa.text("path <> ''"),
            postgresql_where=sa.text("path <> ''"),
        )


def downgrade() -> None:
    with op.batch_alter_table("staff_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_notice_read_at")
        batch_op.create_index("ix_staff_notice_read_at", ["read_at"], unique=False)
