"""the year of the process"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benchmark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("indicator", sa.String(length=200), nullable=False),
        sa.Column(
            "own",
            sa.Enum(
                "plan_on_time", "mean_rating", name="ownfigure", native_enum=False, create_constraint=True, length=20
            ),
            nullable=True,
        ),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column(
            "compared",
            sa.Enum("competitor", "peer", name="compared", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.Column("value_unit", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_benchmark_withdrawn_by_somebody")
        ),
        sa.ForeignKeyConstraint(["last_by_id"], ["staff.id"], name=op.f("fk_benchmark_last_by_id_staff")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["staff.id"], name=op.f("fk_benchmark_withdrawn_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benchmark")),
    )
    with op.batch_alter_table("benchmark", schema=None) as batch_op:
        batch_op.create_index("ix_benchmark_indicator_year", ["indicator", "year"], unique=False)

    op.create_table(
        "plan_year",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("based_on_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(set_at IS NULL) = (set_by_id IS NULL)", name=op.f("ck_plan_year_set_by_somebody")),
        sa.ForeignKeyConstraint(["based_on_id"], ["plan_year.id"], name=op.f("fk_plan_year_based_on_id_plan_year")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_plan_year_made_by_id_staff")),
        sa.ForeignKeyConstraint(["set_by_id"], ["staff.id"], name=op.f("fk_plan_year_set_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_year")),
        sa.UniqueConstraint("fiscal_year", name=op.f("uq_plan_year_fiscal_year")),
    )
    op.create_table(
        "unit_follow_up",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.Column("on_standards", sa.Text(), nullable=False),
        sa.Column("on_activities", sa.Text(), nullable=False),
        sa.Column("obstacles", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_unit_follow_up_one_of_four")),
        sa.ForeignKeyConstraint(["first_by_id"], ["staff.id"], name=op.f("fk_unit_follow_up_first_by_id_staff")),
        sa.ForeignKeyConstraint(["last_by_id"], ["staff.id"], name=op.f("fk_unit_follow_up_last_by_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_follow_up_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_follow_up")),
        sa.UniqueConstraint(
            "fiscal_year", "quarter", "unit_id", name=op.f("uq_unit_follow_up_fiscal_year_quarter_unit_id")
        ),
    )
    op.create_table(
        "yearly_review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("on_process", sa.Text(), nullable=False),
        sa.Column("on_results", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("signed_name", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(signed_on IS NULL) = (signed_by_id IS NULL)", name=op.f("ck_yearly_review_signed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["last_by_id"], ["staff.id"], name=op.f("fk_yearly_review_last_by_id_staff")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["staff.id"], name=op.f("fk_yearly_review_signed_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_review")),
        sa.UniqueConstraint("fiscal_year", name=op.f("uq_yearly_review_fiscal_year")),
    )
    op.create_table(
        "plan_activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("evidence_wanted", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(done_on IS NULL) = (done_by_id IS NULL)", name=op.f("ck_plan_activity_done_by_somebody")),
        sa.CheckConstraint("starts_on <= due_on", name=op.f("ck_plan_activity_starts_before_it_is_due")),
        sa.CheckConstraint("step BETWEEN 1 AND 7", name=op.f("ck_plan_activity_one_of_the_steps")),
        sa.ForeignKeyConstraint(["done_by_id"], ["staff.id"], name=op.f("fk_plan_activity_done_by_id_staff")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan_year.id"], name=op.f("fk_plan_activity_plan_id_plan_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_activity")),
    )
    with op.batch_alter_table("plan_activity", schema=None) as batch_op:
        batch_op.create_index("ix_plan_activity_plan_id", ["plan_id"], unique=False)
        batch_op.create_index(
            "ix_plan_activity_still_to_do",
            ["due_on"],
            unique=False,
            sqlite_where=sa.text("done_on IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("done_on IS NULL AND withdrawn_at IS NULL"),
        )

    op.create_table(
        "plan_activity_unit",
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["plan_activity.id"], name=op.f("fk_plan_activity_unit_activity_id_plan_activity")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_activity_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("activity_id", "unit_id", name=op.f("pk_plan_activity_unit")),
    )
    with op.batch_alter_table("plan_activity_unit", schema=None) as batch_op:
        batch_op.create_index("ix_plan_activity_unit_unit_id", ["unit_id"], unique=False)

    op.create_table(
        "plan_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "followed_up",
                "moved",
                "done",
                "reopened",
                "withdrawn",
                name="happening",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["plan_activity.id"], name=op.f("fk_plan_event_activity_id_plan_activity")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_plan_event_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_event")),
    )
    with op.batch_alter_table("plan_event", schema=None) as batch_op:
        batch_op.create_index("ix_plan_event_activity_id_at", ["activity_id", "at"], unique=False)

    op.create_table(
        "plan_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["plan_activity.id"], name=op.f("fk_plan_evidence_activity_id_plan_activity")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_plan_evidence_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_evidence")),
        sa.UniqueConstraint("activity_id", "document_id", name=op.f("uq_plan_evidence_activity_id_document_id")),
    )
    op.create_table(
        "register_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column(
            "sort",
            sa.Enum(
                "innovation",
                "lesson",
                "improvement",
                name="entrysort",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("standard_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_register_entry_withdrawn_by_somebody")
        ),
        sa.CheckConstraint("step BETWEEN 1 AND 7", name=op.f("ck_register_entry_one_of_the_steps")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["plan_activity.id"], name=op.f("fk_register_entry_activity_id_plan_activity")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["service_standard.id"], name=op.f("fk_register_entry_standard_id_service_standard")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_register_entry_ticket_id_ticket")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["staff.id"], name=op.f("fk_register_entry_withdrawn_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
    )
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.create_index("ix_register_entry_fiscal_year_sort", ["fiscal_year", "sort"], unique=False)

    op.create_table(
        "register_entry_save",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_register_entry_save_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entry.id"], name=op.f("fk_register_entry_save_entry_id_register_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry_save")),
        sa.UniqueConstraint("entry_id", "version", name=op.f("uq_register_entry_save_entry_id_version")),
    )
    op.create_table(
        "review_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("review_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("standard_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN standard_id IS NULL THEN 0 ELSE 1 END + CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN entry_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_review_link_to_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["plan_activity.id"], name=op.f("fk_review_link_activity_id_plan_activity")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entry.id"], name=op.f("fk_review_link_entry_id_register_entry")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["yearly_review.id"], name=op.f("fk_review_link_review_id_yearly_review")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["service_standard.id"], name=op.f("fk_review_link_standard_id_service_standard")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_link")),
    )
    with op.batch_alter_table("review_link", schema=None) as batch_op:
        batch_op.create_index("ix_review_link_review_id", ["review_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("review_link", schema=None) as batch_op:
        batch_op.drop_index("ix_review_link_review_id")

    op.drop_table("review_link")
    op.drop_table("register_entry_save")
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_register_entry_fiscal_year_sort")

    op.drop_table("register_entry")
    op.drop_table("plan_evidence")
    with op.batch_alter_table("plan_event", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_event_activity_id_at")

    op.drop_table("plan_event")
    with op.batch_alter_table("plan_activity_unit", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_activity_unit_unit_id")

    op.drop_table("plan_activity_unit")
    with op.batch_alter_table("plan_activity", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_plan_activity_still_to_do",
            sqlite_where=sa.text("done_on IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("done_on IS NULL AND withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_plan_activity_plan_id")

    op.drop_table("plan_activity")
    op.drop_table("yearly_review")
    op.drop_table("unit_follow_up")
    op.drop_table("plan_year")
    with op.batch_alter_table("benchmark", schema=None) as batch_op:
        batch_op.drop_index("ix_benchmark_indicator_year")

    op.drop_table("benchmark")
