"""What is asked for at every message, page and second is found by an index, however much is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from backend.queries import history, system
from backend.services import contacts, inbox, outbox, plan_notices, staff_notices, warnings
from backend.work import make_sessions
from service_standards.office import office
from tests.factories import NOW
from tests.plans import plans_of

Ask = Callable[[Session], object]

UNSENT = "ix_outbox_message_unsent"
ASKED: dict[str, tuple[Ask, str, set[str]]] = {
    "what a chat is owed": (lambda session: outbox.unsent(session, 7), "FROM outbox_message", {UNSENT}),
    "what the sweeper looks for": (
        lambda session: inbox.forgotten_keys(session, NOW, 0),
        "JOIN outbox_message",
        {UNSENT},
    ),
    "what waits for the quota": (inbox.try_tray_again, "UPDATE outbox_message", {UNSENT}),
    "how much waits": (system.gauges, "min(outbox_message.created_at)", {UNSENT}),
    "what is to be warned of": (
        lambda session: warnings.to_look_at(session, NOW),
        "FROM ticket",
        {"ix_ticket_warn_at"},
    ),
    "which warnings were given": (
        lambda session: history.warnings_of(session, 7),
        "FROM ticket_warning",
        {"ticket_warning_"},
    ),
    "what was read long ago": (
        lambda session: staff_notices.forget_read(session, NOW),
        "UPDATE staff_notice",
        {"ix_staff_notice_read_at"},
    ),
    "what was delivered of a matter": (
        lambda session: history.deliveries(session, 7),
        "FROM outbox_message",
        {"ix_outbox_message_ticket_id"},
    ),
    "what of the plan falls due": (
        lambda session: plan_notices.tell_dues(session, office(), NOW),
        "FROM plan_activity",
        {"ix_plan_activity_still_to_do"},
    ),
    "what a quoted message belongs to": (
        lambda session: contacts.ticket_of_message(session, 7, "1"),
        "FROM outbox_message",
        {"ix_outbox_message_ticket_id", "ix_ticket_conversation_id"},
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_it_is_found_by_its_index(shared_engine: Engine, asked: str) -> None:
    ask, part, indexes = ASKED[asked]

    def do() -> None:
        with make_sessions(shared_engine)() as session:
            ask(session)

    [plan] = plans_of(shared_engine, do, part)

    for index in indexes:
        assert index in plan
    assert "SCAN outbox_message\n" not in f"{plan}\n"
    assert "Seq Scan" not in plan
