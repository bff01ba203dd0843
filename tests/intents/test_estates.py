"""Every estate is found by each of its names; a name of several is asked about; an ordinary word is no estate.

``fixtures/estate_mentions.jsonl`` holds names as people write them, and ordinary words and other places that name none,
written before the rules that they judge. Of each kind every second line is for measuring only: no rule was made from
reading what failed there.
"""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intents.estates import MOST_OF_A_PROVINCE, Estate, EstateFinder, EstateMatch, load_estates
from intents.place_names import fold_name

ESTATES = load_estates()
PINTHONG = {f"pinthong_{number}" for number in (1, 3, 4, 5, 6, 7, 8)} | {"pinthong_2_laem_chabang"}
AMATA = {"amata_city_chonburi", "amata_city_rayong", "amata_smart_city_chonburi"}
ASIA = {"asia_suvarnabhumi", "asia_rayong", "asia_clean_chonburi"}
ROJANA = {"rojana_chonburi_2", "rojana_nong_yai", "rojana_laem_chabang"}
WHA_SEABOARD = {f"wha_esie_{number}" for number in range(1, 6)}
WHA = WHA_SEABOARD | {
    *("wha_chonburi_1", "wha_chonburi_2", "wha_eastern_map_ta_phut", "wha_rayong", "wha_rayong_36"),
}
# Two estates bear the name of a whole group as their official one: then it says no more than the group.
GROUP_NAMES = {"นิคมอุตสาหกรรมปิ่นทอง": PINTHONG, "Pinthong": PINTHONG, "นิคมอุตสาหกรรมเอเชีย": ASIA}

few = settings(max_examples=60, deadline=None)

every_estate = pytest.mark.parametrize("estate", ESTATES.values(), ids=ESTATES.keys())


MENTIONS = [
    json.loads(line)
    for line in (Path(__file__).parent / "fixtures" / "estate_mentions.jsonl").read_text("utf-8").splitlines()
]
NAMED = [row for row in MENTIONS if row.get("estate")]
OF_SEVERAL = [row for row in MENTIONS if "among" in row]
OF_NONE = [row["text"] for row in MENTIONS if "among" not in row and row["estate"] is None]

halves = pytest.mark.parametrize("half", [0, 1], ids=["developed on", "only measured"])


def names_of(estate: Estate) -> tuple[str, ...]:
    return (*estate.aliases, *estate.after_place_word, *estate.only_beside_nikhom)


def the(match: EstateMatch) -> set[str]:
    """The one that is named, or those to choose from."""
    return {match.estate_id} if match.estate_id else set(match.candidates)


# The table


def test_all_estates_are_there() -> None:
    assert len(ESTATES) == 76
    assert [estate.id for estate in ESTATES.values()] == list(ESTATES)


@every_estate
def test_what_is_not_known_of_an_estate_is_none(estate: Estate) -> None:
    assert estate.name_th.startswith("นิคมอุตสาหกรรม")
    assert estate.name_en
    assert estate.ops_line in {None, "1", "2", "3"}
    assert (estate.province_th is None) == (estate.province_en is None)
    assert "" not in (estate.province_th, estate.province_en, estate.office_phone, estate.phone_source)
    assert estate.office_phone is None or estate.phone_source


# By its names


@every_estate
def test_an_estate_is_found_by_its_official_names(finder: EstateFinder, estate: Estate) -> None:
    for name in (estate.name_th, estate.name_en):
        assert the(finder.find(name)) == GROUP_NAMES.get(name, {estate.id})


@every_estate
def test_an_official_name_is_found_within_a_sentence(finder: EstateFinder, estate: Estate) -> None:
    name = estate.name_th

    for sentence in (f"ขอเบอร์สำนักงาน{name}หน่อยค่ะ", f"น้ำไม่ไหลที่{name} ตั้งแต่เช้า", f"เรื่องที่ดินใน{name}ถามใครได้บ้าง"):
        assert the(finder.find(sentence)) == GROUP_NAMES.get(name, {estate.id}), sentence


@every_estate
def test_an_estate_is_found_by_each_alias_beside_nikhom(finder: EstateFinder, estate: Estate) -> None:
    bearers = Counter(fold_name(name) for other in ESTATES.values() for name in set(names_of(other)))

    for name in names_of(estate):
        for written in (f"นิคม{name}", f"นิคมอุตสาหกรรม {name}", f"{name} industrial estate"):
            found = finder.find(written)
            assert estate.id in the(found), written
            assert found.estate_id or bearers[fold_name(name)] > 1, f"{written} is a name of one estate alone"


@every_estate
def test_an_alias_that_is_an_ordinary_place_too_counts_where_a_place_stands(
    finder: EstateFinder, estate: Estate
) -> None:
    for name in estate.after_place_word:
        for written in (f"น้ำไม่ไหล ที่{name}", f"โรงงานอยู่{name}", f"แถว{name}ไฟดับ", name, f"{name}ค่ะ"):
            assert estate.id in the(finder.find(written)), written
        for written in (f"อำเภอ{name}อยู่ไหน", f"จังหวัด{name}", f"ตลาด{name}", f"เดินทางไป{name}ด้วยรถ"):
            assert finder.find(written) == EstateMatch(), written


@pytest.mark.parametrize("word", ["ภาคเหนือ", "ภาคใต้", "ยางพารา", "เอเชีย", "เวิลด์", "CG", "ท่าเรือ", "เกตเวย์"])
def test_a_word_that_only_names_an_estate_beside_nikhom_is_no_estate_elsewhere(finder: EstateFinder, word: str) -> None:
    assert the(finder.find(f"นิคม{word}"))
    assert finder.find(f"พรุ่งนี้เดินทางไป{word}ด้วยรถบัส") == EstateMatch()
    assert finder.find(f"ราคา {word} วันนี้") == EstateMatch()


@every_estate
def test_a_name_alone_answers_the_question_for_the_estate(finder: EstateFinder, estate: Estate) -> None:
    for name in (estate.name_th.removeprefix("นิคมอุตสาหกรรม"), estate.name_en, *names_of(estate)):
        assert estate.id in the(finder.find(name)), name
        for polite in ("ครับ", "ค่ะ", "ครับผม", "จ้ะ", "นะคะ", " ครับ", " please"):
            assert finder.find(f"{name}{polite}") == finder.find(name), f"{name}{polite}"


# As people write it


@pytest.mark.parametrize(
    ("text", "estate_id"),
    [
        pytest.param("น้ำไม่ไหลบางปู", "bangpoo", id="run together"),
        pytest.param("นิ คม บาง ปู", "bangpoo", id="torn apart"),
        pytest.param("BANGPOO", "bangpoo", id="capitals"),
        pytest.param("Bang Poo Industrial Estate", "bangpoo", id="English in two words"),
        pytest.param("นิคมบางปู(เหนือ)", "bangpoo_north", id="bracket without a space"),
        pytest.param("บางปูเหนือ", "bangpoo_north", id="without the bracket"),
        pytest.param("ปิ่นทองสอง", "pinthong_2_laem_chabang", id="a number as a word"),
        pytest.param("ปิ่นทองเฟส ๓", "pinthong_3", id="a Thai digit"),
        pytest.param("ปิ่นทอง โครงการที่ 5", "pinthong_5", id="with the word project"),
        pytest.param("Pinthong phase 4", "pinthong_4", id="with the word phase"),
        pytest.param("ดับเบิ้ลยู เอช เอ อีสเทิร์น ซีบอร์ด ๓", "wha_esie_3", id="letters spelt out"),
        pytest.param("เหมราช ระยอง 36", "wha_rayong_36", id="an old name"),
        pytest.param("WHA ESIE4", "wha_esie_4", id="an abbreviation"),
        pytest.param("R.I.L.", "ril", id="with dots"),
        pytest.param("รถติดจากLCBไปท่าเรือ", "laem_chabang", id="a short name on the way"),
        pytest.param("อมตะนคร", "amata_city_chonburi", id="another old name"),
        pytest.param("บ้านหว้า ไฮเทค", "ban_wa_hitech", id="the other way round"),
        pytest.param("น้ำไม่ไหลที่ท่าเรือมาบตาพุด", "map_ta_phut_port", id="the port, not the estate beside it"),
        pytest.param("มาบตาพุด", "map_ta_phut", id="the estate, not the port beside it"),
        pytest.param("อมตะ ชลบุรี", "amata_city_chonburi", id="a group's name with the province"),
        pytest.param("นิคมเอเชีย ระยอง", "asia_rayong", id="another group's name with the province"),
        pytest.param("โรงงานผมที่ปิ่นทอง ระยองครับ", "pinthong_6", id="the only one of its group in the province"),
        pytest.param("レムチャバン工業団地", "laem_chabang", id="Japanese"),
        pytest.param("林查班工业区", "laem_chabang", id="Chinese"),
        pytest.param("นิคม\u200bบาง\u200bปู", "bangpoo", id="zero-width spaces"),
    ],
)
def test_the_ways_of_writing_a_name(finder: EstateFinder, text: str, estate_id: str) -> None:
    assert finder.find(text) == EstateMatch(estate_id=estate_id)


@pytest.mark.parametrize(
    ("text", "estate_id"),
    [
        ("นิคมลาดกะบัง", "lat_krabang"),
        ("นิคมลาดกระบงั", "lat_krabang"),
        ("ladkrabung", "lat_krabang"),
        ("Latkrabanng", "lat_krabang"),
        ("นิคมบางบู", "bangpoo"),
        ("นิคมบางซัน", "bang_chan"),
        ("นิคมเวลโกล", "wellgrow"),
        ("มาบตะพุด", "map_ta_phut"),
        ("นิคมมาบตะพด", "map_ta_phut"),
        ("นิคมแหลมฉบงั", "laem_chabang"),
        ("estate of Laem Chabank", "laem_chabang"),
        ("นิคมบางปะอืน", "bang_pa_in"),
        ("นิคมปิ่นธง 3", "pinthong_3"),
        ("นิคมอุตสาหกรรมอมตะซิตี้ ชลบุลี", "amata_city_chonburi"),
    ],
)
def test_a_misspelt_name_is_found(finder: EstateFinder, text: str, estate_id: str) -> None:
    assert finder.find(text) == EstateMatch(estate_id=estate_id)


LONG_ENOUGH_TO_MEND = [
    *("lat_krabang", "gemopolis", "samut_sakhon", "maharaj_nakhon", "gateway_city", "luckchai_mueang_yang"),
    *("laem_chabang", "map_ta_phut", "smart_park", "yamato", "udon_thani", "lpp_nakhon_sawan", "saha_rattana_nakorn"),
]


@few
@given(st.sampled_from(LONG_ENOUGH_TO_MEND), st.data())
def test_one_wrong_letter_in_a_long_name_is_forgiven(finder: EstateFinder, estate_id: str, data: st.DataObject) -> None:
    name = ESTATES[estate_id].name_th.removeprefix("นิคมอุตสาหกรรม")
    place = data.draw(st.sampled_from([at for at in range(1, len(name)) if name[at] != " "]), "place")
    before, rest = name[:place], name[place + 1 :]

    for written in (f"{before}{rest}", f"{before}ฬ{rest}", f"{before}ฬ{name[place]}{rest}"):
        assert finder.find(f"นิคม{written}") == EstateMatch(estate_id=estate_id), written


@halves
def test_most_names_are_found_however_they_are_written(finder: EstateFinder, half: int) -> None:
    rows = NAMED[half::2]

    assert len(NAMED) >= 150
    assert sum(finder.find(row["text"]) == EstateMatch(estate_id=row["estate"]) for row in rows) >= 0.9 * len(rows)


@pytest.mark.parametrize(
    ("text", "estate_id"),
    [
        pytest.param("ไฮเท กบินทร์", "hitech_kabin", id="half a compound misspelt, which alone is another estate"),
        pytest.param("ปิ่ทอง (แหลมฉบัง)", "pinthong_2_laem_chabang", id="the other half alone is another estate"),
        pytest.param("WHA Eastern Seaboard Industrial Estate 1", "wha_esie_1", id="the kind between name and number"),
        pytest.param("ปิ่นทองค์ 5", "pinthong_5", id="a silent letter too many"),
        pytest.param("นิคมเวลโกร", "wellgrow", id="a silent letter left out"),
        pytest.param("amatacity rayong", "amata_city_rayong", id="two names glued together"),
        pytest.param("บางชันไฟดับทั้งซอย", "bang_chan", id="an ordinary place, and the business of an estate"),
        pytest.param("マープタープット工業団地", "map_ta_phut", id="long vowels in kana"),
    ],
)
def test_a_name_is_read_as_a_whole(finder: EstateFinder, text: str, estate_id: str) -> None:
    assert finder.find(text) == EstateMatch(estate_id=estate_id)


# Several


@halves
def test_most_names_of_several_are_asked_about(finder: EstateFinder, half: int) -> None:
    rows = OF_SEVERAL[half::2]
    found = [finder.find(row["text"]) for row in rows]

    asked = [
        match.estate_id is None and set(row["among"]) <= set(match.candidates)
        for match, row in zip(found, rows, strict=True)
    ]
    assert sum(asked) >= 0.8 * len(rows)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("อมตะ", AMATA),
        ("น้ำไม่ไหลที่อมตะ", AMATA),
        ("จะไปอมตะ ต้องขึ้นทางด่วนไหน", AMATA),
        ("Amata City", {"amata_city_chonburi", "amata_city_rayong"}),
        ("安美德工业园", AMATA),
        ("WHA", WHA),
        ("นิคมเหมราช", WHA),
        ("WHA ชลบุรี", {"wha_chonburi_1", "wha_chonburi_2"}),
        ("WHA ESIE", WHA_SEABOARD),
        ("อีสเทิร์นซีบอร์ด", WHA_SEABOARD | {"eastern_seaboard_rayong"}),
        ("ปิ่นทอง", PINTHONG),
        ("นิคมปินทอง", PINTHONG),
        ("ปิ่นทอง 22", PINTHONG),
        ("นิคมโรจนะ", ROJANA),
        ("นิคมเอเซีย", ASIA),
        ("ทีเอฟดี", {"tfd_1", "tfd_2"}),
        ("บางปูกับบางพลี", {"bangpoo", "bang_phli"}),
        ("ปิ่นทอง กับ บางปู", PINTHONG | {"bangpoo"}),
    ],
)
def test_a_name_of_several_is_no_guess(finder: EstateFinder, text: str, candidates: set[str]) -> None:
    found = finder.find(text)

    assert found.estate_id is None
    assert set(found.candidates) == candidates


def test_those_to_choose_from_come_in_the_order_of_the_table(finder: EstateFinder) -> None:
    assert finder.find("บางปู และ ลาดกระบัง").candidates == ("lat_krabang", "bangpoo")
    assert finder.find("ลาดกระบัง และ บางปู").candidates == ("lat_krabang", "bangpoo")


def test_a_name_and_the_group_it_is_of_are_one_estate(finder: EstateFinder) -> None:
    assert finder.find("ปิ่นทองครับ หมายถึงปิ่นทอง 5") == EstateMatch(estate_id="pinthong_5")


@pytest.mark.parametrize("text", ["นิคมแถวอยุธยา", "นิคมในจังหวัดอยุธยามีที่ว่างไหม", "estates near Ayutthaya"])
def test_a_province_that_is_asked_about_gives_its_estates(finder: EstateFinder, text: str) -> None:
    assert the(finder.find(text)) == {"nakhon_luang", "bang_pa_in", "ban_wa_hitech", "saha_rattana_nakorn"}


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("นิคมแถวลำพูน", {"northern_lamphun", "world_lamphun"}),
        ("นิคมในสงขลา", {"southern_songkhla", "songkhla_sadao"}),
    ],
)
def test_a_province_asked_about_is_no_estate_of_its_name(finder: EstateFinder, text: str, candidates: set[str]) -> None:
    assert finder.find(text).estate_id is None
    assert set(finder.find(text).candidates) == candidates


@pytest.mark.parametrize("text", ["นิคมในชลบุรี", "estates in Rayong", "นิคมในเชียงใหม่"])
def test_a_province_with_too_many_or_none_gives_none(finder: EstateFinder, text: str) -> None:
    count = Counter(estate.province_th for estate in ESTATES.values())

    assert {count["ชลบุรี"] > MOST_OF_A_PROVINCE, count["ระยอง"] > MOST_OF_A_PROVINCE, count["เชียงใหม่"] == 0} == {True}
    assert finder.find(text) == EstateMatch()


# None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "นิคม",
        "นิคมอุตสาหกรรมมีกี่แห่ง",
        "หลอมตะกั่ว",
        "โรงหลอมตะกั่วอยู่ไหน",
        "ทะเลอันดามันอมตะ",
        "เพลงอมตะ",
        "อมตะนิรันดร์",
        "ไปลำพูน",
        "อากาศลำพูนร้อน",
        "จ.ลำพูน",
        "อ.แก่งคอย",
        "อำเภอสะเดา",
        "ค่าไฟสะเดาะเคราะห์",
        "สภ.บางปู",
        "ร้านอาหารแถวสถานีบางพลี",
        "เจอกันที่ตลาดบ้านบึง",
        "บ้านบึงกาฬ",
        "ถนนโรจนะ",
        "สวนอุตสาหกรรมโรจนะ",
        "ธนาคารนครหลวงไทย",
        "การไฟฟ้านครหลวง",
        "ท่าเรือแหลมฉบัง",
        "น้ำไม่ไหล ที่ท่าเรือแหลมฉบัง",
        "Laem Chabang Port",
        "สนามบินสุวรรณภูมิ",
        "พระจอมเกล้าลาดกระบัง",
        "เอเชียตะวันออก",
        "นิคมพัฒนา",
        "นิคมสร้างตนเอง",
        "april",
        "what is this",
        "in april",
        "smart parking",
        "payment gateway error",
        "world map",
        "city",
        "0812345678",
    ],
)
def test_what_only_sounds_like_an_estate_is_none(finder: EstateFinder, text: str) -> None:
    assert finder.find(text) == EstateMatch()


@halves
def test_hardly_any_ordinary_sentence_or_other_place_names_an_estate(finder: EstateFinder, half: int) -> None:
    texts = OF_NONE[half::2]

    assert len(OF_NONE) >= 100
    assert sum(finder.find(text) != EstateMatch() for text in texts) <= 0.02 * len(texts)


# Whatever is written

PIECES = [
    *(name for estate in ESTATES.values() for name in (estate.name_th, estate.name_en, *names_of(estate))),
    *("นิคม", "นิคมอุตสาหกรรม", "industrial estate", "estate in ", "ท่าเรือ", " port", "โครงการ", "เฟส", "สอง", "2", "๓"),
    *("ที่", "ใน", "แถว", "ไป", "อยู่", "จังหวัด", "อ.", "โรงงาน", "น้ำไม่ไหล", "ครับ", "at ", " ", "\n", "(", ")", "-", "."),
    *("่", "้", "ํ", "ิ", "็", "ๆ", "😀", "\ud800", "ﬁ", "İ", "ｱﾞ"),
]
messages = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)


@settings(max_examples=200, deadline=None)
@given(messages | st.text(max_size=80))
def test_the_answer_is_one_estate_or_several_to_choose_from_or_none(finder: EstateFinder, text: str) -> None:
    found = finder.find(text)

    assert the(found) <= ESTATES.keys()
    assert found.estate_id is None or found.candidates == ()
    assert len(found.candidates) != 1
    assert list(found.candidates) == [estate_id for estate_id in ESTATES if estate_id in found.candidates]
    assert finder.find(text) == found


@settings(max_examples=150, deadline=None)
@given(messages, st.integers(0, 100), st.sampled_from("\u200b\u200d\ufeff\u00ad\u2060"))
@example("หลอมตะกั่ว", 2, "\u200b")
def test_a_sign_nobody_sees_changes_nothing(finder: EstateFinder, text: str, place: int, sign: str) -> None:
    assert finder.find(text[:place] + sign + text[place:]) == finder.find(text)


@settings(max_examples=150, deadline=None)
@given(messages)
def test_spaces_around_and_more_of_them_between_change_nothing(finder: EstateFinder, text: str) -> None:
    assert finder.find(f"  {text.replace(' ', '   ')} \n") == finder.find(text)


def test_a_message_of_the_greatest_length_is_read_in_good_time(finder: EstateFinder) -> None:
    assert the(finder.find("อมตะ" * 1250)) == AMATA
    assert finder.find("ก" * 5000) == EstateMatch()
    assert finder.find("น้ำไม่ไหล " * 490 + "ที่บางปู") == EstateMatch(estate_id="bangpoo")
