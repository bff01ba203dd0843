"""What must not get lost between two matters, two needs and two people: pure, in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import acts
from bot.conversation.commands import command, score
from bot.conversation.heard import Rateable, Sent, Situation, TicketInView, Turn
from bot.conversation.state import (
    AddingTo,
    Choosing,
    Drafting,
    GivingReason,
    Idle,
    PlacingEmergency,
    Step,
    Withdrawing,
)
from bot.conversation.taps import Tap
from bot.words import SENTENCES
from intents.understanding import Decision
from tests.bot.test_conversation import IN_HAND, INTENTS, NOTHING_OPEN, OPEN, kinds, respond, said, with_tickets

DRAFT = Drafting(7, Step.DETAILS, "road_drainage_lighting", (1,), estate_id="bangpoo")
FIRE = TicketInView(5, "กนอ-70-000005", "emergency_report", in_hand=False, urgent=True, estate_id="bangpoo")
UNPLACED = replace(FIRE, estate_id=None)
ASKED = replace(IN_HAND, asked=True)
PINTHONG = ("pinthong_1", "pinthong_2_laem_chabang", "pinthong_3")
ANSWERED = replace(NOTHING_OPEN, rateable=Rateable(3, 1))


# --- emergencies ---


def cry(situation: Situation, state: Idle | Drafting = Idle(), **values: object) -> Turn:  # noqa: B008 - frozen
    return respond(state, said("ไฟไหม้", emergency=True, **values), situation)


@pytest.mark.parametrize("open_one", [replace(FIRE, estate_id="laem_chabang"), replace(FIRE, recent=False)])
def test_a_cry_from_another_place_or_on_another_day_is_another_emergency(open_one: TicketInView) -> None:
    turn = cry(with_tickets(open_one), estate="bangpoo")

    assert turn.acts == (acts.OpenTicket("emergency_report", (10,), "bangpoo", urgent=True),)


def test_every_cry_gets_the_numbers_and_rings_at_the_desk() -> None:
    assert cry(with_tickets(FIRE)).acts == (acts.AddToTicket(5, (10,), cry=True),)


def test_the_place_is_asked_until_it_is_told() -> None:
    asked = respond(PlacingEmergency(5), said("ข้างโกดัง ซอย 5"), with_tickets(UNPLACED))
    placed = respond(asked.state, said("บางปูค่ะ", estate="bangpoo", contact=11), with_tickets(UNPLACED))

    assert asked.acts == (acts.AddToTicket(5, (10,)), acts.AskEmergencyPlace(5))
    assert placed == Turn(Idle(), (acts.AddToTicket(5, (11,)), acts.PlaceTicket(5, "bangpoo")))


def test_a_name_that_several_share_is_settled_by_saying_it_again() -> None:
    state = PlacingEmergency(5, PINTHONG)
    turn = respond(state, said("ปิ่นทอง", estate_candidates=PINTHONG), with_tickets(UNPLACED))

    assert turn.acts[-1] == acts.PlaceTicket(5, "pinthong_1")


def test_the_place_can_be_chosen_by_button_and_can_stay_unknown() -> None:
    chosen = respond(PlacingEmergency(5), Tap("place", ticket_id=5, estate_id="bangpoo"), with_tickets(UNPLACED))
    unknown = respond(PlacingEmergency(5), said("ไม่ทราบค่ะ"), with_tickets(UNPLACED))

    assert chosen == Turn(Idle(), (acts.PlaceTicket(5, "bangpoo"),))
    assert unknown == Turn(Idle(), (acts.SayUnplaced(),))


def test_a_place_named_later_still_routes_the_emergency() -> None:
    turn = respond(Idle(), said("อยู่นิคมบางปูค่ะ", estate="bangpoo"), with_tickets(UNPLACED))

    assert turn.acts == (acts.AddToTicket(5, (10,)), acts.PlaceTicket(5, "bangpoo"))


def test_the_menu_works_while_the_place_is_asked_and_the_question_stays() -> None:
    turn = respond(PlacingEmergency(5), said("เมนู"), with_tickets(UNPLACED))

    assert turn == Turn(PlacingEmergency(5), (acts.ShowMenu(),))


def test_once_the_emergency_is_closed_its_question_is_gone() -> None:
    turn = respond(PlacingEmergency(5), said("น้ำไม่ไหล ที่บางปู", intent="water_supply", estate="bangpoo"))

    assert isinstance(turn.state, Drafting)


def test_a_matter_being_written_waits_until_the_emergency_is_told() -> None:
    cried = cry(NOTHING_OPEN, DRAFT)
    assert isinstance(cried.state, PlacingEmergency)
    placed = respond(replace(cried.state, ticket_id=5), said("บางปู", estate="bangpoo"), with_tickets(UNPLACED))

    assert kinds(cried) == [acts.OpenTicket, acts.AskEmergencyPlace]
    assert placed.state == DRAFT
    assert placed.acts[-1] == acts.DraftKept(DRAFT)
    assert cry(NOTHING_OPEN, DRAFT, estate="bangpoo").state == DRAFT


# --- an officer is talking with the customer ---


@pytest.mark.parametrize("text", ["ใช่ค่ะ", "ตกลง", "ok", "no", "ไม่มีค่ะ", "ไม่ทราบ", "แก้ไข", "ยกเลิก", "ขอคุยกับเจ้าหน้าที่"])
def test_short_answers_reach_the_officer(text: str) -> None:
    assert respond(Idle(), said(text), with_tickets(IN_HAND)).acts == (acts.AddToTicket(1, (10,), quiet=True),)


def test_what_answers_an_officers_question_goes_there_although_a_matter_is_being_written() -> None:
    text = respond(DRAFT, said("มิเตอร์ 12345 ค่ะ"), with_tickets(ASKED))
    picture = respond(DRAFT, Sent((11,)), with_tickets(ASKED))

    assert text == Turn(DRAFT, (acts.AddToTicket(1, (10,)), acts.DraftKept(DRAFT)))
    assert picture == Turn(DRAFT, (acts.AddToTicket(1, (11,)), acts.DraftKept(DRAFT)))
    assert respond(DRAFT, said("ยกเลิก"), with_tickets(ASKED)).state == Idle()


# --- open matters ---


def test_more_about_an_open_matter_is_no_second_one_but_another_estates_is() -> None:
    again = respond(Idle(), said("น้ำยังไม่ไหลเลย", intent="water_supply"), with_tickets(OPEN))
    elsewhere = respond(Idle(), said("น้ำไม่ไหล", intent="water_supply", estate="laem_chabang"), with_tickets(OPEN))

    assert again.acts == (acts.AddToTicket(1, (10,)),)
    assert isinstance(elsewhere.state, Drafting)


def test_adding_can_be_given_up_and_a_closed_matter_takes_nothing() -> None:
    given_up = respond(AddingTo(1), said("ยกเลิก"), with_tickets(OPEN))
    closed = respond(AddingTo(9), said("น้ำไม่ไหลอีกแล้ว", intent="water_supply"))

    assert given_up == Turn(Idle(), (acts.SayCancelled(acts.Cancelled.ADDING),))
    assert isinstance(closed.state, Drafting)


def test_yes_takes_a_matter_back_and_anything_else_leaves_it() -> None:
    asked = respond(Idle(), Tap("withdraw", ticket_id=1), with_tickets(OPEN))

    assert asked.state == Withdrawing(1)
    assert respond(asked.state, said("ใช่ค่ะ"), with_tickets(OPEN)).acts == (acts.Withdraw(1),)
    assert respond(asked.state, said("เดี๋ยวก่อน"), with_tickets(OPEN)).acts == (acts.AddToTicket(1, (10,)),)


# --- a matter being written ---


@pytest.mark.parametrize("action", ["cancel", "person", "confirm", "estate"])
def test_a_button_of_an_older_draft_does_nothing_to_the_one_under_way(action: str) -> None:
    assert respond(DRAFT, Tap(action, draft_key=3, estate_id="bangpoo")) == Turn(DRAFT, (acts.SayStale(),))


@pytest.mark.parametrize(
    ("tap", "first"),
    [
        (Tap("ask", intent_id="office_hours"), acts.GiveAnswer("office_hours")),
        (Tap("tickets"), acts.ShowTickets()),
        (Tap("menu"), acts.ShowMenu()),
        (Tap("language", language="en"), acts.SetLanguage("en")),
        (Tap("rate", ticket_id=3, resolution=1, score=1), acts.Rate(3, 1, 1, ask_why=False)),
        (Tap("good", contact_id=4), acts.KeepVerdict(4, good=True)),
    ],
)
def test_what_can_be_done_beside_it_is_done_and_the_draft_stays(tap: Tap, first: acts.Act) -> None:
    assert respond(DRAFT, tap) == Turn(DRAFT, (first, acts.DraftKept(DRAFT)))


@pytest.mark.parametrize(
    "tap",
    [
        Tap("ask", intent_id="water_supply"), Tap("report", intent_id="wastewater_rules"), Tap("add", ticket_id=1),
        Tap("unsolved", ticket_id=1, resolution=1), Tap("new", contact_id=2), Tap("withdraw", ticket_id=1),
    ],
)  # fmt: skip
def test_what_would_begin_something_else_has_to_wait(tap: Tap) -> None:
    assert respond(DRAFT, tap, with_tickets(OPEN)) == Turn(DRAFT, (acts.FinishFirst(DRAFT),))


def test_a_picture_brings_the_question_of_its_step_again() -> None:
    at_phone = replace(DRAFT, step=Step.PHONE)

    assert kinds(respond(at_phone, Sent((11,)))) == [acts.GotThing, acts.AskPhone]
    assert kinds(respond(DRAFT, Sent((11,)))) == [acts.GotThing]


@pytest.mark.parametrize(("text", "kept"), [("02 253 0561 ต่อ 123 คุณวิภา", True), ("081-234-5678 ค่ะ", False)])
def test_what_stands_beside_a_telephone_number_is_kept(text: str, kept: bool) -> None:
    turn = respond(replace(DRAFT, step=Step.PHONE), said(text, phone="022530561"))

    assert isinstance(turn.state, Drafting)
    assert turn.state.phone_said == (10,)
    assert (10 in turn.state.said) is kept


def test_a_province_at_the_estates_step_offers_its_estates() -> None:
    turn = respond(replace(DRAFT, step=Step.ESTATE, estate_id=None), said("สงขลา", province="สงขลา"))

    assert isinstance(turn.state, Drafting)
    assert set(turn.state.estate_candidates) == {"southern_songkhla", "songkhla_sadao"}


# --- typed instead of tapped ---


@pytest.mark.parametrize("text", ["5", "ให้คะแนน 5", "5 คะแนนค่ะ", "5/5"])
def test_a_score_can_be_typed(text: str) -> None:
    assert respond(Idle(), said(text), ANSWERED).acts == (acts.Rate(3, 1, 5),)
    assert score("55") is None


def test_not_solved_can_be_typed() -> None:
    assert respond(Idle(), said(SENTENCES["b_unsolved"][0]), ANSWERED).acts == (acts.Reopen(3, 1),)


@pytest.mark.parametrize("text", ["2", "ค่าน้ำ"])
def test_a_choice_can_be_typed(text: str) -> None:
    candidates = ("water_supply", "office_hours")
    said_title = said(text if text == "2" else INTENTS["office_hours"].title_th)

    assert respond(Choosing(candidates, (1,)), said_title).acts[-1] == acts.GiveAnswer("office_hours")
    assert respond(Choosing(candidates, (1,)), said(SENTENCES["b_none"][0])).acts == (acts.NotUnderstood(),)


@pytest.mark.parametrize(("text", "good"), [("ตรงคำถาม", True), ("ใช่ค่ะ", True), ("ไม่ตรงคำถาม", False)])
def test_whether_an_answer_was_to_the_point_can_be_typed(text: str, good: bool) -> None:
    turn = respond(Idle(said=(9,), about="office_hours"), said(text))

    assert turn.acts == (acts.KeepVerdict(None, good=good),)


@pytest.mark.parametrize(
    ("about", "named"),
    [
        ("contact_estate_office", {"estate": "bangpoo"}),
        ("estate_information", {"estate_candidates": PINTHONG}),
        ("estate_list_by_province", {"province": "ระยอง"}),
    ],
)
def test_a_bare_name_is_the_place_that_the_answer_asked_for(about: str, named: dict[str, object]) -> None:
    turn = respond(Idle(said=(9,), about=about), said("บางปู", decision=Decision.ASK_WHICH, **named))

    (answer,) = turn.acts
    assert isinstance(answer, acts.GiveAnswer)
    assert answer.intent_id == about
    assert {name: getattr(answer, {"estate": "estate_id"}.get(name, name)) for name in named} == named


def test_sending_it_to_the_unit_can_be_typed() -> None:
    turn = respond(Idle(said=(9,), about="wastewater_rules"), said("ส่งเรื่องให้หน่วยงานค่ะ"))

    assert isinstance(turn.state, Drafting)
    assert turn.state.intent_id == "wastewater_rules"


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("ยืนยันค่ะ", "confirm"), ("โอเคครับ", "confirm"), ("ยกเลิกนะคะ", "cancel"), ("ยกเลิก!", "cancel"),
        ("คุยกับเจ้าหน้าที่ค่ะ", "person"), ("ข้ามค่ะ", "skip"), ("ไม่ทราบครับ", "no_estate"), ("Send it", "confirm"),
        ("Go on", "skip"), ("ไปต่อ", "skip"), ("ยืนยันส่งเรื่อง", "confirm"), ("ยกเลิกใบอนุญาต", None), ("ค่ะ", None),
    ],
)  # fmt: skip
def test_commands_are_heard_with_polite_endings_and_by_their_buttons_labels(text: str, action: str | None) -> None:
    assert command(text) == action


def test_a_reason_is_a_reason_and_a_clear_question_is_a_question() -> None:
    state = GivingReason(3, 1)

    assert respond(state, said("รอนานมาก")).acts == (acts.KeepReason(3, 1, (10,)),)
    assert respond(state, said("น้ำยังไม่ไหล", intent="water_supply")).acts == (acts.KeepReason(3, 1, (10,)),)
    assert respond(state, said("มีสิทธิอะไรบ้าง", intent="investment_benefits")).acts == (
        acts.GiveAnswer("investment_benefits"),
    )
    assert kinds(respond(state, said("ยกเลิก"))) == [acts.SayCancelled]


def test_small_talk_is_never_among_what_may_be_meant() -> None:
    torn = said(decision=Decision.ASK_WHICH, candidates=("greeting", "water_supply", "unclear_fallback"))

    assert respond(Idle(), torn).acts == (acts.AskWhich(("water_supply",)),)
