"""The catalogue is loaded whole and sound, or every fault is named with its file, its line and what to do."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from intents.catalogue import Answer, Catalogue, CatalogueError, Mode, load_catalogue
from tests.intents.conftest import SMALL


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "catalogue")
    return tmp_path / "catalogue"


@pytest.fixture
def change(folder: Path) -> Callable[[str, str, str], None]:
    def change(name: str, old: str, new: str) -> None:
        path = folder / f"{name}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(folder)
    return [str(fault) for fault in refused.value.faults]


def test_the_shipped_catalogue_is_sound() -> None:
    catalogue = load_catalogue()

    assert len(catalogue.intents) >= 24
    assert catalogue.out_of_scope["th"]


def test_an_intent_is_read_with_all_it_holds(small_catalogue: Catalogue) -> None:
    intent = small_catalogue.intents["office_hours"]

    assert intent.mode is Mode.ANSWER_AND_HAND_OVER
    assert intent.answer == Answer(
        th="เปิดวันจันทร์ถึงศุกร์ค่ะ",
        en="We are open from Monday to Friday.",
        source_th="ตัวอย่างสำหรับทดสอบ",
        source_en="Example for tests",
        reviewed_on=date(2026, 11, 22),
        review_by=date(2027, 5, 22),
    )
    assert intent.related == ("water_supply", "greeting")
    assert intent.ask_en == "Please tell us which office."
    assert "เปิดกี่โมง" in intent.examples["th"]


def test_a_short_title_of_twenty_letters_is_kept_for_the_button(
    folder: Path, change: Callable[[str, str, str], None]
) -> None:
    change("water_supply", 'kind = "', f'short_th = "{"น้ำ" * 20}"\nkind = "')

    intent = load_catalogue(folder).intents["water_supply"]
    assert (intent.short_th, intent.short_en) == ("น้ำ" * 20, None)


def test_an_answer_that_states_no_fact_needs_no_source(folder: Path, change: Callable[[str, str, str], None]) -> None:
    change("office_hours", "source_th", "# source_th")
    change("office_hours", "source_en", "# source_en")

    answer = load_catalogue(folder).intents["office_hours"].answer
    assert answer is not None
    assert (answer.source_th, answer.source_en) == (None, None)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        pytest.param("water_supply", 'mode = "H"', 'mode = "X"', "water_supply.toml:8: mode 'X' is not one", id="mode"),
        pytest.param("water_supply", '"OPS*"', '"ฝบก."', "water_supply.toml:7: unit 'ฝบก.' is not one of", id="unit"),
        pytest.param("water_supply", '"L0"', '"L9"', "water_supply.toml:5: stage 'L9' is not one of", id="stage"),
        pytest.param("greeting", '"none"', '"nothing"', "greeting.toml:4: kind 'nothing' is not one of", id="kind"),
        pytest.param(
            "greeting", '"Greeting"', '" "', "greeting.toml:3: title_en is missing or empty", id="empty title"
        ),
        pytest.param(
            "greeting", 'id = "greeting"', 'id = "greet"', "greeting.toml:1: the id is 'greet'", id="other id"
        ),
        pytest.param(
            "greeting", "related", "relatd", "greeting.toml:10: 'relatd' is not a key we know", id="misspelt key"
        ),
        pytest.param(
            "water_supply",
            '["office_hours"]',
            '["office"]',
            "10: related names 'office', which is no intent",
            id="unknown related",
        ),
        pytest.param(
            "office_hours", '"greeting"]', '"office_hours"]', "10: related names the intent itself", id="own id"
        ),
        pytest.param(
            "water_supply", 'mode = "H"', 'mode = "A"', "water_supply.toml:8: mode A needs an [answer]", id="no answer"
        ),
        pytest.param("office_hours", "A+H", "H", "office_hours.toml:12: mode H has no [answer]", id="answer too many"),
        pytest.param(
            "office_hours", 'th = "เปิดวัน', 'th = "" # ', "12: the answer's th is missing or empty", id="no Thai answer"
        ),
        pytest.param(
            "office_hours",
            "2027-05-22",
            "2026-05-22",
            "office_hours.toml:18: review_by must be later than",
            id="reviewed after its end",
        ),
        pytest.param(
            "office_hours",
            "= 2027-05-22",
            '= "2027-05-22"',
            "18: review_by must be a date such as 2026-11-22",
            id="date in quotes",
        ),
        pytest.param("water_supply", "[ask]", "[asks]", "water_supply.toml:8: mode H needs [ask]", id="nothing to ask"),
        pytest.param("greeting", '"ดีจ้า"', '" "', "greeting.toml:15: the example ' ' has no words", id="empty example"),
        pytest.param(
            "greeting", '"ดีจ้า"', '"น้ำไม่ไหลลลล"', "also in greeting.toml as 'น้ำไม่ไหลลลล'", id="one example, two intents"
        ),
        pytest.param(
            "water_supply",
            '"น้ำประปา"',
            f'"{"น้ำ" * 21}"',
            "water_supply.toml:2: title_th has more than the 20 letters of a button: write short_th",
            id="title too long for a button",
        ),
        pytest.param(
            "water_supply",
            'kind = "',
            'short_en = "Water, and how it gets here"\nkind = "',
            "water_supply.toml:4: short_en has more than the 20 letters of a button: shorten it",
            id="short title too long",
        ),
        pytest.param(
            "water_supply",
            'kind = "',
            'short_th = ""\nkind = "',
            "4: short_th is empty: write it",
            id="empty short title",
        ),
        pytest.param(
            "office_hours", "source_en", "# source_en", "the answer's source_en is missing or empty", id="half a source"
        ),
        pytest.param(
            "greeting", "ja = [", "jp = [", "examples 'jp' must be a list under th, en, ja or zh", id="language"
        ),
    ],
)
def test_each_fault_is_named_with_file_line_and_remedy(
    folder: Path, change: Callable[[str, str, str], None], name: str, old: str, new: str, said: str
) -> None:
    change(name, old, new)

    assert any(said in fault for fault in faults_of(folder)), faults_of(folder)


def test_every_fault_is_named_at_once(folder: Path, change: Callable[[str, str, str], None]) -> None:
    change("water_supply", 'mode = "H"', 'mode = "X"')
    change("greeting", '"none"', '"nothing"')

    assert len(faults_of(folder)) == 2


def test_a_file_that_is_no_toml_says_where_to_look(folder: Path, change: Callable[[str, str, str], None]) -> None:
    change("greeting", '"ดีจ้า",', '"ดีจ้า')

    assert "greeting.toml: is not TOML" in faults_of(folder)[0]
    assert "line 15" in faults_of(folder)[0]


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "greeting.toml").write_bytes("ดีจ้า".encode("cp874"))

    assert "greeting.toml: is not UTF-8: save it again as UTF-8" in faults_of(folder)


def test_what_is_out_of_scope_must_be_given(folder: Path) -> None:
    (folder / "_out_of_scope.toml").unlink()

    assert any("_out_of_scope.toml: is missing" in fault for fault in faults_of(folder))


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    assert any("holds no .toml file" in fault for fault in faults_of(tmp_path))


def test_the_hash_depends_on_what_is_said_and_not_on_its_order(
    folder: Path, change: Callable[[str, str, str], None], small_catalogue: Catalogue
) -> None:
    change("greeting", '    "ดีจ้า",\n    "หวัดดีครับ",', '    "หวัดดีครับ",\n    "ดีจ้า",')
    change("greeting", 'id = "greeting"\n', "")
    change("greeting", "related = []", 'related = []\nid = "greeting"')
    assert load_catalogue(folder).content_hash == small_catalogue.content_hash

    change("greeting", '"ดีจ้า"', '"ดีจ้าา ทุกคน"')
    assert load_catalogue(folder).content_hash != small_catalogue.content_hash


def test_an_answer_is_past_review_from_the_day_after(small_catalogue: Catalogue) -> None:
    assert small_catalogue.past_review(date(2027, 5, 22)) == []
    assert small_catalogue.past_review(date(2027, 5, 23)) == ["emergency_report", "office_hours"]
