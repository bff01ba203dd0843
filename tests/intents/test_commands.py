"""The commands of those who keep the catalogue, as a process and in this one."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from intents.__main__ import main
from intents.catalogue import Catalogue
from intents.model import load
from tests.intents.conftest import SMALL

ROOT = Path(__file__).parent.parent.parent
ASK = ("ask", "--catalogue", str(SMALL))
FIELDS = ["id", "intent", "decision", "confidence", "candidates", "also", "language", "estate", "estate_candidates"]
NO_BAR = "[questions]\nfirst = { least = 0.0 }\n"

Ask = Callable[..., tuple[int, list[dict[str, object]], str]]


@pytest.fixture(scope="session")
def model(artefact: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with the model of the small catalogue."""
    file = tmp_path_factory.mktemp("model") / "small.npz"
    file.write_bytes(artefact)
    return str(file)


@pytest.fixture
def ask(model: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Asks lines, bytes as they are and anything else as JSON: the status, the answers, and what is said of a fault."""

    def ask(*lines: object) -> tuple[int, list[dict[str, object]], str]:
        given = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"".join(line + b"\n" for line in given))))
        status = main([*ASK, "--model", model])
        out, err = capsys.readouterr()
        return status, [json.loads(line) for line in out.splitlines()], err

    return ask


def a_question(identity: str, text: str, intent: str | None, **more: object) -> dict[str, object]:
    return {"id": identity, "text": text, "lang": "th", "intent": intent, **more}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    return status, *capsys.readouterr()


# ask


def test_each_line_has_its_answer_in_order(ask: Ask) -> None:
    status, answers, said = ask(
        {"id": "b", "text": "น้ำไม่ไหลที่บางปู"},
        {"id": "a", "text": "ขอทราบผลหวยงวดนี้"},
        {"id": 3, "text": "no water at Amata City"},
        {"id": "b", "text": "ไฟไหม้โรงงาน"},
    )

    assert (status, said) == (0, "")
    assert [list(answer) for answer in answers] == [[*FIELDS, "emergency"]] * 4
    assert [answer["id"] for answer in answers] == ["b", "a", 3, "b"]
    assert [answer["intent"] for answer in answers] == ["water_supply", None, "water_supply", "emergency_report"]
    assert [answer["decision"] for answer in answers] == ["answer", "hand_over", "answer", "answer"]
    assert [answer["emergency"] for answer in answers] == [False, False, False, True]
    assert [answer["language"] for answer in answers] == ["th", "th", "en", "th"]
    assert [answer["estate"] for answer in answers] == ["bangpoo", None, None, None]
    assert answers[2]["estate_candidates"] == ["amata_city_chonburi", "amata_city_rayong"]
    assert answers[3]["confidence"] == 1.0


def test_a_message_that_may_mean_two_things_is_asked_back(ask: Ask) -> None:
    _, (answer,), _ = ask({"id": "a", "text": "เปิดน้ำ"})

    assert answer["decision"] == "ask_which"
    assert set(answer["candidates"][:2]) == {"water_supply", "office_hours"}
    assert answer["intent"] == answer["candidates"][0]
    assert 0 < answer["confidence"] < 1


def test_two_needs_are_both_named(ask: Ask) -> None:
    _, (answer,), _ = ask({"id": "a", "text": "น้ำไม่ไหล แล้วก็เปิดกี่โมง"})

    assert {answer["intent"], answer["also"]} == {"water_supply", "office_hours"}


def test_nothing_asked_is_nothing_answered(ask: Ask) -> None:
    assert ask() == (0, [], "")


@pytest.mark.parametrize("text", ["", " ", "😀", "\u2028", "x" * 20_000, "บรรทัด\nใหม่"])
def test_any_text_has_an_answer(ask: Ask, text: str) -> None:
    status, (answer,), said = ask({"id": "a", "text": text})

    assert (status, said, answer["id"]) == (0, "", "a")


def test_half_a_surrogate_pair_comes_back_as_it_went_in(ask: Ask) -> None:
    status, (answer,), _ = ask(b'{"id": "\\ud83d", "text": "\\ud83d"}')

    assert (status, answer["id"]) == (0, "\ud83d")


@pytest.mark.parametrize(
    "line",
    [
        b"no json",
        b"",
        b"7",
        b"[]",
        b'"text"',
        b'{"id": "x"}',
        b'{"text": "x"}',
        b'{"id": "x", "text": null}',
        b'{"id": "x", "text": 7}',
        b'{"id": "x", "text": "\xb9\xe9\xd3"}',
        b"[" * 100_000,
    ],
    ids=lambda line: line[:30].decode("latin-1") or "blank",
)
def test_a_bad_line_is_named_in_its_place_and_the_others_are_answered(ask: Ask, line: bytes) -> None:
    good = {"id": "a", "text": "น้ำไม่ไหล"}

    status, answers, said = ask(good, good, line, good)

    assert (status, said) == (1, "")
    assert [answer.get("intent") for answer in answers] == ["water_supply", "water_supply", None, "water_supply"]
    assert answers[2]["error"] == 'line 3 is not {"id": …, "text": …}'


def test_a_bad_line_keeps_the_id_it_has(ask: Ask) -> None:
    _, answers, _ = ask({"id": "x"}, {"id": 7, "text": None}, {"text": "น้ำไม่ไหล"})

    assert [answer["id"] for answer in answers] == ["x", 7, None]
    assert all("error" in answer for answer in answers)


def test_ask_runs_as_a_process_in_any_locale(model: str) -> None:
    lines = '{"id": "ก", "text": "น้ำไม่ไหล"}\n{"id": "ข", "text": "หวยออกอะไร"}\n'.encode()

    done = subprocess.run(
        [sys.executable, "-m", "intents", *ASK, "--model", model],
        input=lines,
        capture_output=True,
        cwd=ROOT,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        timeout=60,
    )

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [(answer["id"], answer["decision"]) for answer in answers] == [("ก", "answer"), ("ข", "hand_over")]


def test_at_a_terminal_messages_are_typed_until_ctrl_d(model: str) -> None:
    ours, terminal = os.openpty()
    os.write(ours, "น้ำไม่ไหลที่บางปูเมื่อวาน ยื่นแบบ ข.1\n\x04".encode())

    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "intents", *ASK, "--model", model],
        stdin=terminal,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
    )
    os.close(ours)
    os.close(terminal)

    said = [line.split() for line in done.stdout.decode().splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert said[0][:3] == ["Type", "a", "message;"]
    assert ["estate", "bangpoo"] in said
    assert ["form", "ข.1"] in said
    assert ["date", "เมื่อวาน", "(relative)"] in said
    assert ["emergency", "False"] not in said


# check


def test_check_says_what_a_sound_catalogue_holds(capsys: pytest.CaptureFixture[str]) -> None:
    status, said, _ = run(capsys, "check", "--catalogue", str(SMALL))

    assert status == 0
    assert said.startswith("5 intents, 104 examples, ")


def test_check_names_every_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "catalogue")
    for name, old, new in [("water_supply", 'mode = "H"', 'mode = "X"'), ("greeting", '"none"', '"nothing"')]:
        file = folder / f"{name}.toml"
        file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")

    status, said, _ = run(capsys, "check", "--catalogue", str(folder))

    assert status == 1
    assert [line.split(" is not")[0] for line in said.splitlines()] == [
        "greeting.toml:4: kind 'nothing'",
        "water_supply.toml:8: mode 'X'",
    ]


def test_check_names_answers_past_their_review(capsys: pytest.CaptureFixture[str]) -> None:
    command = ("check", "--catalogue", str(SMALL), "--today")

    assert run(capsys, *command, "2027-05-22")[0] == 0
    status, said, _ = run(capsys, *command, "2027-05-23")
    assert status == 1
    assert said.splitlines()[:2] == [
        "emergency_report.toml: the answer was to be reviewed by 2027-05-22: review it",
        "office_hours.toml: the answer was to be reviewed by 2027-05-22: review it",
    ]


def test_check_runs_as_a_process(shipped: Catalogue) -> None:
    command = [sys.executable, "-m", "intents", "check"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{len(shipped.intents)} intents, ")


# train


@pytest.mark.parametrize(("plain", "heads"), [((), 2), (("--plain",), 1)], ids=["with the encoder", "plain"])
def test_train_writes_the_model_and_says_how_good_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, plain: tuple[str, ...], heads: int
) -> None:
    status, said, _ = run(capsys, "train", "--catalogue", str(SMALL), "--out", str(tmp_path / "new.npz"), *plain)

    model = load((tmp_path / "new.npz").read_bytes())
    assert status == 0
    assert len([head for head in (model.plain, model.meaning) if head]) == heads
    assert [line.split()[0] for line in said.splitlines()[1:]] == [
        *("cross-validated", "first", "three", "answered", "right", "out_of_scope_answered"),
    ]


# evaluate


@pytest.fixture
def evaluate(model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Evaluates questions against a bar."""

    def evaluate(*questions: dict[str, object], bar: str = NO_BAR) -> tuple[int, str, str]:
        asked, limits = tmp_path / "asked.jsonl", tmp_path / "bar.toml"
        asked.write_text("".join(f"{json.dumps(each)}\n" for each in questions), encoding="utf-8")
        limits.write_text(bar, encoding="utf-8")
        command = ("evaluate", "--catalogue", str(SMALL), "--model", model)
        return run(capsys, *command, "--questions", str(asked), "--bar", str(limits))

    return evaluate


RIGHT = a_question("in-1", "น้ำไม่ไหลเลยวันนี้", "water_supply", style="plain", estate=None)
SECOND = a_question("in-2", "เปิดน้ำ", "water_supply", style="slang")
STRANGE = a_question("oos-1", "ขอทราบผลหวยงวดนี้", None)


def test_evaluate_prints_the_figures(evaluate: Callable[..., tuple[int, str, str]]) -> None:
    status, said, _ = evaluate(RIGHT, SECOND, STRANGE)

    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert status == 0
    assert lines[0] == "asked.jsonl: 3 questions"
    assert "first 50.0% (1 of 2)" in lines
    assert "three 100.0% (2 of 2)" in lines
    assert "out_of_scope_answered 0.0% (0 of 1)" in lines
    assert "th 50.0% (1 of 2)" in lines[lines.index("first, by language") :]
    assert "slang 0.0% (0 of 1)" in lines[lines.index("first, by style") :]
    assert "cross-validated on 104 examples of the catalogue" in lines
    assert lines[-1] == "all figures meet the bar"


@pytest.mark.parametrize(
    ("bar", "said"),
    [
        ("first = { least = 0.51 }", "below the bar: questions first is 50.0%, must be at least 51.0%"),
        ("first = { most = 0.49 }", "below the bar: questions first is 50.0%, may be at most 49.0%"),
        ("first = { least = 0.5, most = 0.5 }", "all figures meet the bar"),
        ("three = { least = 1.0 }\nfirst = { least = 1.0 }", "below the bar: questions first is 50.0%, must be"),
        ("emergencies_seen = { least = 1.0 }", "all figures meet the bar"),  # nothing to judge by
    ],
)
def test_evaluate_fails_below_the_bar(evaluate: Callable[..., tuple[int, str, str]], bar: str, said: str) -> None:
    status, out, _ = evaluate(RIGHT, SECOND, STRANGE, bar=f"[questions]\n{bar}\n")

    assert out.splitlines()[-1].startswith(said)
    assert status == (0 if said == "all figures meet the bar" else 1)


def test_evaluate_holds_the_cross_validated_figures_to_the_bar_too(
    evaluate: Callable[..., tuple[int, str, str]],
) -> None:
    status, out, _ = evaluate(RIGHT, bar="[cross_validated]\nthree = { least = 0.999 }\n")

    assert status == 1
    assert "below the bar: cross_validated three is" in out


@pytest.mark.parametrize(
    ("bar", "said"),
    [
        ("[questions]\nfrist = { least = 0.5 }", "bar.toml: there is no figure 'frist' in [questions]"),
        ("[question]\nfirst = { least = 0.5 }", "bar.toml: there is no figure 'first' in [question]"),
        ("[questions]\nfirst = { lest = 0.5 }", "bar.toml: [questions] first must be such as"),
        ("[questions]\nfirst = 0.5", "bar.toml: [questions] first must be such as"),
        ("[questions", "bar.toml: is not TOML"),
    ],
)
def test_a_bar_that_would_let_everything_pass_is_refused(
    evaluate: Callable[..., tuple[int, str, str]], bar: str, said: str
) -> None:
    status, _, err = evaluate(RIGHT, bar=bar)

    assert status == 2
    assert err.startswith(said)


def test_evaluate_names_intents_that_the_catalogue_does_not_have(
    evaluate: Callable[..., tuple[int, str, str]],
) -> None:
    _, out, _ = evaluate(RIGHT, a_question("in-3", "ขอใบเสร็จ", "invoice_receipt"))

    assert "not in the catalogue, so never right: invoice_receipt\n" in out


def test_the_product_meets_its_own_bar(trained_model: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.npz").write_bytes(trained_model)
    command = [sys.executable, "-m", "intents", "evaluate", "--model", str(tmp_path / "model.npz")]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("held_out.jsonl: ")
    assert done.stdout.splitlines()[-1] == "all figures meet the bar"


# What cannot run


@pytest.mark.parametrize("command", ["train", "ask", "evaluate"])
def test_no_command_runs_on_a_faulty_catalogue(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    more = ["--out", str(tmp_path / "model.npz")] if command == "train" else []

    status, out, err = run(capsys, command, "--catalogue", str(tmp_path), *more)

    assert (status, out) == (2, "")
    assert "holds no .toml file: give the folder of the catalogue" in err


@pytest.mark.parametrize(
    ("option", "content", "said"),
    [
        ("--model", b"no model", "the model is damaged"),
        ("--model", None, "No such file"),
        ("--questions", b"no json\n", "file:1: "),
        ("--questions", "น้ำ".encode("cp874"), "file:1: "),
        ("--questions", None, "No such file"),
        ("--bar", None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    capsys: pytest.CaptureFixture[str], model: str, tmp_path: Path, option: str, content: bytes | None, said: str
) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)

    status, _, err = run(capsys, "evaluate", "--catalogue", str(SMALL), "--model", model, option, str(file))

    assert status == 2
    assert said in err


def test_a_model_of_another_catalogue_asks_for_training(capsys: pytest.CaptureFixture[str], model: str) -> None:
    status, _, err = run(capsys, "ask", "--model", model)

    assert status == 2
    assert "train it again with python -m intents train" in err


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["train"], ["check", "--today", "someday"]])
def test_what_is_no_command_is_told_how_to_use_it(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert "usage: python -m intents" in capsys.readouterr().err
