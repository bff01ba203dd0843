"""A text typed on the wrong keyboard layout is turned over when it is surely one, and never otherwise."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

from intents.catalogue import Catalogue
from intents.layout import TO_ENGLISH, TO_THAI, fix_layout
from intents.spelling import sanitise


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("l;ylfu", "สวัสดี"),
        ("ohew,jws]", "น้ำไม่ไหล"),
        ("-v.[gliH0fh;p8jt", "ขอใบเสร็จด้วยค่ะ"),
        ("wafy[mujox'xk'3^", None),  # not Thai either
        ("้ำสสน", "hello"),
        ("ไ้ำพำ รห ะ้ำ นดดรแำ", "where is the office"),
        ("IR-2567-0012", None),
        ("PM2.5", None),
        ("ISO14001", None),
        ("thx", None),
        ("nam mai lai", None),
        ("e-PP login", None),
        ("น้ำไม่ไหล", None),
        ("asdf@example.com", None),
        ("https://ieat.go.th/fl;y", None),
        ("", None),
        ("😀😀😀😀", None),
    ],
)
def test_fix_layout(typed: str, meant: str | None) -> None:
    assert fix_layout(typed) == meant


def test_plain_english_is_left_alone() -> None:
    summaries = {str(package.metadata["Summary"]) for package in distributions()}

    assert [line for line in summaries if fix_layout(line)] == []


def examples(catalogue: Catalogue, language: str) -> list[str]:
    listed = [intent.examples.get(language, ()) for intent in catalogue.intents.values()]
    return [text for lines in (*listed, catalogue.out_of_scope.get(language, ())) for text in lines]


def test_nothing_that_customers_say_is_turned_over(shipped: Catalogue) -> None:
    said = [text for language in ("th", "en", "ja", "zh") for text in examples(shipped, language)]

    assert [text for text in said if fix_layout(text) is not None] == []


@pytest.mark.parametrize(("language", "keys", "least"), [("th", TO_ENGLISH, 0.95), ("en", TO_THAI, 0.85)])
def test_what_customers_say_is_found_again_on_the_wrong_layout(
    shipped: Catalogue, language: str, keys: dict[int, int], least: float
) -> None:
    # A number alone is the same on a keypad, and Thai text with Latin letters in it has no one layout.
    of_one_script = re.compile(r"[^a-zA-Z\d]+" if language == "th" else r"[^\u0e00-\u0e7f\d]+")
    said = [text for text in examples(shipped, language) if of_one_script.fullmatch(text)]

    meant = [fix_layout(text.translate(keys)) for text in said]

    assert len(said) > 1000
    assert sum(found == sanitise(text) for found, text in zip(meant, said, strict=True)) >= least * len(said)
    assert sum(found not in (None, sanitise(text)) for found, text in zip(meant, said, strict=True)) <= 0.01 * len(said)


def test_the_keys_are_those_pythainlp_knows(tmp_path: Path) -> None:
    program = "import json; from pythainlp.util.keyboard import EN_TH_KEYB_PAIRS as keys; print(json.dumps(keys))"
    away_from_home = os.environ | {"PYTHAINLP_READ_ONLY": "1", "HOME": str(tmp_path)}
    printed = subprocess.run([sys.executable, "-c", program], env=away_from_home, capture_output=True, check=True)

    # It leaves the digit 1 out, and has two signs of its own for keys that type no Thai letter.
    theirs = {key: char for key, char in json.loads(printed.stdout).items() if key not in "`~"}
    assert {chr(key): chr(char) for key, char in TO_THAI.items() if chr(key) in theirs} == theirs
