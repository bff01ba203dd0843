"""Chats: one customer however many workers meet there, who can be reached, and what is forgotten half-way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.models.customer import ChatKind, Conversation, Customer
from backend.services import conversations
from backend.work import Work
from tests.factories import NOW, a_chat, a_contact, after

KEY = "user:U00000000000000000000000000000001"


def test_a_new_chat_is_made_with_its_customer_and_found_again(session: Session) -> None:
    made = conversations.lock(session, KEY, ChatKind.USER, NOW)
    found = conversations.lock(session, KEY, ChatKind.GROUP, after(5))

    assert found is made
    assert (made.kind, made.reachable, made.state, made.waits_until) == (ChatKind.USER, True, None, None)
    assert (made.customer.created_at, made.customer.display_name) == (NOW, "")
    assert (made.customer.language, made.customer.language_chosen) == ("th", False)


def meet(work: Work, together: Barrier) -> int:
    """A worker on a customer's first contact; it counts itself in what the chat is in the middle of."""
    together.wait()
    with work.write() as session:
        chat = conversations.lock(session, KEY, ChatKind.USER, NOW)
        chat.state = {"met": (chat.state or {"met": 0})["met"] + 1}
        return chat.customer_id


def test_workers_who_meet_on_a_first_contact_make_one_customer_and_take_turns(work: Work) -> None:
    together = Barrier(6, timeout=30)
    with ThreadPoolExecutor(6) as threads:
        customers = {turn.result() for turn in [threads.submit(meet, work, together) for _ in range(6)]}

    assert len(customers) == 1
    with work.read() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 1
        assert session.scalars(select(Conversation)).one().state == {"met": 6}


def test_the_newest_of_following_and_blocking_counts_in_whatever_order_it_is_told(session: Session) -> None:
    chat = a_chat(session)

    assert conversations.reachable(session, chat, at=after(10), can_be=False) is True
    assert conversations.reachable(session, chat, at=after(5), can_be=True) is False, "an older follow comes late"
    assert conversations.reachable(session, chat, at=after(10), can_be=False) is False, "the same once more"
    assert (chat.reachable, chat.reachable_at) == (False, after(10))
    assert conversations.reachable(session, chat, at=after(11), can_be=True) is True
    assert (chat.reachable, chat.reachable_at) == (True, after(11))


def test_the_channels_language_counts_until_the_customer_chooses(session: Session) -> None:
    customer = a_chat(session).customer
    conversations.name_customer(session, customer.id, "Mr. Tanaka", "ja")
    assert (customer.display_name, customer.language) == ("Mr. Tanaka", "en")
    conversations.name_customer(session, customer.id, "ทานากะ", "th-TH")
    assert customer.language == "th"
    conversations.name_customer(session, customer.id, "ทานากะ", "")
    assert customer.language == "th"
    customer.language_chosen = True
    conversations.name_customer(session, customer.id, "Tanaka", "en")

    assert (customer.display_name, customer.language) == ("Tanaka", "th")


def test_what_was_left_half_way_is_forgotten_and_what_was_said_stays(session: Session) -> None:
    old, fresh, idle = (a_chat(session) for _ in range(3))
    old.state, old.state_at = {"step": "details"}, after(-1)
    fresh.state, fresh.state_at = {"step": "phone"}, NOW
    said = a_contact(session, old, "น้ำไม่ไหล", at=after(-1))
    session.flush()

    assert conversations.forget_half_finished(session, NOW) == 1
    for chat in (old, fresh, idle):
        session.refresh(chat)
    assert [chat.state for chat in (old, fresh, idle)] == [None, {"step": "phone"}, None]
    assert [chat.state_at for chat in (old, fresh, idle)] == [None, NOW, None]
    assert said.text == "น้ำไม่ไหล"
    assert conversations.forget_half_finished(session, NOW) == 0
