"""Who writes Japanese or Chinese: answered in English, told so in their language, and never left without a person."""

from __future__ import annotations

import pytest

from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.services import access, tickets
from bot.conversation import taps
from bot.conversation.commands import command, score
from bot.words import IN_THEIR_LANGUAGE, SENTENCES, say_in_their_language
from intents.understanding import Decision
from tests.bot.fakes import meant
from tests.bot.stage import Bot, Person
from tests.factories import a_staff

pytest_plugins = ["tests.bot.stage"]

QUESTION = {"ja": "投資の恩典について教えてください", "zh": "请问投资优惠有哪些？"}
CRY = {"ja": "工場が燃えています、助けて", "zh": "工厂着火了，救命"}
NO_WATER = {"ja": "水が出ません", "zh": "停水了"}
LINE_JA = "回答は英語"
LANGUAGES = pytest.mark.parametrize("language", ["ja", "zh"])


@pytest.fixture
def tanaka(bot: Bot) -> Person:
    """A manager who writes Japanese, or Chinese."""
    for language in ("ja", "zh"):
        bot.understands.meanings |= {
            QUESTION[language]: meant("investment_benefits", language=language),
            CRY[language]: meant("emergency_report", language=language, emergency=True, estate="bangpoo"),
            NO_WATER[language]: meant("water_supply", language=language),
        }
    bot.understands.meanings |= {
        "บางปู": meant(estate="bangpoo"),
        "Bangpoo": meant(language="en", estate="bangpoo"),
        "สิทธิประโยชน์": meant("investment_benefits"),
    }
    for words in ("A棟、今朝から", "なし", "はい", "5点", "担当者", "ありがとうございます"):
        bot.understands.meanings[words] = meant(language="ja")
    return bot.person()


def tells(person: Person, *things: str) -> list[str]:
    """Says one thing after the other; what the bot said to the last one."""
    for one in things:
        before = len(person.told)
        person.says(one)
        person.bot.works()
    return person.told[before:]


@LANGUAGES
def test_the_answer_is_english_under_one_line_in_their_language(bot: Bot, tanaka: Person, language: str) -> None:
    line, answer = tells(tanaka, QUESTION[language])

    assert line == say_in_their_language("answers_in_english", language)
    assert "Talk to a person" in line
    assert "Source:" in answer
    assert "Talk to a person" in tanaka.buttons
    assert len(bot.line.calls) == 1


def test_the_line_is_said_once_a_stretch(bot: Bot, tanaka: Person) -> None:
    first, again = tells(tanaka, QUESTION["ja"]), tells(tanaka, QUESTION["ja"])
    bot.clock.move(hours=13)
    tomorrow = tells(tanaka, NO_WATER["ja"])

    assert [LINE_JA in words for words in (first[0], again[0], tomorrow[0])] == [True, False, True]


def test_who_turns_to_the_other_language_is_told_in_it(bot: Bot, tanaka: Person) -> None:
    tells(tanaka, QUESTION["ja"])

    assert tells(tanaka, NO_WATER["zh"])[0] == say_in_their_language("answers_in_english", "zh")


def test_a_language_that_was_chosen_wins_and_needs_no_explaining(bot: Bot, tanaka: Person) -> None:
    tanaka.taps(taps.data("language", language="th"))
    bot.works()
    (answer,) = tells(tanaka, QUESTION["ja"])

    assert "ที่มา:" in answer


def test_whoever_goes_on_in_thai_is_answered_in_thai(bot: Bot, tanaka: Person) -> None:
    tells(tanaka, QUESTION["ja"])

    assert "ที่มา:" in tells(tanaka, "สิทธิประโยชน์")[0]


@LANGUAGES
def test_an_emergency_gets_the_numbers_under_a_short_line_and_nothing_about_languages(
    bot: Bot, tanaka: Person, language: str
) -> None:
    told = tells(tanaka, CRY[language])

    assert told[0].splitlines()[0] == say_in_their_language("leave_and_call", language)
    assert "Fire 199" in told[0]
    assert say_in_their_language("answers_in_english", language) not in told
    assert [ticket.urgent for ticket in bot.all(Ticket)] == [True]


def test_an_emergency_that_is_confirmed_by_button_gets_the_line_too(bot: Bot, tanaka: Person) -> None:
    tells(tanaka, QUESTION["ja"])
    tanaka.taps(taps.data("happening"))
    bot.works()

    assert any(words.startswith("まず安全な場所へ") for words in tanaka.told)


def test_whoever_has_chosen_thai_and_cries_in_japanese_is_told_in_both(bot: Bot, tanaka: Person) -> None:
    tanaka.taps(taps.data("language", language="th"))
    bot.works()
    numbers = tells(tanaka, CRY["ja"])[0]

    assert numbers.startswith("まず安全な場所へ")
    assert "ไฟไหม้ 199" in numbers


def test_a_matter_is_left_from_the_first_word_to_the_outcome(bot: Bot, tanaka: Person) -> None:
    tells(tanaka, NO_WATER["ja"])
    assert "which industrial estate" in tanaka.told[-1]
    tells(tanaka, "Bangpoo", "A棟、今朝から", "なし")
    assert "Send it" in tanaka.buttons
    tells(tanaka, "はい")
    (ticket,) = bot.all(Ticket)
    assert ticket.number in tanaka.told[-1]
    assert ticket.details.splitlines() == [NO_WATER["ja"], "Bangpoo", "A棟、今朝から"]

    with bot.work.write() as session:
        staff_id = a_staff(session, unit=ticket.unit_id).id
    with bot.work.write() as session:
        staff = session.get_one(Staff, staff_id)
        held = access.ticket_for(session, staff, ticket.number, to_change=True)
        tickets.resolve(session, held, staff, "ซ่อมเสร็จแล้วค่ะ", seen=held.version, now=bot.clock())
    bot.waits(1)
    assert "ซ่อมเสร็จแล้วค่ะ" in tanaka.told[-2]
    assert "Rate 5" in tanaka.buttons
    assert tells(tanaka, "5点") == [SENTENCES["thank_rating"][1]]


def test_torn_it_asks_in_english_under_the_line(bot: Bot, tanaka: Person) -> None:
    few = ("investment_benefits", "about_ieat")
    torn = meant("investment_benefits", decision=Decision.ASK_WHICH, candidates=few, language="ja")
    bot.understands.meanings["恩典と組織について"] = torn
    tanaka.says("恩典と組織について")
    bot.waits(2)

    assert LINE_JA in tanaka.told[0]
    assert tanaka.told[1].startswith("Which of these")


def test_while_an_officer_talks_with_them_nothing_is_explained(bot: Bot, tanaka: Person) -> None:
    tells(tanaka, NO_WATER["ja"], "担当者")
    (ticket,) = bot.all(Ticket)
    with bot.work.write() as session:
        staff_id = a_staff(session, unit=ticket.unit_id).id
    with bot.work.write() as session:
        staff = session.get_one(Staff, staff_id)
        held = access.ticket_for(session, staff, ticket.number, to_change=True)
        tickets.answer(session, held, staff, "กำลังตรวจสอบค่ะ", seen=held.version, now=bot.clock())
    bot.clock.move(hours=13)
    bot.waits(1)

    assert tells(tanaka, "ありがとうございます") == []


def test_a_new_friend_reads_that_other_languages_are_welcome(bot: Bot, tanaka: Person) -> None:
    tanaka.follows()
    bot.works()

    assert "日本語" in tanaka.told[0]
    assert "中文" in tanaka.told[0]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("キャンセル", "cancel"), ("取消", "cancel"), ("担当者と話したい。", "person"), ("人工客服", "person"),
        ("はい", "confirm"), ("确认", "confirm"), ("なし", "skip"), ("没有", "skip"), ("戻る", "back"),
        ("不知道", "no_estate"), ("取消许可证", None),
    ],
)  # fmt: skip
def test_what_can_be_tapped_can_be_typed_in_their_languages(text: str, action: str | None) -> None:
    assert command(text) == action
    assert score("5点") == score("5分") == 5


def test_both_languages_have_every_line() -> None:
    assert {tuple(lines) for lines in IN_THEIR_LANGUAGE.values()} == {("ja", "zh")}
