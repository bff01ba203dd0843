"""What a message means, what to do about it, and that no message at all is too strange."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.catalogue import Catalogue
from intents.emergency import is_emergency
from intents.estates import load_estates
from intents.layout import TO_ENGLISH
from intents.model import load
from intents.training import train
from intents.understand import Understander
from intents.understanding import (
    COURTESIES,
    EMERGENCY,
    NOT_UNDERSTOOD,
    Decision,
    Ranking,
    Thresholds,
    Understanding,
    decide,
)
from tests.intents.catalogues import with_example

Understand = Callable[[str], Understanding]

ESTATES = load_estates()
THRESHOLDS = Thresholds(answer=0.6, ask=0.2)
PIECES = [
    *("น้ำไม่ไหล", "เปิดกี่โมง", "สวัสดีค่ะ", "หวยออกอะไร", "งง", "ไฟไหม้", "แก๊สรั่ว", "ถ้า", "ซ้อมหนีไฟ", "no water", "fire!"),
    *(" แล้วก็", "และขอ", " also ", "\n", "? ", "อีกเรื่องนึง", "それと", "另外", "นะครับ", "!!!", "   ", ".", "ๆๆๆ", "5555"),
    *(
        "ที่บางปู",
        "นิคมอมตะ",
        "WHA",
        "กนอ-69-000123",
        "081-234-5678",
        "a@b.co",
        "https://a.go.th",
        "๐๑/๑",
        "l;ylfu",
        "้ำสสน",
    ),
    *(
        "😀",
        "👍",
        "🔥",
        "\u200b",
        "\x00",
        "\ud800",
        "\udc00",
        "ํา",
        "่่",
        "ﬁ",
        "İ",
        "ｱﾞ",
        "水が出ません",
        "停水了",
        "\u2028",
    ),
]
messages = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=120)

many = settings(max_examples=200, deadline=None)


def trained_on(catalogue: Catalogue) -> Understand:
    return Understander(catalogue, load(train(catalogue, None)), ESTATES).understand


def assert_lawful(understood: Understanding, catalogue: Catalogue) -> None:
    """What holds of every message."""
    named = {understood.intent, understood.also, *understood.candidates} - {None}
    assert named <= catalogue.intents.keys()
    assert len(understood.candidates) == len(set(understood.candidates)) <= 3
    assert 0 <= understood.confidence <= 1
    assert understood.intent in (None, *understood.candidates[:1])
    assert understood.intent or understood.decision is Decision.HAND_OVER
    assert understood.intent in (None, NOT_UNDERSTOOD) or understood.decision is not Decision.HAND_OVER
    assert understood.also is None or understood.also not in {understood.intent, *COURTESIES}
    assert (understood.also is None) == (understood.needs == ())
    assert not understood.emergency or (understood.intent, understood.decision) == (EMERGENCY, Decision.ANSWER)
    assert {understood.estate, *understood.estate_candidates} - {None} <= ESTATES.keys()
    assert understood.language in {"th", "en", "ja", "zh", "other"}
    assert understood.tone in {"complaint", "praise", "neutral"}
    assert re.fullmatch(r"กนอ-\d\d-\d{6}", understood.ticket_number or "กนอ-69-000123")
    assert re.fullmatch(r"0\d{8,9}", understood.phone or "022072700")


# The rule


@pytest.mark.parametrize(
    ("intents", "sureness", "decision", "intent"),
    [
        pytest.param(("fees",), 1.0, Decision.ANSWER, "fees", id="sure"),
        pytest.param(("fees", "hours"), 0.6, Decision.ANSWER, "fees", id="just sure enough"),
        pytest.param(("fees", "hours"), 0.59, Decision.ASK_WHICH, "fees", id="not quite"),
        pytest.param(("fees",), 0.2, Decision.ASK_WHICH, "fees", id="just worth asking"),
        pytest.param(("fees",), 0.19, Decision.HAND_OVER, None, id="not worth asking"),
        pytest.param((NOT_UNDERSTOOD,), 0.9, Decision.HAND_OVER, NOT_UNDERSTOOD, id="says we do not understand"),
        pytest.param((NOT_UNDERSTOOD,), 0.3, Decision.HAND_OVER, NOT_UNDERSTOOD, id="may say so"),
        pytest.param((NOT_UNDERSTOOD,), 0.1, Decision.HAND_OVER, None, id="hardly says so"),
        pytest.param((), 0.0, Decision.HAND_OVER, None, id="nothing"),
    ],
)
def test_how_sure_one_is_decides(
    intents: tuple[str, ...], sureness: float, decision: Decision, intent: str | None
) -> None:
    assert decide(Ranking(intents, sureness), THRESHOLDS) == (decision, intent)


def test_what_heads_a_ranking_is_sure_and_named_once() -> None:
    assert Ranking(("fees", "hours"), 0.3).headed_by("hours") == Ranking(("hours", "fees"), 1.0)
    assert Ranking(("fees",), 0.3).headed_by("water") == Ranking(("water", "fees"), 1.0)


@pytest.mark.parametrize(("answer", "ask"), [(0.2, 0.6), (1.1, 0.5), (0.5, -0.1), (float("nan"), 0.1)])
def test_thresholds_out_of_order_are_refused(answer: float, ask: float) -> None:
    with pytest.raises(ValueError, match="ordered within 0 and 1"):
        Thresholds(answer=answer, ask=ask)


# Decisions about messages


@pytest.mark.parametrize(
    ("text", "decision", "intent"),
    [
        ("น้ำไม่ไหลเลยวันนี้", Decision.ANSWER, "water_supply"),
        ("เปิดวันเสาร์ไหม", Decision.ANSWER, "office_hours"),
        ("brown water at our tap again", Decision.ANSWER, "water_supply"),
        ("ขอทราบผลหวยงวดนี้", Decision.HAND_OVER, None),
        ("งงมากไม่เข้าใจ", Decision.HAND_OVER, NOT_UNDERSTOOD),
        ("", Decision.HAND_OVER, None),
        ("    \n ", Decision.HAND_OVER, None),
        ("😀🎉😀", Decision.HAND_OVER, None),
        ("...", Decision.HAND_OVER, None),
    ],
)
def test_messages_are_answered_or_handed_over(
    understand: Understand, text: str, decision: Decision, intent: str | None
) -> None:
    understood = understand(text)

    assert (understood.decision, understood.intent) == (decision, intent)


def test_what_says_nothing_has_nothing_to_choose_from(understand: Understand) -> None:
    assert understand(" 😀 ") == Understanding(intent=None, decision=Decision.HAND_OVER, confidence=0.0)


def test_the_models_thresholds_decide(small_catalogue: Catalogue, artefact: bytes) -> None:
    model = load(artefact)
    text = "น้ำไม่ไหลเลยวันนี้"
    sure = model.judge(None).rank(text).sureness

    def decision(answer: float, ask: float) -> Decision:
        strict = replace(model, plain=replace(model.plain, thresholds=Thresholds(answer, ask)))
        return Understander(small_catalogue, strict, ESTATES).understand(text).decision

    assert decision(answer=sure, ask=0) is Decision.ANSWER
    assert decision(answer=1, ask=sure) is Decision.ASK_WHICH
    assert decision(answer=1, ask=1) is Decision.HAND_OVER


def test_confidence_is_of_the_first_to_choose_from(understand: Understand) -> None:
    handed_over = understand("ขอทราบผลหวยงวดนี้")

    assert handed_over.intent is None
    assert len(handed_over.candidates) == 3
    assert 0 < handed_over.confidence < 0.5


# What staff have written down


@pytest.mark.parametrize(
    "text", ["น้ำไม่ไหล", "น้ำไม่ไหลครับ", "น้ำ ไม่ไหล!!!", "นํ้าไม่ไหล นะคะ", "น้ำ\u200bไม่ไหล 😀", "ohew,jws]"]
)
def test_an_example_is_known_whatever_stands_around_it(understand: Understand, text: str) -> None:
    understood = understand(text)

    assert (understood.intent, understood.decision, understood.confidence) == ("water_supply", Decision.ANSWER, 1.0)


def test_an_example_out_of_scope_is_handed_over_whatever_the_model_thinks(small_catalogue: Catalogue) -> None:
    text = "น้ำไม่ไหลที่บ้านเรา"
    excluded = {**small_catalogue.out_of_scope, "th": (*small_catalogue.out_of_scope["th"], text)}
    catalogue = replace(small_catalogue, out_of_scope=excluded)

    assert trained_on(catalogue)(text).intent is None
    assert trained_on(small_catalogue)(text).intent == "water_supply"


def test_what_is_an_example_of_two_intents_but_for_politeness_is_an_example_of_none(small_catalogue: Catalogue) -> None:
    understood = trained_on(with_example(small_catalogue, "office_hours", "น้ำไม่ไหลค่ะ"))("น้ำไม่ไหล")

    assert understood.confidence < 1
    assert set(understood.candidates[:2]) == {"water_supply", "office_hours"}


def test_every_intent_of_the_shipped_catalogue_is_known_by_its_examples(
    shipped: Catalogue, understand_shipped: Understand
) -> None:
    for intent in shipped.intents.values():
        for language, texts in intent.examples.items():
            understood = understand_shipped(texts[0])
            assert (understood.intent, understood.confidence) == (intent.id, 1.0), (language, texts[0])
            assert (understood.decision is Decision.ANSWER) == (intent.id != NOT_UNDERSTOOD)


def test_what_the_shipped_catalogue_leaves_out_is_handed_over(
    shipped: Catalogue, understand_shipped: Understand
) -> None:
    for text in (text for texts in shipped.out_of_scope.values() for text in texts[:20]):
        understood = understand_shipped(text)
        assert (understood.intent, understood.decision) == (None, Decision.HAND_OVER), text


# Emergencies


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ปิดกี่โมง ไฟไหม้อยู่", id="in an ordinary question"),
        pytest.param("สวัสดีตอนเช้า หม้อแปลงระเบิดค่ะ", id="after a greeting"),
        pytest.param("ไฟไหม้โรงงานข้างๆ".translate(TO_ENGLISH), id="on the wrong keyboard layout"),
        pytest.param("what time do you open, there is a gas leak", id="in English"),
        pytest.param("ก" * 2000 + " ไฟไหม้โกดัง " + "ก" * 2900, id="in the middle of a long story"),
    ],
)
def test_an_emergency_comes_before_everything(understand: Understand, text: str) -> None:
    understood = understand(text)

    assert understood.emergency
    assert (understood.intent, understood.decision, understood.confidence) == (EMERGENCY, Decision.ANSWER, 1.0)
    assert understood.candidates[0] == EMERGENCY
    assert understood.candidates.count(EMERGENCY) == 1


def test_what_staff_have_written_down_as_something_else_is_no_emergency(small_catalogue: Catalogue) -> None:
    text = "ไฟไหม้โทรเบอร์ไหน"
    understood = trained_on(with_example(small_catalogue, "office_hours", text))(f"{text}คะ")

    assert is_emergency(text)
    assert not understood.emergency
    assert understood.intent == "office_hours"


def test_a_catalogue_without_the_intent_still_tells_of_the_emergency(small_catalogue: Catalogue) -> None:
    others = {key: intent for key, intent in small_catalogue.intents.items() if key != EMERGENCY}
    understood = trained_on(replace(small_catalogue, intents=others))("ไฟไหม้โรงงาน")

    assert understood.emergency
    assert EMERGENCY not in (understood.intent, *understood.candidates)


# Two needs


WATER, HOURS = "water_supply", "office_hours"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("น้ำไม่ไหลตั้งแต่เช้า แล้วก็ วันเสาร์เปิดไหม", (WATER, HOURS)),
        ("วันเสาร์เปิดไหม\nน้ำไม่ไหลตั้งแต่เช้า", (HOURS, WATER)),
        ("น้ำประปาไหลอ่อนมากและขอทราบว่าเปิดกี่โมง", (WATER, HOURS)),
        ("no water at our plant, also what time do you open", (WATER, HOURS)),
        ("Are you open on Saturday? The water meter is broken.", (HOURS, WATER)),
    ],
)
def test_two_needs_in_one_message_are_both_seen_in_the_order_said(
    understand: Understand, text: str, needs: tuple[str, str]
) -> None:
    understood = understand(text)

    assert {understood.intent, understood.also} == set(needs)
    assert understood.needs == needs


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("น้ำไม่ไหลตั้งแต่เช้า", id="one"),
        pytest.param("น้ำไม่ไหลตั้งแต่เช้า\nก๊อกแห้งทั้งโรงงาน", id="one, told twice"),
        pytest.param("สวัสดีตอนเช้า\nวันเสาร์เปิดไหม", id="a greeting is no need"),
        pytest.param("วันเสาร์เปิดไหม\nน้ำ", id="too short to be one"),
        pytest.param("วันเสาร์เปิดไหม\nผลบอลเมื่อคืน", id="one of them out of scope"),
        pytest.param("หวยออกอะไร\nสูตรต้มยำกุ้ง", id="none"),
    ],
)
def test_where_there_is_one_need_no_other_is_seen(understand: Understand, text: str) -> None:
    assert understand(text).also is None


# What else is in a message


def test_estate_telephone_language_and_tone_come_through(understand: Understand) -> None:
    understood = understand("น้ำไม่ไหลที่บางปูอีกแล้ว โทรกลับ ๐๘๑-๒๓๔-๕๖๗๘ ด้วย")

    assert understood.estate == "bangpoo"
    assert understood.phone == "0812345678"
    assert understood.language == "th"
    assert understood.tone == "complaint"


def test_a_ticket_number_comes_through(understand: Understand) -> None:
    assert understand("เรื่อง กนอ 69 123 ถึงไหนแล้ว").ticket_number is None
    assert understand("เรื่อง กนอ 69 000123 ถึงไหนแล้ว").ticket_number == "กนอ-69-000123"


def test_a_name_of_several_estates_is_left_open(understand: Understand) -> None:
    understood = understand("no water at Amata City")

    assert understood.estate is None
    assert understood.estate_candidates == ("amata_city_chonburi", "amata_city_rayong")
    assert understood.language == "en"


@pytest.mark.parametrize("text", ["น้ำไม่ไหลที่บางปู", "ติดต่อนิคมบางปู"])
def test_an_estate_is_found_on_the_wrong_keyboard_layout(understand: Understand, text: str) -> None:
    assert understand(text.translate(TO_ENGLISH)) == understand(text)


def test_of_a_long_story_estate_ticket_and_telephone_are_found_wherever_they_stand(understand: Understand) -> None:
    much = "แล้วก็รอกันต่อไปเรื่อยๆ " * 90
    understood = understand(f"น้ำไม่ไหล {much} โรงงานอยู่นิคมบางปู เรื่อง กนอ-69-000123 โทร 0812345678 {much} น้ำไม่ไหล")

    assert (understood.estate, understood.ticket_number, understood.phone) == ("bangpoo", "กนอ-69-000123", "0812345678")


@pytest.mark.parametrize(
    ("text", "language"),
    [("น้ำไม่ไหล", "th"), ("hello", "en"), ("水が出ません", "ja"), ("停水了", "zh"), ("👍", "other")],
)
def test_the_language_to_answer_in(understand: Understand, text: str, language: str) -> None:
    assert understand(text).language == language


# Whatever is written


@many
@given(messages)
def test_every_message_is_understood_lawfully_and_always_the_same(
    understand: Understand, small_catalogue: Catalogue, text: str
) -> None:
    understood = understand(text)

    assert_lawful(understood, small_catalogue)
    assert understand(text) == understood


@many
@given(messages)
def test_so_it_is_with_the_shipped_catalogue(understand_shipped: Understand, shipped: Catalogue, text: str) -> None:
    assert_lawful(understand_shipped(text), shipped)


@settings(max_examples=15, deadline=None)
@given(messages.filter(bool), st.sampled_from([4999, 5000, 5001]))
def test_the_longest_messages_are_understood_too(
    understand: Understand, small_catalogue: Catalogue, text: str, length: int
) -> None:
    assert_lawful(understand((text * length)[:length]), small_catalogue)


@pytest.mark.parametrize(
    "text", ["", " " * 5000, "😀" * 2500, "\u200b" * 5000, "\x00", "\ud83d", "ก" * 5000, "่" * 5000]
)
def test_the_strangest_messages_are_understood_too(
    understand: Understand, small_catalogue: Catalogue, text: str
) -> None:
    assert_lawful(understand(text), small_catalogue)


def test_many_threads_understand_as_one_does(understand: Understand) -> None:
    texts = [f"{first}{second}" for first in PIECES[:12] for second in PIECES]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(understand, texts))

    assert together == list(map(understand, texts))


# Emergencies


def test_one_need_of_two_may_be_an_emergency(understand_shipped: Understand) -> None:
    understood = understand_shipped("ไฟไหม้โรงงานที่บางปู แล้วขอใบเสร็จเดือนที่แล้วด้วย")

    assert understood.emergency
    assert understood.also == "invoice_receipt"


@pytest.mark.parametrize(
    "text", ["ขอเบอร์ฉุกเฉินของนิคมบางปู", "ถ้าเกิดไฟไหม้ในโรงงานต้องทำอย่างไร แจ้งใครบ้าง", "ทดสอบแจ้งเหตุฉุกเฉินค่ะ ไม่ใช่เหตุจริง"]
)
def test_what_is_about_emergencies_without_telling_of_one_is_none(understand_shipped: Understand, text: str) -> None:
    assert not understand_shipped(text).emergency
