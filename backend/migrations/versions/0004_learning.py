"""learning from what was asked"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "given_up_version",
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_given_up_version_staff_id_staff")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["catalogue_version.id"], name=op.f("fk_given_up_version_version_id_catalogue_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_given_up_version")),
    )
    op.create_table(
        "dismissal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_dismissal_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissal")),
    )
    op.create_table(
        "catalogue_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "what",
            sa.Enum("new", "edit", "wordings", name="what", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("intent_id", sa.String(length=60), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("based_on", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "rejected",
                "withdrawn",
                "in_version",
                name="changestate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reviewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "reviewer_id IS NULL OR reviewer_id <> author_id", name=op.f("ck_catalogue_change_another_reviews")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_catalogue_change_author_id_staff")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["staff.id"], name=op.f("fk_catalogue_change_reviewer_id_staff")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["catalogue_version.id"], name=op.f("fk_catalogue_change_version_id_catalogue_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_change")),
    )
    with op.batch_alter_table("catalogue_change", schema=None) as batch_op:
        batch_op.create_index("ix_catalogue_change_state", ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_catalogue_change_version_id"), ["version_id"], unique=False)
        batch_op.create_index(
            "uq_catalogue_change_open_rewriting",
            ["intent_id"],
            unique=True,
            sqlite_where=sa.text("what IN ('new', 'edit') AND state IN ('proposed', 'approved')"),
            postgresql_where=sa.text("what IN ('new', 'edit') AND state IN ('proposed', 'approved')"),
        )

    op.create_table(
        "dismissed_text",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("dismissal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["dismissal_id"], ["dismissal.id"], name=op.f("fk_dismissed_text_dismissal_id_dismissal")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_dismissed_text")),
    )
    with op.batch_alter_table("dismissed_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dismissed_text_dismissal_id"), ["dismissal_id"], unique=False)

    op.create_table(
        "proposed_wording",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["catalogue_change.id"], name=op.f("fk_proposed_wording_change_id_catalogue_change")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_proposed_wording_contact_id_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_wording")),
    )
    with op.batch_alter_table("proposed_wording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposed_wording_change_id"), ["change_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposed_wording_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "question_group",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("central_contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("likely", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["central_contact_id"], ["contact.id"], name=op.f("fk_question_group_central_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_group")),
    )
    with op.batch_alter_table("question_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_group_central_contact_id"), ["central_contact_id"], unique=False)

    op.create_table(
        "unanswered",
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "not_understood",
                "not_chosen",
                "none_fits",
                "off_the_mark",
                name="why",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["catalogue_change.id"], name=op.f("fk_unanswered_change_id_catalogue_change")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_unanswered_contact_id_contact")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["question_group.id"], name=op.f("fk_unanswered_group_id_question_group")
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_unanswered")),
    )
    with op.batch_alter_table("unanswered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unanswered_change_id"), ["change_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unanswered_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_unanswered_noted_at", ["noted_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("unanswered", schema=None) as batch_op:
        batch_op.drop_index("ix_unanswered_noted_at")
        batch_op.drop_index(batch_op.f("ix_unanswered_group_id"))
        batch_op.drop_index(batch_op.f("ix_unanswered_change_id"))

    op.drop_table("unanswered")
    with op.batch_alter_table("question_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_group_central_contact_id"))

    op.drop_table("question_group")
    with op.batch_alter_table("proposed_wording", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposed_wording_contact_id"))
        batch_op.drop_index(batch_op.f("ix_proposed_wording_change_id"))

    op.drop_table("proposed_wording")
    with op.batch_alter_table("dismissed_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dismissed_text_dismissal_id"))

    op.drop_table("dismissed_text")
    with op.batch_alter_table("catalogue_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_catalogue_change_open_rewriting",
            sqlite_where=sa.text("what IN ('new', 'edit') AND state IN ('proposed', 'approved')"),
            postgresql_where=sa.text("what IN ('new', 'edit') AND state IN ('proposed', 'approved')"),
        )
        batch_op.drop_index(batch_op.f("ix_catalogue_change_version_id"))
        batch_op.drop_index("ix_catalogue_change_state")

    op.drop_table("catalogue_change")
    op.drop_table("dismissal")
    op.drop_table("given_up_version")
