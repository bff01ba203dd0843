"""Spelling is made one, words are left alone, and nothing that names a person by number is kept."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.normalise import masked, normalise, sanitise, skeleton
from intents.spelling import folded

thai = st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), max_size=40)
typed = st.text(
    st.one_of(
        st.sampled_from("กขนอมรลสหาำเแโใไะัิีึืุู็่้๊๋์ํๆ๐๑๕๙ 0159-./,+@!?:"),
        st.sampled_from("aehntwHTW\u200b\u200d\ufeff\u00ad\n\tＡ１ｱﾞ。😀👍⭐İß"),
        st.characters(),
    ),
    max_size=60,
)


@given(st.one_of(thai, typed))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.one_of(thai, typed))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@given(typed)
def test_what_is_understood_is_short_and_valid(text: str) -> None:
    understood = sanitise(text * 20)

    assert len(understood) <= 300
    assert understood.encode("utf-8").decode() == understood
    assert sanitise(understood) == understood


@given(thai, st.integers(0, 40))
def test_a_zero_width_sign_changes_nothing(text: str, place: int) -> None:
    assert normalise(text[:place] + "\u200b" + text[place:]) == normalise(text)


@given(thai)
def test_a_split_sara_am_changes_nothing(text: str) -> None:
    assert normalise(text.replace("ำ", "ํา")) == normalise(text)


@given(thai)
def test_the_skeleton_of_a_skeleton_is_itself(text: str) -> None:
    assert skeleton(skeleton(normalise(text))) == skeleton(normalise(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("นํ้าไม่ไหล", "น้ำไม่ไหล", id="sara am split around a tone"),
        pytest.param("นํำไป", "นำไป", id="sara am with its ring once more"),
        pytest.param("นำ้ไม่ไหล", "น้ำไม่ไหล", id="tone after sara am"),
        pytest.param("ที่่่ดิน", "ที่ดิน", id="doubled tone"),
        pytest.param("กู้้เงิน", "กู้เงิน", id="doubled tone below"),
        pytest.param("ก่ิน", "กิ่น", id="tone typed before its vowel"),
        pytest.param("เเก๊สรั่ว", "แก๊สรั่ว", id="two sara e for sara ae"),
        pytest.param("มากกกกก ครับบบ", "มาก ครับ", id="drawn-out letters"),
        pytest.param("ขอออกใบเสร็จ", "ขอออกใบเสร็จ", id="words meeting, not a drawn-out letter"),
        pytest.param("คนนนทบุรี", "คนนนทบุรี", id="three that belong"),
        pytest.param("ขำ 5555+", "ขำ", id="laughing"),
        pytest.param("เฟส ๒ ม.๔๔", "เฟส 2 ม.44", id="Thai digits"),
        pytest.param("กนอ. ๐๑/๑", "กนอ. 01/1", id="form numbers stay"),
        pytest.param("ราคา 1,250,000.50 บาท", "ราคา xnum บาท", id="amounts"),
        pytest.param("ＦＲＥＥ　ＺＯＮＥ", "free zone", id="full width"),
        pytest.param("ｶﾞｽ漏れ", "ガス漏れ", id="half width kana"),
        pytest.param("ดู https://a.go.th/x?y=1 นะ", "ดู xurl นะ", id="address"),
        pytest.param("โทร 02-207-2700 ครับ", "โทร xphone ครับ", id="telephone"),
        pytest.param("กนอ-69-000123 ถึงไหน", "xticket ถึงไหน", id="ticket number"),
        pytest.param("1-01-1-101-00001-2568", "xrequest", id="e-PP request"),
        pytest.param("👍👍 ขอบคุณ 😀", "xgood xgood ขอบคุณ", id="emoji"),
        pytest.param("\ud800น้ำ\x00", "น้ำ", id="lone surrogate and NUL"),
        pytest.param("เร็วๆๆๆ หน่อย!!!", "เร็วๆ หน่อย!", id="repeated signs"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("081-234-5678 นะคะ", "xphone นะคะ"),
        ("โทร +66 81 234 5678", "โทร xphone"),
        ("บัตร 3-1002-00345-67-8", "บัตร xid"),
        ("3100200345678", "xid"),
        ("somchai.j@example.co.th", "xmail"),
        ("บัญชี 123 4 56789 01", "บัญชี xid"),
        ("โทร ๐๘๑-๒๓๔-๕๖๗๘ ค่ะ", "โทร xphone ค่ะ"),
        ("โทร ０８１２３４５６７８", "โทร xphone"),
        ("081 – 234 – 5678", "xphone"),
        ("081\u200b2345678", "xphone"),
        ("(02) 207 2700", "xphone"),
        ("+66 (0)81-234-5678", "xphone"),
        ("+81 90 1234 5678", "xphone"),
        ("ศูนย์แปดหนึ่งสองสามสี่ห้าหกเจ็ดแปด", "xid"),
        ("กนอ-69-000123 และ กนอ ๖๙ ๐๐๐๑๒๓", "xticket และ xticket"),
        ("เลขที่ 69-000123", "เลขที่ xticket"),
        ("คำขอ 1-01-1-101-00001-2568", "คำขอ xrequest"),
        ("Somchai.J@Example.co.th", "xmail"),
        ("HTTPS://Example.com/a?b=1 ครับ", "xurl ครับ"),
        ("เลขผู้เสียภาษี 0105561234567", "เลขผู้เสียภาษี xid"),
        ("แปลง 1234 ซอย 5", "แปลง 1234 ซอย 5"),
        ("5 ธ.ค. 2569", "5 ธ.ค. 2569"),
        ("กนอ. 01/1", "กนอ. 01/1"),
        ("สองสามวัน", "สองสามวัน"),
        ("", ""),
    ],
)
def test_what_names_a_person_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@given(st.from_regex(re.compile(r"0[689]\d-?\d{3}-?\d{4}", re.ASCII), fullmatch=True))
def test_no_mobile_number_survives(number: str) -> None:
    assert number not in masked(f"เบอร์ {number} ค่ะ")
    assert not re.search(r"\d{3}", normalise(f"เบอร์ {number} ค่ะ"))


@given(
    st.lists(st.sampled_from("0123456789"), min_size=9, max_size=16),
    st.sampled_from(["", "-", " "]),
    st.sampled_from(["", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９"]),
)
def test_no_long_number_survives_however_it_is_typed(digits: list[str], gap: str, script: str) -> None:
    typed = gap.join(script[int(digit)] if script else digit for digit in digits)

    assert not any(char.isdigit() for char in masked(f"เลข {typed} ค่ะ"))


@given(thai)
def test_words_without_numbers_are_kept_as_typed(text: str) -> None:
    words = "".join(char for char in text if not char.isdigit())

    assert masked(words) == words


def test_of_a_long_story_the_opening_and_the_end_are_kept() -> None:
    understood = sanitise("เรื่องมีอยู่ว่า " + "ก็เลย " * 200 + "สรุปขอใบเสร็จค่ะ")

    assert understood.startswith("เรื่องมีอยู่ว่า")
    assert understood.endswith("สรุปขอใบเสร็จค่ะ")


def test_skeletons_forgive_tones_spaces_and_vowel_length() -> None:
    assert skeleton(normalise("นํา ไม ไหล")) == skeleton(normalise("น้ำไม่ไหล"))
    assert skeleton("ไฟใหม้") == skeleton("ไฟไหม้")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ลดขั้นตอนการชำระค่าน้ำ", "ค่าน้ำ"),
        ("ค่าน้ํา", "ค่าน้ำ"),
        ("ที่จอดรถ", "ท่ีจอด"),
        ("มาตรา ๔๔", "มาตรา 44"),
        ("ประกาศ 555 ฉบับ", "๕๕๕"),
        ("กฎบัตร และมาตรฐาน", "กฎบัตรและ"),
        ("Service Standard", "service standard"),
        ("ออก กกก", "กก"),
    ],
)
def test_what_is_searched_is_found_however_it_is_spelt(text: str, wanted: str) -> None:
    assert folded(wanted) in folded(text)


@given(st.lists(st.sampled_from(["ที่", "น้ำ", "กฎ", "ๆ", "12", "๓", "e", " ", "แก้", "ก็", "์"]), max_size=12), st.data())
def test_a_part_is_found_in_the_whole_and_folding_again_changes_nothing(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words)))
    whole, part = "".join(words), "".join(words[start : data.draw(st.integers(start, len(words)))])

    assert folded(folded(whole)) == folded(whole)
    if not part.startswith("์"):
        assert folded(part) in folded(whole)
