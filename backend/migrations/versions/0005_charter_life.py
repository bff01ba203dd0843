"""the life of a charter, and documents"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = (
    "draft",
    "before_committee",
    "before_board",
    "approved",
    "published",
    "cascaded",
    "in_force",
    "under_review",
    "superseded",
)


def one_of_the_states(name: str) -> sa.Enum:
    return sa.Enum(*STATES, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kept_by_id", NUMBER, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kept_by_id"], ["staff.id"], name=op.f("fk_document_kept_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("charter_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("label_en", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("based_on_id", NUMBER, nullable=True))
        batch_op.add_column(sa.Column("made_by_id", NUMBER, nullable=True))
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    # What there is so far came with the program and is in force since its day.
    op.execute("UPDATE charter_version SET label_en = '', state = 'in_force', version = 1")
    with op.batch_alter_table("charter_version", schema=None) as batch_op:
        batch_op.alter_column("label_en", existing_type=sa.String(length=60), nullable=False)
        batch_op.alter_column(
            "state", existing_type=sa.String(length=20), type_=one_of_the_states("charterstate"), nullable=False
        )
        batch_op.alter_column("version", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("in_force_from", existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.create_unique_constraint(batch_op.f("uq_charter_version_in_force_from"), ["in_force_from"])
        batch_op.create_check_constraint(batch_op.f("ck_charter_version_version_counts_from_one"), "version >= 1")
        batch_op.create_check_constraint(
            batch_op.f("ck_charter_version_published_has_its_instant"),
            "(in_force_from IS NULL) = (state IN ('draft', 'before_committee', 'before_board', 'approved'))",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_charter_version_based_on_id_charter_version"), "charter_version", ["based_on_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_charter_version_made_by_id_staff"), "staff", ["made_by_id"], ["id"])

    with op.batch_alter_table("service_standard", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stays_provisional", sa.Boolean(), nullable=True))
    op.execute(sa.text("UPDATE service_standard SET stays_provisional = :no").bindparams(no=False))
    with op.batch_alter_table("service_standard", schema=None) as batch_op:
        batch_op.alter_column("stays_provisional", existing_type=sa.Boolean(), nullable=False)

    op.create_table(
        "charter_step",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("charter_id", NUMBER, nullable=False),
        sa.Column("from_state", one_of_the_states("from_state"), nullable=True),
        sa.Column("to_state", one_of_the_states("charterstate"), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", NUMBER, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_charter_step_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["charter_id"], ["charter_version.id"], name=op.f("fk_charter_step_charter_id_charter_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_step")),
    )
    once = "to_state IN ('approved', 'published', 'cascaded', 'in_force', 'superseded')"
    with op.batch_alter_table("charter_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charter_step_charter_id"), ["charter_id"], unique=False)
        batch_op.create_index(
            "uq_charter_step_once",
            ["charter_id", "to_state"],
            unique=True,
            sqlite_where=sa.text(once),
            postgresql_where=sa.text(once),
        )

    op.create_table(
        "charter_paper",
        sa.Column("step_id", NUMBER, nullable=False),
        sa.Column("document_id", NUMBER, nullable=False),
        sa.Column(
            "role",
            sa.Enum("presented", "minutes", name="paperrole", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_charter_paper_document_id_document")),
        sa.ForeignKeyConstraint(["step_id"], ["charter_step.id"], name=op.f("fk_charter_paper_step_id_charter_step")),
        sa.PrimaryKeyConstraint("step_id", "document_id", name=op.f("pk_charter_paper")),
    )


def downgrade() -> None:
    """Versions that are not published yet cannot be told in the old table: they go."""
    op.drop_table("charter_paper")
    op.drop_table("charter_step")
    unpublished = "SELECT id FROM charter_version WHERE in_force_from IS NULL"
    op.execute(f"UPDATE charter_version SET based_on_id = NULL WHERE based_on_id IN ({unpublished})")  # noqa: S608
    op.execute(f"DELETE FROM service_standard WHERE charter_id IN ({unpublished})")  # noqa: S608
    op.execute("DELETE FROM charter_version WHERE in_force_from IS NULL")
    with op.batch_alter_table("service_standard", schema=None) as batch_op:
        batch_op.drop_column("stays_provisional")
    with op.batch_alter_table("charter_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_charter_version_made_by_id_staff"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_charter_version_based_on_id_charter_version"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_charter_version_in_force_from"), type_="unique")
        for check in ("charterstate", "version_counts_from_one", "published_has_its_instant"):
            batch_op.drop_constraint(batch_op.f(f"ck_charter_version_{check}"), type_="check")
        batch_op.alter_column("in_force_from", existing_type=sa.DateTime(timezone=True), nullable=False)
        for column in ("published_at", "made_at", "made_by_id", "based_on_id", "version", "state", "label_en"):
            batch_op.drop_column(column)
    op.drop_table("document")
