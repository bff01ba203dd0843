"""Pauses: how long they are, and which somebody should look at."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from service_standards.allowance import Allowance
from service_standards.calendar import ALWAYS
from service_standards.clock import read_clock
from service_standards.events import Event, What
from service_standards.instants import BANGKOK
from service_standards.pauses import Doubt, Pause, pauses
from service_standards.terms import Measure, Terms

START = datetime(2026, 4, 20, 9, 0, tzinfo=BANGKOK)
TERMS = Terms(measure=Measure.RESOLUTION, allowance=Allowance.parse("10 hours"), pausable=True)


def hours(count: float) -> datetime:
    return START + timedelta(hours=count)


def read(*events: Event, now: datetime, words: str = "ขอเลขที่แปลงค่ะ") -> list[Pause]:
    known = [Event(START, What.RECEIVED), *events]
    reading = read_clock(TERMS, ALWAYS, known, now)
    return pauses(TERMS, ALWAYS, known, reading, {"q": words, "r": words})


def asked(at: float, ref: str = "q") -> Event:
    return Event(hours(at), What.ASKED_CUSTOMER, ref)


def replied(at: float) -> Event:
    return Event(hours(at), What.CUSTOMER_REPLIED)


def test_a_pause_lasts_from_the_question_to_the_answer() -> None:
    (pause,) = read(asked(1), replied(4), now=hours(5))
    assert (pause.since, pause.until, pause.doubts) == (hours(1), hours(4), frozenset())


def test_a_pause_that_is_not_over_has_no_end() -> None:
    (pause,) = read(asked(1), now=hours(5))
    assert pause.until is None
    assert pause.lasts(hours(5)) == timedelta(hours=4)


def test_a_pause_begins_with_the_question() -> None:
    (pause,) = read(asked(1), now=hours(1))
    assert (pause.since, pause.until) == (hours(1), None)
    assert pause.question is not None


@pytest.mark.parametrize(("at", "doubtful"), [(9.4, False), (9.5, True), (9.99, True), (10.5, False)])
def test_a_question_just_before_the_allowance_is_up_is_doubtful(at: float, doubtful: bool) -> None:
    (pause,) = read(asked(at), replied(at + 1), now=hours(at + 2))
    assert (Doubt.JUST_BEFORE_DUE in pause.doubts) is doubtful


def test_what_a_pause_before_left_over_counts() -> None:
    first, second = read(asked(1), replied(21), asked(29.8, "r"), now=hours(30))
    assert first.doubts == frozenset()
    assert second.doubts == {Doubt.JUST_BEFORE_DUE}


@pytest.mark.parametrize(("lasted", "doubtful"), [(240, False), (240.1, True)])
def test_a_pause_of_over_ten_days_is_doubtful(lasted: float, doubtful: bool) -> None:
    (pause,) = read(asked(1), replied(1 + lasted), now=hours(400))
    assert (Doubt.TOO_LONG in pause.doubts) is doubtful


@pytest.mark.parametrize(
    "words",
    [
        "ขอเลขที่แปลงที่ดินด้วยค่ะ",
        "สะดวกให้เข้าตรวจวันไหนคะ",
        "กรุณาส่งสำเนาใบอนุญาต",
        "โรงงานตั้งอยู่ซอยอะไรคะ",
        "ระบุวันที่เกิดเหตุด้วยค่ะ",
        "Which plot is it?",
        "Please confirm the invoice number.",
    ],
)
def test_a_question_is_not_doubted_for_its_words(words: str) -> None:
    (pause,) = read(asked(1), replied(2), now=hours(3), words=words)
    assert pause.doubts == frozenset()


@pytest.mark.parametrize(
    "words", ["ได้รับเรื่องแล้วค่ะ", "ขอบคุณค่ะ", "อยู่ระหว่างตรวจสอบ", "เจ้าหน้าที่จะแจ้งผลให้ทราบ", "...", "Noted, thank you."]
)
def test_a_message_that_asks_nothing_is_doubtful(words: str) -> None:
    (pause,) = read(asked(1), replied(2), now=hours(3), words=words)
    assert pause.doubts == {Doubt.ASKS_NOTHING}


def test_a_message_that_was_forgotten_is_not_doubted() -> None:
    known = [Event(START, What.RECEIVED), asked(1), replied(2)]
    (pause,) = pauses(TERMS, ALWAYS, known, read_clock(TERMS, ALWAYS, known, hours(3)), {})
    assert pause.doubts == frozenset()
