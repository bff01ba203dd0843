"""Every table in one place, for the migrations and for tests that compare the two."""

from backend.models import (
    alarm,
    audit,
    benchmark,
    bot_answer,
    calendar,
    cascade,
    catalogue,
    catalogue_change,
    charter,
    contact,
    customer,
    document,
    email,
    evaluation,
    follow_up,
    inbox,
    measurement,
    outbox,
    plan,
    publication,
    quarter_report,
    register,
    report_file,
    seal,
    staff,
    staff_notice,
    ticket,
    unanswered,
    unit,
)
from backend.models.base import Base

METADATA = Base.metadata
MODULES = (
    alarm, audit, benchmark, bot_answer, calendar, cascade, catalogue, catalogue_change, charter, contact, customer,
    document, email, evaluation, follow_up, inbox, measurement, outbox, plan, publication, quarter_report, register,
    report_file, seal, staff, staff_notice, ticket, unanswered, unit,
)  # fmt: skip
