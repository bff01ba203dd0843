"""the cascade"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "charter_party",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "sort",
            sa.Enum("partner", "supplier", name="partysort", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_charter_party_withdrawn_by_somebody")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["staff.id"], name=op.f("fk_charter_party_added_by_id_staff")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["staff.id"], name=op.f("fk_charter_party_withdrawn_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_party")),
    )
    with op.batch_alter_table("charter_party", schema=None) as batch_op:
        batch_op.create_index(
            "uq_charter_party_active_name",
            ["name"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "charter_receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("charter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=True),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("how", sa.String(length=300), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("last_reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (recorded_by_id IS NULL)",
            name=op.f("ck_charter_receipt_acknowledged_by_somebody"),
        ),
        sa.CheckConstraint(
            "(unit_id IS NULL) <> (party_id IS NULL)", name=op.f("ck_charter_receipt_a_unit_or_a_party")
        ),
        sa.CheckConstraint("reminders >= 0", name=op.f("ck_charter_receipt_reminders_count_up")),
        sa.ForeignKeyConstraint(
            ["charter_id"], ["charter_version.id"], name=op.f("fk_charter_receipt_charter_id_charter_version")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_charter_receipt_document_id_document")),
        sa.ForeignKeyConstraint(["handed_by_id"], ["staff.id"], name=op.f("fk_charter_receipt_handed_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["charter_party.id"], name=op.f("fk_charter_receipt_party_id_charter_party")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_charter_receipt_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_charter_receipt_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_receipt")),
        sa.UniqueConstraint("charter_id", "party_id", name=op.f("uq_charter_receipt_charter_id_party_id")),
        sa.UniqueConstraint("charter_id", "unit_id", name=op.f("uq_charter_receipt_charter_id_unit_id")),
    )
    with op.batch_alter_table("charter_receipt", schema=None) as batch_op:
        batch_op.create_index("ix_charter_receipt_unit_id", ["unit_id"], unique=False)
        batch_op.create_index(
            "ix_charter_receipt_open",
            ["charter_id"],
            unique=False,
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("charter_receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_charter_receipt_unit_id")
        batch_op.drop_index(
            "ix_charter_receipt_open",
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        )

    op.drop_table("charter_receipt")
    with op.batch_alter_table("charter_party", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_charter_party_active_name",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.drop_table("charter_party")
