"""Commands for those who keep the catalogue: ``python -m intents check | train | ask | evaluate``."""

import argparse
import json
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

from intents.catalogue import DEFAULT, Catalogue, CatalogueError, load_catalogue
from intents.encoder import Encoder, EncoderError, load_encoder
from intents.estates import EstateDataError, load_estates
from intents.evaluate import HELD_OUT, QuestionsError, ask_all, figures, read_questions, report
from intents.model import Figures, Model, ModelError, load
from intents.training import TrainingError, train
from intents.understand import Understander
from intents.understanding import Understanding

_DATA = Path(__file__).parent / "data"
_ASKED_FIELDS = ("intent", "decision", "confidence", "candidates", "also", "language", "estate", "estate_candidates")


class BarError(ValueError):
    """The file of the bar cannot be used; the message says where."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 if all is well, 1 if what it looked at is not good enough, 2 if it could not run."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (CatalogueError, ModelError, TrainingError, QuestionsError, EstateDataError, BarError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def check(options: argparse.Namespace) -> int:
    """Every fault of the catalogue, one a line; with --today also the answers that are due for review."""
    try:
        catalogue = load_catalogue(options.catalogue)
    except CatalogueError as error:
        print(error)
        return 1
    overdue = catalogue.past_review(options.today) if options.today else []
    for intent_id in overdue:
        print(f"{intent_id}.toml: the answer was to be reviewed by {_review_date(catalogue, intent_id)}: review it")
    print(f"{len(catalogue.intents)} intents, {_count_examples(catalogue)} examples, {catalogue.content_hash[:12]}")
    return 1 if overdue else 0


def train_to_file(options: argparse.Namespace) -> int:
    """Trains a model and writes it to --out."""
    artefact = train(load_catalogue(options.catalogue), _encoder(options))
    options.out.write_bytes(artefact)
    print(f"{options.out}: {len(artefact):,} bytes")
    _print_cross_validated(load(artefact).best.figures)
    return 0


def ask(options: argparse.Namespace) -> int:
    """Understands each line of standard input: JSON lines, or plain text at a terminal; 1 if a line was none."""
    _, understander = _understander(options, load_catalogue(options.catalogue))
    if sys.stdin.isatty():
        for text in _typed():
            print(_readable(understander.understand(text)))
        return 0
    status = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        row = _row(line)
        said = row.get("text")
        told: Mapping[str, object] = {"error": f'line {number} is not {{"id": …, "text": …}}'}
        if "id" in row and isinstance(said, str):
            told = _asked(understander.understand(said))
        else:
            status = 1
        print(json.dumps({"id": row.get("id"), **told}), flush=True)
    return status


def evaluate(options: argparse.Namespace) -> int:
    """Measures on questions kept apart; 1 if a figure is below the project's bar."""
    catalogue = load_catalogue(options.catalogue)
    model, understander = _understander(options, catalogue)
    figures_of_head = model.plain.figures if options.plain else model.best.figures
    questions = read_questions(options.questions)
    missing = sorted({question.intent for question in questions if question.intent} - catalogue.intents.keys())
    results = ask_all(questions, understander.understand, time.perf_counter)
    print(f"{options.questions.name}: {len(questions)} questions")
    if missing:
        print(f"not in the catalogue, so never right: {', '.join(missing)}")
    print("\n".join(report(results)), end="\n\n")
    _print_cross_validated(figures_of_head)
    shares = {name: share.value for name, share in figures(results).items()}
    failures = list(_below_bar(options.bar, {"questions": shares, "cross_validated": asdict(figures_of_head)}))
    print("\n".join(failures) if failures else "\nall figures meet the bar")
    return 1 if failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m intents", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run in (("check", check), ("train", train_to_file), ("ask", ask), ("evaluate", evaluate)):
        command = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        command.add_argument("--catalogue", type=Path, default=DEFAULT, help="folder of the catalogue")
        if name == "check":
            command.add_argument("--today", type=date.fromisoformat, help="also name answers past their review date")
        if name == "train":
            command.add_argument("--out", type=Path, required=True, help="where to write the model")
        if name != "check":
            command.add_argument("--plain", action="store_true", help="without the sentence encoder")
        if name in ("ask", "evaluate"):
            command.add_argument("--model", type=Path, help="a trained model; without it one is trained now")
        if name == "evaluate":
            command.add_argument("--questions", type=Path, default=HELD_OUT, help="JSON lines")
            command.add_argument("--bar", type=Path, default=_DATA / "bar.toml", help="least and most of each figure")
    return parser


def _understander(options: argparse.Namespace, catalogue: Catalogue) -> tuple[Model, Understander]:
    encoder = _encoder(options)
    model = load(options.model.read_bytes() if options.model else train(catalogue, encoder))
    return model, Understander(catalogue, model, load_estates(), encoder)


def _encoder(options: argparse.Namespace) -> Encoder | None:
    """The sentence encoder, unless it is not wanted or cannot be had: then that is said."""
    if options.plain:
        return None
    try:
        return load_encoder()
    except EncoderError as problem:
        print(f"without the sentence encoder: {problem}", file=sys.stderr)
        return None


def _row(line: bytes) -> Mapping[str, object]:
    """The object in a line; an empty one where there is none."""
    with suppress(ValueError, RecursionError):
        row = json.loads(line)
        return row if isinstance(row, dict) else {}
    return {}


def _asked(understood: Understanding) -> Mapping[str, object]:
    values = {field: getattr(understood, field) for field in (*_ASKED_FIELDS, "emergency")}
    return values | {"confidence": round(understood.confidence, 4)}


def _readable(understood: Understanding) -> str:
    told = [(field.name, getattr(understood, field.name)) for field in fields(understood)]
    return "\n".join(f"  {name:18}{value}" for name, value in told if value not in (None, (), False))


def _typed() -> Iterator[str]:
    print("Type a message; an empty line or Ctrl-D ends.")
    with suppress(EOFError):
        while text := input("> ").strip():
            yield text


def _below_bar(path: Path, measured: Mapping[str, Mapping[str, float | None]]) -> Iterator[str]:
    """The figures beyond the bar in ``path``; one that could not be measured is not judged."""
    for part, name, limit in _limits(path):
        if name not in measured.get(part, {}):
            raise BarError(f"{path.name}: there is no figure {name!r} in [{part}]: correct its spelling")
        value = measured[part][name]
        if value is not None and "least" in limit and value < limit["least"]:
            yield f"below the bar: {part} {name} is {value:.1%}, must be at least {limit['least']:.1%}"
        if value is not None and "most" in limit and value > limit["most"]:
            yield f"below the bar: {part} {name} is {value:.1%}, may be at most {limit['most']:.1%}"


def _limits(path: Path) -> Iterator[tuple[str, str, Mapping[str, float]]]:
    try:
        parts = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BarError(f"{path.name}: is not TOML in UTF-8: {error}") from error
    for part, limits in parts.items():
        for name, limit in limits.items():
            if not isinstance(limit, dict) or not limit.keys() <= {"least", "most"}:
                raise BarError(f"{path.name}: [{part}] {name} must be such as {{ least = 0.85 }} or {{ most = 0.08 }}")
            yield part, name, limit


def _print_cross_validated(measured: Figures) -> None:
    print(f"cross-validated on {measured.examples} examples of the catalogue")
    for name, value in asdict(measured).items():
        if name != "examples":
            print(f"  {name:24}{value:6.1%}")


def _review_date(catalogue: Catalogue, intent_id: str) -> date | None:
    answer = catalogue.intents[intent_id].answer
    return answer.review_by if answer else None


def _count_examples(catalogue: Catalogue) -> int:
    said = [*(intent.examples for intent in catalogue.intents.values()), catalogue.out_of_scope]
    return sum(len(lines) for examples in said for lines in examples.values())


if __name__ == "__main__":
    sys.exit(main())
