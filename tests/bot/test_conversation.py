"""How a conversation goes, step by step: pure, in sentences."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import acts, public, talk, taps
from bot.conversation.heard import Heard, Said, Sent, Situation, Stickered, TicketInView, Turn
from bot.conversation.state import (
    FORGOTTEN_AFTER,
    AddingTo,
    Choosing,
    Drafting,
    GivingReason,
    Idle,
    Need,
    PlacingEmergency,
    State,
    Step,
    Withdrawing,
    from_json,
    to_json,
)
from bot.conversation.taps import Tap
from intents.catalogue import load_catalogue
from intents.estates import load_estates
from intents.understanding import Decision, Understanding

INTENTS = load_catalogue().intents
BY_ESTATE = frozenset(intent.id for intent in INTENTS.values() if intent.unit == "OPS*")
ESTATES = load_estates()
NOTHING_OPEN = Situation(INTENTS, ESTATES, BY_ESTATE, draft_key=7)
OPEN = TicketInView(1, "กนอ-70-000001", "water_supply", in_hand=False)
IN_HAND = replace(OPEN, in_hand=True)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def meant(intent: str | None = None, **values: Any) -> Understanding:
    decision = Decision.ANSWER if intent else Decision.HAND_OVER
    base: dict[str, Any] = {
        "intent": intent, "decision": decision, "confidence": 0.9 if intent else 0.1, "candidates": (), "also": None,
        "language": "th", "estate": None, "estate_candidates": (), "emergency": False, "tone": "neutral",
        "ticket_number": None, "phone": None,
    }  # fmt: skip
    return Understanding(**{**base, **values})


def said(text: str = "…", contact: int = 10, quoted: int | None = None, **values: Any) -> Said:
    return Said((contact,), text, meant(**values), quoted)


def respond(state: State, heard: Heard, situation: Situation = NOTHING_OPEN) -> Turn:
    return talk.respond(state, heard, situation)


def kinds(turn: Turn) -> list[type]:
    return [type(act) for act in turn.acts]


def with_tickets(*tickets: TicketInView) -> Situation:
    return replace(NOTHING_OPEN, tickets=tickets)


# --- questions ---


def test_a_known_question_is_answered() -> None:
    turn = respond(Idle(), said(intent="investment_benefits"))

    assert turn.acts == (acts.GiveAnswer("investment_benefits"),)
    assert turn.state == Idle(said=(10,), about="investment_benefits")


def test_torn_between_few_it_asks_which() -> None:
    torn = said(decision=Decision.ASK_WHICH, candidates=("water_supply", "utility_fees_arrears"))
    turn = respond(Idle(), torn)

    assert turn.acts == (acts.AskWhich(("water_supply", "utility_fees_arrears")),)
    assert turn.state == Choosing(("water_supply", "utility_fees_arrears"), (10,))


def test_what_was_chosen_is_learned_and_taken_up() -> None:
    state = Choosing(("office_hours", "water_supply"), (10,))
    turn = respond(state, Tap("ask", intent_id="office_hours"))

    assert turn.acts == (acts.LearnChoice((10,), "office_hours"), acts.GiveAnswer("office_hours"))


def test_two_misses_open_a_matter_with_all_that_was_said() -> None:
    first = respond(Idle(), said("เอ่อ คือว่า", contact=10))
    second = respond(first.state, said("แบบเมื่อวานน่ะ", contact=11))

    assert first.acts == (acts.NotUnderstood(),)
    assert second.acts == (acts.OpenTicket("unclear_fallback", (10, 11), unasked=True),)
    assert second.state == Idle()


def test_an_answer_in_between_makes_misses_start_anew() -> None:
    once = respond(Idle(), said(contact=10)).state
    answered = respond(once, said(intent="about_ieat", contact=11)).state
    again = respond(answered, said(contact=12))

    assert again.acts == (acts.NotUnderstood(),)


# --- after an answer that offers the unit ---

ANSWERED = Idle(said=(9,), about="wastewater_rules")


def test_what_is_unclear_after_such_an_answer_is_offered_to_the_unit_with_the_question() -> None:
    turn = respond(ANSWERED, said("บริษัท เอบีซี แปลง 12 เฟส 3"))

    assert turn.acts == (acts.OfferToSend("wastewater_rules"),)
    assert turn.state == Idle(said=(9, 10), misses=1, about="wastewater_rules", offered=True)


def test_the_offer_taken_begins_a_matter_with_all_that_was_said() -> None:
    offered = respond(ANSWERED, said("บริษัท เอบีซี แปลง 12 เฟส 3")).state
    turn = respond(offered, Tap("report", intent_id="wastewater_rules"))

    assert isinstance(turn.state, Drafting)
    assert (turn.state.intent_id, turn.state.said) == ("wastewater_rules", (9, 10))


def test_who_goes_on_telling_instead_of_tapping_is_sent_there_too() -> None:
    offered = respond(ANSWERED, said("บริษัท เอบีซี แปลง 12 เฟส 3")).state
    turn = respond(offered, said("ขอคำตอบก่อนวันศุกร์", contact=11))

    assert turn.acts == (acts.OpenTicket("wastewater_rules", (9, 10, 11), unasked=True),)


def test_asking_the_same_again_begins_a_matter_instead_of_the_same_answer() -> None:
    turn = respond(ANSWERED, said("น้ำเสียโรงงานผมค่าเกินนิดเดียวได้ไหม", intent="wastewater_rules"))

    assert isinstance(turn.state, Drafting)
    assert turn.state.said == (9, 10)


def test_the_same_about_another_estate_is_another_question() -> None:
    turn = respond(ANSWERED, said(intent="wastewater_rules", estate="bangpoo"))

    assert kinds(turn) == [acts.GiveAnswer]


@pytest.mark.parametrize("about", ["about_ieat", "emergency_report"])
def test_an_answer_that_offers_no_unit_leaves_the_unclear_unclear(about: str) -> None:
    assert kinds(respond(Idle(said=(9,), about=about), said("…"))) == [acts.NotUnderstood]


@pytest.mark.parametrize(
    ("intent", "act"),
    [
        ("greeting", acts.Greet),
        ("thanks_goodbye", acts.Thank),
        ("bot_help", acts.ShowMenu),
        ("ticket_status", acts.ShowTickets),
        ("change_language", acts.SetLanguage),
        ("satisfaction_rating", acts.AskRating),
        ("ticket_add_information", acts.ShowTickets),
        ("unclear_fallback", acts.NotUnderstood),
    ],
)
def test_the_bots_own_business(intent: str, act: type) -> None:
    assert kinds(respond(Idle(), said(intent=intent))) == [act]


@pytest.mark.parametrize("intent_id", INTENTS)
def test_every_intent_leads_somewhere(intent_id: str) -> None:
    assert respond(Idle(), said(intent=intent_id)).acts
    assert respond(Idle(), Tap("ask", intent_id=intent_id)).acts


# --- leaving a matter ---


def leave_a_matter(*answers: Heard) -> tuple[Turn, list[Turn]]:
    turns = [respond(Idle(), said("น้ำไม่ไหล", contact=1, intent="water_supply"))]
    for answer in answers:
        turns.append(respond(turns[-1].state, answer))
    return turns[-1], turns


def test_a_matter_is_left_step_by_step() -> None:
    last, turns = leave_a_matter(
        said("บางปู", contact=2, estate="bangpoo"),
        said("ซอย 7 ตั้งแต่ตีห้า", contact=3),
        said("081-234-5678", contact=4, phone="0812345678"),
        Tap("confirm", draft_key=7),
    )

    assert [kinds(turn)[0] for turn in turns] == [
        acts.AskEstate, acts.AskDetails, acts.AskPhone, acts.ShowSummary, acts.OpenTicket,
    ]  # fmt: skip
    assert last.acts == (acts.OpenTicket("water_supply", (1, 2, 3), "bangpoo", "0812345678", (4,)),)
    assert last.state == Idle()


def test_what_is_known_already_is_not_asked_again() -> None:
    long_story = "น้ำไม่ไหลที่นิคมบางปู ซอย 7 ตั้งแต่ตีห้าวันนี้ โรงงานต้องหยุดสายการผลิตทั้งหมดแล้วครับ ช่วยด้วย"
    turn = respond(Idle(), said(long_story, intent="water_supply", estate="bangpoo"))

    assert kinds(turn) == [acts.AskPhone]


def test_an_ambiguous_estate_is_asked_for_with_the_candidates() -> None:
    turn, _ = leave_a_matter(said("ปิ่นทอง", contact=2, estate_candidates=("pinthong_1", "pinthong_3")))

    assert isinstance(turn.state, Drafting)
    assert turn.state.estate_candidates == ("pinthong_1", "pinthong_3")
    assert respond(turn.state, Tap("estate", estate_id="pinthong_3", draft_key=7)).state.estate_id == "pinthong_3"  # type: ignore[union-attr]


def test_an_unknown_estate_does_not_stop_anybody() -> None:
    turn, _ = leave_a_matter(said("แถวบ้านผม", contact=2))
    onward = respond(turn.state, Tap("no_estate", draft_key=7))

    assert turn.acts == (acts.AskEstate(turn.state, again=True),)  # type: ignore[arg-type]
    assert kinds(onward) == [acts.AskDetails]


@pytest.mark.parametrize("steps", range(4))
@pytest.mark.parametrize("how", [Tap("cancel", draft_key=7), said("ยกเลิก")])
def test_cancel_works_at_every_step(steps: int, how: Heard) -> None:
    answers = [said("บางปู", estate="bangpoo"), said("ซอย 7"), Tap("skip", draft_key=7)][:steps]
    turn, _ = leave_a_matter(*answers, how)

    assert turn == Turn(Idle(), (acts.SayCancelled(acts.Cancelled.DRAFT),))


@pytest.mark.parametrize("steps", range(4))
@pytest.mark.parametrize("how", [Tap("person"), said("คุยกับเจ้าหน้าที่")])
def test_a_person_can_be_had_at_every_step(steps: int, how: Heard) -> None:
    answers = [said("บางปู", estate="bangpoo"), said("ซอย 7"), Tap("skip", draft_key=7)][:steps]
    turn, _ = leave_a_matter(*answers, how)

    assert kinds(turn) == [acts.OpenTicket]
    assert turn.state == Idle()


def test_back_goes_to_the_step_before() -> None:
    turn, _ = leave_a_matter(said("บางปู", estate="bangpoo"), said("ซอย 7"), said("ย้อนกลับ"), said("ย้อนกลับ"), said("กลับ"))

    assert turn == Turn(Idle(), (acts.SayCancelled(acts.Cancelled.DRAFT),))


def test_pictures_belong_to_the_matter_at_any_step() -> None:
    turn, _ = leave_a_matter(Sent((5,)), said("บางปู", contact=6, estate="bangpoo"))

    assert isinstance(turn.state, Drafting)
    assert turn.state.said == (1, 5, 6)


def test_more_words_before_confirming_are_added() -> None:
    turn, _ = leave_a_matter(
        said("บางปู", contact=2, estate="bangpoo"), said("ซอย 7", contact=3), Tap("skip", draft_key=7),
        said("เบอร์แปลง 12 ด้วย", contact=9),
    )  # fmt: skip

    assert kinds(turn) == [acts.ShowSummary]
    assert turn.state.said == (1, 2, 3, 9)  # type: ignore[union-attr]


def test_words_that_are_no_phone_number_are_kept_and_the_number_asked_for_again() -> None:
    turn, _ = leave_a_matter(
        said("บางปู", contact=2, estate="bangpoo"), said("ซอย 7", contact=3), said("โทรมานะ", contact=4)
    )

    assert turn.acts == (acts.AskPhone(turn.state, bad=True),)  # type: ignore[arg-type]
    assert turn.state.said == (1, 2, 3, 4)  # type: ignore[union-attr]


def test_buttons_of_an_older_draft_do_nothing() -> None:
    turn, turns = leave_a_matter(Tap("confirm", draft_key=6))

    assert turn.acts == (acts.SayStale(),)
    assert turn.state == turns[0].state


def test_confirming_twice_opens_one_matter() -> None:
    _, turns = leave_a_matter(
        said("บางปู", estate="bangpoo"), said("ซอย 7"), Tap("skip", draft_key=7), Tap("confirm", draft_key=7)
    )
    again = respond(turns[-1].state, Tap("confirm", draft_key=7))

    assert again.acts == (acts.SayStale(),)


# --- open matters ---


def test_while_an_officer_has_it_in_hand_the_bot_stays_out() -> None:
    turn = respond(Idle(), said("ตรงประตูสองครับ"), with_tickets(IN_HAND))

    assert turn.acts == (acts.AddToTicket(1, (10,), quiet=True),)


@pytest.mark.parametrize("intent", ["greeting", "thanks_goodbye", "water_supply", "talk_to_person"])
def test_small_talk_and_the_same_matter_go_to_the_officer(intent: str) -> None:
    assert respond(Idle(), said(intent=intent), with_tickets(IN_HAND)).acts == (acts.AddToTicket(1, (10,), quiet=True),)


def test_a_new_question_still_gets_the_bot() -> None:
    assert kinds(respond(Idle(), said(intent="investment_benefits"), with_tickets(IN_HAND))) == [acts.GiveAnswer]


def test_what_is_unclear_goes_to_the_open_matter_and_the_customer_is_told() -> None:
    assert respond(Idle(), said("อ้อ แล้วก็แปลง 12 ด้วย"), with_tickets(OPEN)).acts == (acts.AddToTicket(1, (10,)),)


def test_a_quoted_message_names_its_matter() -> None:
    second = replace(OPEN, id=2, number="กนอ-70-000002")
    turn = respond(Idle(), said("อันนี้ครับ", quoted=2, intent="greeting"), with_tickets(OPEN, second))

    assert turn.acts == (acts.AddToTicket(2, (10,)),)


def test_a_number_alone_asks_how_it_stands_and_with_words_adds_to_it() -> None:
    alone = respond(Idle(), said("กนอ-70-000001", ticket_number="กนอ-70-000001"), with_tickets(OPEN))
    more = respond(
        Idle(), said("เรื่อง กนอ-70-000001 ขอแจ้งเพิ่มว่าท่อแตกด้วย", ticket_number="กนอ-70-000001"), with_tickets(OPEN)
    )

    assert alone.acts == (acts.ShowTickets("กนอ-70-000001"),)
    assert more.acts == (acts.AddToTicket(1, (10,)),)


def test_adding_to_a_ticket_takes_the_next_thing_said() -> None:
    turn = respond(AddingTo(1), said("รูปตามมา", intent="investment_benefits"), with_tickets(OPEN))

    assert turn == Turn(Idle(), (acts.AddToTicket(1, (10,)),))


def test_a_low_score_is_followed_by_why() -> None:
    low = respond(Idle(), Tap("rate", ticket_id=1, resolution=1, score=2))
    why = respond(low.state, said("รอนานมาก", intent="complaint_service"))

    assert low.state == GivingReason(1, 1)
    assert why == Turn(Idle(), (acts.KeepReason(1, 1, (10,)),))


def test_a_sticker_to_an_officer_is_not_answered() -> None:
    assert respond(Idle(), Stickered((10,)), with_tickets(IN_HAND)).acts == (acts.AddToTicket(1, (10,), quiet=True),)


def test_a_picture_out_of_the_blue_waits_for_its_words() -> None:
    picture = respond(Idle(), Sent((5,)))
    words = respond(picture.state, said("ท่อแตก", contact=6, intent="water_supply"))

    assert picture.acts == (acts.OfferMatter(),)
    assert isinstance(words.state, Drafting)
    assert words.state.said == (5, 6)


# --- emergencies ---


@pytest.mark.parametrize("state", [Idle(), Choosing(("a", "b"), (1,)), AddingTo(1), GivingReason(1, 1)])
def test_an_emergency_comes_before_everything(state: State) -> None:
    turn = respond(state, said("ไฟไหม้โรงงาน", emergency=True, estate="map_ta_phut"))

    assert turn == Turn(Idle(), (acts.OpenTicket("emergency_report", (10,), "map_ta_phut", urgent=True),))


def test_an_emergency_without_a_place_is_opened_first_and_placed_after() -> None:
    turn = respond(Idle(), said("ไฟไหม้", emergency=True))
    urgent = TicketInView(5, "กนอ-70-000005", "emergency_report", in_hand=False, urgent=True)
    placed = respond(PlacingEmergency(5), said("มาบตาพุด", contact=11, estate="map_ta_phut"), with_tickets(urgent))

    assert kinds(turn) == [acts.OpenTicket, acts.AskEmergencyPlace]
    assert placed == Turn(Idle(), (acts.AddToTicket(5, (11,)), acts.PlaceTicket(5, "map_ta_phut")))


def test_a_second_cry_goes_to_the_urgent_matter_already_open() -> None:
    urgent = TicketInView(5, "กนอ-70-000005", "emergency_report", in_hand=False, urgent=True, estate_id="bangpoo")
    turn = respond(Idle(), said("ไฟลามแล้ว", emergency=True), with_tickets(urgent))

    assert turn.acts == (acts.AddToTicket(5, (10,), cry=True),)


def test_who_asked_about_emergencies_can_say_that_it_is_happening() -> None:
    asked = respond(Idle(), said("ถ้าไฟไหม้ต้องทำอย่างไร", intent="emergency_report"))
    turn = respond(asked.state, Tap("happening"))

    assert asked.acts == (acts.GiveAnswer("emergency_report"),)
    assert turn.acts[0] == acts.OpenTicket("emergency_report", (10,), urgent=True)


# --- in public ---


def test_in_a_group_only_answers_are_given() -> None:
    assert public.respond(said(intent="investment_benefits"), NOTHING_OPEN) == (acts.GiveAnswer("investment_benefits"),)
    assert public.respond(said(intent="water_supply"), NOTHING_OPEN) == (acts.SayPrivately(),)
    assert public.respond(said(intent="ticket_status"), NOTHING_OPEN) == (acts.SayPrivately(),)
    assert public.respond(Tap("tickets"), NOTHING_OPEN) == (acts.SayPrivately(),)


def test_in_a_group_an_emergency_gets_the_numbers_and_no_promise() -> None:
    for heard in (said(emergency=True), said(intent="emergency_report"), Tap("ask", intent_id="emergency_report")):
        assert public.respond(heard, NOTHING_OPEN) == (acts.NumbersInPublic(),)


# --- what a state must survive ---

DRAFT = Drafting(7, Step.DETAILS, "water_supply", (1,), phone_said=(2,))
states: st.SearchStrategy[State] = st.one_of(
    st.builds(Idle, st.tuples(st.integers(1)), st.integers(0, 3), st.none() | st.just("about_ieat")),
    st.builds(
        Choosing, st.tuples(st.just("a"), st.just("b")), st.tuples(st.integers(1)), st.integers(0, 3),
        st.none() | st.just("bangpoo"), st.tuples(st.just("a")),
    ),
    st.builds(
        Drafting, st.integers(0), st.sampled_from(Step), st.just("water_supply"), st.tuples(st.integers(1)),
        st.none() | st.just("bangpoo"), st.booleans(), st.tuples(st.just("a")), st.booleans(), st.just("0812345678"),
    ),
    st.builds(PlacingEmergency, st.integers(1), st.tuples(st.just("a")), st.none() | st.just(DRAFT)),
    st.builds(AddingTo, st.integers(1)),
    st.builds(GivingReason, st.integers(1), st.integers(1)),
    st.builds(Withdrawing, st.integers(1)),
)  # fmt: skip


waiting: st.SearchStrategy[tuple[Need, ...]] = st.lists(
    st.builds(
        Need, st.just("invoice_receipt"), st.tuples(st.integers(1)), st.none() | st.just("bangpoo"),
        st.tuples(st.just("a")), st.none() | st.just("ระยอง"), st.booleans(), st.just("0812345678"),
        st.tuples(st.integers(1)),
    ),
    max_size=2,
).map(tuple)  # fmt: skip


def written_and_read(value: object) -> Any:
    return json.loads(json.dumps(value))


@given(states, waiting)
def test_a_state_and_what_waits_survive_a_restart(state: State, later: tuple[Need, ...]) -> None:
    kept = written_and_read(to_json(state, later))

    assert from_json(kept, NOW, NOW + timedelta(hours=23)) == (state, later)


@given(states, waiting)
def test_a_state_and_what_waits_are_forgotten_after_a_day(state: State, later: tuple[Need, ...]) -> None:
    assert from_json(to_json(state, later), NOW, NOW + FORGOTTEN_AFTER) == (Idle(), ())


@pytest.mark.parametrize(
    "kept",
    [
        {}, {"state": "Unheard"}, {"state": "Drafting", "key": 1}, {"state": "Idle", "x": 1},
        {"state": "Idle", "later": [{"need": "water_supply"}]},
    ],
)  # fmt: skip
def test_a_state_of_another_version_is_no_state(kept: dict[str, Any]) -> None:
    assert from_json(kept, NOW, NOW) == (Idle(), ())


heards: st.SearchStrategy[Heard] = st.one_of(
    st.builds(
        lambda text, intent, also, emergency, estate: said(
            text, intent=intent, also=also if also != intent else None, emergency=emergency, estate=estate
        ),
        st.text(max_size=80),
        st.none() | st.sampled_from(sorted(INTENTS)),
        st.none() | st.sampled_from(sorted(INTENTS)),
        st.booleans(),
        st.none() | st.just("bangpoo"),
    ),
    st.builds(Sent, st.tuples(st.integers(1))),
    st.builds(Stickered, st.tuples(st.integers(1))),
    st.builds(
        Tap, st.sampled_from(sorted(taps.ACTIONS)),
        st.none() | st.sampled_from(sorted(INTENTS)), st.none() | st.just("bangpoo"),
        ticket_id=st.none() | st.integers(0, 9), resolution=st.none() | st.just(1), score=st.none() | st.integers(0, 9),
        draft_key=st.none() | st.integers(6, 8),
    ),
)  # fmt: skip


@given(states, waiting, st.lists(heards, min_size=1, max_size=8), st.sampled_from([(), (OPEN,), (IN_HAND,)]))
def test_no_conversation_gets_stuck_or_goes_silent(
    state: State, later: tuple[Need, ...], heard: list[Heard], tickets: tuple[TicketInView, ...]
) -> None:
    for one in heard:
        turn = talk.respond(state, one, with_tickets(*tickets), later)
        assert turn.acts
        state, later = turn.state, turn.later
