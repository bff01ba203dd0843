"""Two needs in one message: both are seen, and taken one after the other. Pure, in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import acts, public, talk
from bot.conversation.heard import Heard, Said, Situation, TicketInView, Turn
from bot.conversation.state import Choosing, Drafting, Idle, Need, PlacingEmergency, Step
from bot.conversation.taps import Tap
from intents.understanding import Decision
from tests.bot.test_conversation import IN_HAND, NOTHING_OPEN, OPEN, kinds, said, with_tickets

WATER_AND_RECEIPT = said("น้ำไม่ไหล แล้วขอใบเสร็จเดือนที่แล้วด้วย", intent="water_supply", also="invoice_receipt")
RECEIPT = Need("invoice_receipt", (10,))
FIRE = TicketInView(5, "กนอ-70-000005", "emergency_report", in_hand=False, urgent=True)
SECRETIVE = replace(NOTHING_OPEN, restricted=frozenset({"integrity"}))


def talked(*heard: Heard, situation: Situation = NOTHING_OPEN) -> Turn:
    """The last turn of a conversation; each thing heard gets a key of its own."""
    turn = Turn(Idle())
    for key, one in enumerate(heard, 7):
        turn = talk.respond(turn.state, one, replace(situation, draft_key=key), turn.later)
    return turn


def torn(*candidates: str, also: str, needs: tuple[str, ...] = ()) -> Said:
    which = Decision.ASK_WHICH
    return said("…", intent=candidates[0], decision=which, candidates=candidates, also=also, needs=needs)


# --- answers ---


def test_two_answers_come_in_one_turn_and_the_last_one_is_followed_by_buttons_for_both() -> None:
    turn = talked(said("กนอ. คืออะไร แล้วสิทธิประโยชน์มีอะไรบ้าง", intent="about_ieat", also="investment_benefits"))

    assert turn.acts == (
        acts.GiveAnswer("about_ieat", more=True),
        acts.GiveAnswer("investment_benefits", after="about_ieat"),
    )
    assert turn.state == Idle(said=(10,), about="investment_benefits", about_first="about_ieat")
    assert turn.later == ()


@pytest.mark.parametrize(
    ("text", "sent"), [("ส่งเรื่องแรกให้หน่วยงาน", "about_ieat"), ("ส่งเรื่องที่สองให้หน่วยงาน", "wastewater_rules")]
)
def test_either_of_two_answers_can_be_sent_on_by_typing(text: str, sent: str) -> None:
    turn = talked(said(intent="about_ieat", also="wastewater_rules"), said(text))

    assert isinstance(turn.state, Drafting)
    assert turn.state.intent_id == sent


def test_a_person_wanted_after_two_answers_is_not_sent_about_one_of_them() -> None:
    turn = talked(said(intent="about_ieat", also="wastewater_rules"), Tap("person"))

    assert isinstance(turn.state, Drafting)
    assert (turn.state.intent_id, turn.state.said) == ("talk_to_person", (10,))


@pytest.mark.parametrize("intents", [("about_ieat", "water_supply"), ("water_supply", "about_ieat")])
def test_an_answer_is_told_before_the_matter_is_begun_whichever_was_said_first(intents: tuple[str, str]) -> None:
    turn = talked(said(intent=intents[0], also=intents[1]))

    assert kinds(turn) == [acts.GiveAnswer, acts.AskEstate]
    assert turn.acts[0] == acts.GiveAnswer("about_ieat", more=True)
    assert isinstance(turn.state, Drafting)


def test_a_message_torn_between_its_own_two_needs_is_asked_for_neither_and_begins_with_what_was_said_first() -> None:
    needs = ("water_supply", "invoice_receipt")
    turn = talked(torn("invoice_receipt", "water_supply", "permit_extension", also="water_supply", needs=needs))

    assert isinstance(turn.state, Drafting)
    assert turn.state.intent_id == "water_supply"
    assert [need.intent_id for need in turn.later] == ["invoice_receipt"]


def test_a_greeting_before_two_needs_is_none_of_them() -> None:
    needs = ("water_supply", "invoice_receipt")
    turn = talked(said("สวัสดีค่ะ …", intent="greeting", also="water_supply", needs=needs))

    assert isinstance(turn.state, Drafting)
    assert (turn.state.intent_id, [need.intent_id for need in turn.later]) == ("water_supply", ["invoice_receipt"])


def test_an_answer_that_needs_an_estate_waits_for_the_one_that_the_form_brings() -> None:
    asked = said("น้ำไม่ไหล ขอเบอร์สำนักงานนิคมด้วย", intent="contact_estate_office", also="water_supply")
    turn = talked(asked, said("บางปู", estate="bangpoo"), Tap("person"))

    assert turn.acts == (
        acts.OpenTicket("water_supply", (10, 10), "bangpoo"),
        acts.NextNeed("contact_estate_office"),
        acts.GiveAnswer("contact_estate_office", "bangpoo"),
    )


def test_the_language_is_changed_before_the_question_is_answered() -> None:
    turn = talked(said("English please. What is IEAT?", intent="about_ieat", also="change_language"))

    assert kinds(turn) == [acts.SetLanguage, acts.GiveAnswer]


# --- two matters ---


def test_of_two_matters_the_first_is_begun_and_the_second_is_noted_before_the_question() -> None:
    turn = talked(WATER_AND_RECEIPT)

    assert kinds(turn) == [acts.NoteNeed, acts.AskEstate]
    assert turn.acts[0] == acts.NoteNeed("invoice_receipt")
    assert turn.later == (RECEIPT,)


def test_the_second_is_taken_up_when_the_first_is_sent_with_what_has_been_told_already() -> None:
    turn = talked(
        WATER_AND_RECEIPT, said("บางปู", contact=11, estate="bangpoo"), said("ซอย 7", contact=12),
        said("081-234-5678", contact=13, phone="0812345678"), said("ยืนยัน", contact=14),
    )  # fmt: skip
    second = Drafting(
        11, Step.DETAILS, "invoice_receipt", (10,), estate_id="bangpoo", phone="0812345678", phone_said=(13,)
    )

    assert turn.acts == (
        acts.OpenTicket("water_supply", (10, 11, 12), "bangpoo", "0812345678", (13,)),
        acts.NextNeed("invoice_receipt"),
        acts.AskDetails(second),
    )
    assert (turn.state, turn.later) == (second, ())


@pytest.mark.parametrize("how", [Tap("cancel", draft_key=7), said("ยกเลิก")])
def test_the_second_is_taken_up_when_the_first_is_cancelled_and_can_be_cancelled_itself(how: Heard) -> None:
    first = talked(WATER_AND_RECEIPT, how)
    both = talked(WATER_AND_RECEIPT, how, said("ยกเลิก"))

    assert first.acts[:2] == (acts.SayCancelled(acts.Cancelled.ONE), acts.NextNeed("invoice_receipt"))
    assert isinstance(first.state, Drafting)
    assert both == Turn(Idle(), (acts.SayCancelled(acts.Cancelled.DRAFT),))


def test_sending_the_first_twice_does_not_send_the_second() -> None:
    turn = talked(WATER_AND_RECEIPT, Tap("person", draft_key=7), Tap("person", draft_key=7))

    assert turn.acts == (acts.SayStale(),)
    assert isinstance(turn.state, Drafting)


def test_a_long_story_of_two_matters_tells_neither_in_full() -> None:
    story = "น้ำไม่ไหลที่นิคมบางปูตั้งแต่เช้าวันนี้แล้วนะครับ แล้วก็ขอใบเสร็จของเดือนที่แล้วด้วยครับ"
    turn = talked(said(story, intent="water_supply", also="invoice_receipt", estate="bangpoo"))

    assert len(story) > 60
    assert kinds(turn) == [acts.NoteNeed, acts.AskDetails]


def test_what_only_one_unit_may_read_is_not_shown_to_the_other() -> None:
    both = said("น้ำไม่ไหล และขอแจ้งเรื่องทุจริต", intent="water_supply", also="corruption_report")
    turn = talked(both, situation=SECRETIVE)

    assert isinstance(turn.state, Drafting)
    assert (turn.state.intent_id, turn.state.said) == ("water_supply", ())
    assert [(need.intent_id, need.said) for need in turn.later] == [("corruption_report", (10,))]


def test_a_person_asked_for_beside_a_matter_comes_with_it() -> None:
    turn = talked(said("ขอคุยกับเจ้าหน้าที่ น้ำไม่ไหล", intent="talk_to_person", also="water_supply"))

    assert (kinds(turn), turn.later) == ([acts.AskEstate], ())


def test_what_is_begun_meanwhile_does_not_wait_any_more() -> None:
    turn = talk.respond(Idle(), said(intent="invoice_receipt", contact=20), NOTHING_OPEN, (RECEIPT,))

    assert isinstance(turn.state, Drafting)
    assert turn.later == ()


# --- asking which ---


def test_while_the_first_must_be_asked_about_the_second_waits_and_then_comes() -> None:
    asked = talked(torn("office_hours", "service_time", also="invoice_receipt"))
    chosen = talk.respond(asked.state, Tap("ask", intent_id="office_hours"), NOTHING_OPEN, asked.later)

    assert kinds(asked) == [acts.NoteNeed, acts.AskWhich]
    assert isinstance(asked.state, Choosing)
    assert kinds(chosen) == [acts.LearnChoice, acts.GiveAnswer, acts.NextNeed, acts.AskEstate]


def test_the_place_named_before_choosing_is_not_asked_again() -> None:
    which = said("…", decision=Decision.ASK_WHICH, candidates=("water_supply", "office_hours"), estate="bangpoo")
    turn = talked(which, Tap("ask", intent_id="water_supply"))

    assert kinds(turn) == [acts.LearnChoice, acts.AskDetails]


def test_what_waits_of_a_question_that_no_longer_exists_is_dropped() -> None:
    turn = talk.respond(Idle(), Tap("next"), NOTHING_OPEN, (Need("a_question_of_yesterday"),))

    assert turn == Turn(Idle(), (acts.SayStale(),))


def test_whoever_looks_at_the_menu_instead_is_offered_the_second() -> None:
    asked = talked(torn("office_hours", "service_time", also="invoice_receipt"))
    looked = talk.respond(asked.state, Tap("menu"), NOTHING_OPEN, asked.later)
    resumed = talk.respond(looked.state, said("ทำเรื่องต่อไป"), NOTHING_OPEN, looked.later)

    assert looked.acts == (acts.ShowMenu(), acts.OfferNext("invoice_receipt"))
    assert kinds(resumed) == [acts.NextNeed, acts.AskEstate]


def test_cancelling_when_nothing_else_is_under_way_drops_what_waits() -> None:
    turn = talk.respond(Idle(), said("ยกเลิก"), NOTHING_OPEN, (RECEIPT,))

    assert turn == Turn(Idle(), (acts.SayCancelled(acts.Cancelled.DRAFT),))


def test_the_button_for_the_next_one_is_stale_when_nothing_waits() -> None:
    assert talked(Tap("next")).acts == (acts.SayStale(),)


# --- open matters and officers ---


def test_what_is_about_an_open_matter_goes_there_and_the_other_is_begun() -> None:
    turn = talked(WATER_AND_RECEIPT, situation=with_tickets(OPEN))

    assert kinds(turn) == [acts.AddToTicket, acts.AskEstate]
    assert isinstance(turn.state, Drafting)
    assert turn.state.intent_id == "invoice_receipt"


def test_while_an_officer_has_it_in_hand_the_bot_takes_up_only_what_is_clearly_new() -> None:
    clear = talked(WATER_AND_RECEIPT, situation=with_tickets(IN_HAND))
    needs = ("water_supply", "invoice_receipt")
    unclear = talked(torn(*needs, also="invoice_receipt", needs=needs), situation=with_tickets(IN_HAND))

    assert clear.acts[0] == acts.AddToTicket(1, (10,), quiet=True)
    assert isinstance(clear.state, Drafting)
    assert unclear == Turn(Idle(), (acts.AddToTicket(1, (10,), quiet=True),))


# --- emergencies ---


def test_an_emergency_goes_first_and_the_second_need_is_kept_without_a_word() -> None:
    turn = talked(said("ไฟไหม้ แล้วขอใบเสร็จด้วย", intent="emergency_report", also="invoice_receipt", emergency=True))

    assert kinds(turn) == [acts.OpenTicket, acts.AskEmergencyPlace]
    assert turn.later == (RECEIPT,)


def test_once_the_emergency_is_placed_the_second_need_is_offered_and_not_thrust_upon_them() -> None:
    placed = talk.respond(
        PlacingEmergency(5), said("บางปู", contact=11, estate="bangpoo"), with_tickets(FIRE), (RECEIPT,)
    )
    told_more = talk.respond(placed.state, said("มีคนเจ็บสองคน", contact=12), with_tickets(FIRE), placed.later)
    resumed = talk.respond(told_more.state, Tap("next"), with_tickets(FIRE), told_more.later)

    assert kinds(placed) == [acts.AddToTicket, acts.PlaceTicket, acts.OfferNext]
    assert told_more == Turn(Idle(), (acts.AddToTicket(5, (12,)),), (RECEIPT,))
    assert kinds(resumed) == [acts.NextNeed, acts.AskEstate]


def test_an_emergency_while_two_matters_are_under_way_loses_neither() -> None:
    asked = talked(WATER_AND_RECEIPT)
    cried = talk.respond(asked.state, said("ไฟไหม้", emergency=True, estate="bangpoo"), NOTHING_OPEN, asked.later)

    assert kinds(cried) == [acts.OpenTicket, acts.DraftKept]
    assert (cried.state, cried.later) == (asked.state, (RECEIPT,))


def test_asking_about_emergencies_keeps_its_button_above_all() -> None:
    turn = talked(said("ไฟไหม้โทรเบอร์อะไร แล้วขอใบเสร็จด้วย", intent="invoice_receipt", also="emergency_report"))

    assert turn.acts == (acts.GiveAnswer("emergency_report"), acts.OfferNext("invoice_receipt"))


# --- in public ---


def test_in_a_group_both_answers_are_given_and_what_is_personal_is_said_so_once() -> None:
    def heard(intent: str, also: str) -> tuple[acts.Act, ...]:
        return public.respond(said(intent=intent, also=also), NOTHING_OPEN)

    assert heard("about_ieat", "investment_benefits") == (
        acts.GiveAnswer("about_ieat", more=True),
        acts.GiveAnswer("investment_benefits", after="about_ieat"),
    )
    assert heard("about_ieat", "water_supply") == (acts.SayPrivately(), acts.GiveAnswer("about_ieat"))
    assert heard("invoice_receipt", "water_supply") == (acts.SayPrivately(),)
    assert heard("about_ieat", "emergency_report") == (acts.NumbersInPublic(),)


# --- outdated answers ---

OUTDATED = replace(NOTHING_OPEN, outdated=frozenset({"about_ieat"}))


@pytest.mark.parametrize("yes", ["ใช่ค่ะ", "ส่งเรื่องให้หน่วยงาน", "คุยกับเจ้าหน้าที่"])
def test_a_yes_to_the_unit_instead_of_an_outdated_answer_begins_the_matter(yes: str) -> None:
    turn = talked(said(intent="about_ieat"), said(yes, contact=11), situation=OUTDATED)

    assert isinstance(turn.state, Drafting)
    assert (turn.state.intent_id, turn.state.said) == ("about_ieat", (10,))


def test_a_yes_to_the_offer_to_send_it_sends_it() -> None:
    turn = talked(said(intent="wastewater_rules"), said("แปลง 12", contact=11), said("ใช่ค่ะ", contact=12))

    assert isinstance(turn.state, Drafting)
    assert turn.state.said == (10, 11)


def test_an_outdated_answer_is_offered_last_where_its_buttons_are_seen() -> None:
    turn = talked(said(intent="about_ieat", also="investment_benefits"), situation=OUTDATED)

    assert turn.acts == (
        acts.GiveAnswer("investment_benefits", more=True),
        acts.GiveAnswer("about_ieat", after="investment_benefits"),
    )
