"""This package's way of understanding on somebody else's data: TrueVoice's Thai call-centre routing, destinations.

    python -m tests.bench.truevoice FOLDER

FOLDER holds the corpus' own ``train.csv`` and ``test.csv`` (TrueVoice "Mari", Apache-2.0, with PyThaiNLP's word
breaking; it is not part of this repository). Published on its test: LinearSVC macro-F1 0.869, BERT 0.87. The test
holds many lines twice, one of them 97 times, so that distinct texts are judged too.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import f1_score

from intents.catalogue import Catalogue, Intent, Mode
from intents.encoder import load_encoder
from intents.model import load
from intents.normalise import normalise
from intents.training import train

WANTED_MACRO_F1, WANTED_DISTINCT = 0.90, 0.86
NOTHING = {"th": ("สวัสดีครับ", "ขอบคุณครับ")}
"""A catalogue has lines out of scope; the corpus has none."""


@dataclass(frozen=True, slots=True)
class Routed:
    """How well calls were routed: over all lines of the test, and over its distinct texts."""

    lines: int
    macro_f1: float
    accuracy: float
    distinct: int
    distinct_accuracy: float


def measure(folder: Path) -> Routed:
    """Train on the corpus' training lines, route its test lines."""
    learned, tested = (_read(folder / f"{name}.csv") for name in ("train", "test"))
    encoder = load_encoder()
    judge = load(train(_catalogue(learned), encoder)).judge(encoder)
    routed = {text: judge.rank(text).intents[0] for text in {text for text, _ in tested}}
    meant, said = [label for _, label in tested], [routed[text] for text, _ in tested]
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, label in tested:
        votes[normalise(text)][label] += 1
    distinct = {normalise(text): routed[text] for text, _ in tested}
    right = [votes[text].most_common(1)[0][0] == label for text, label in distinct.items()]
    return Routed(
        len(tested),
        float(f1_score(meant, said, average="macro")),
        sum(one == other for one, other in zip(meant, said, strict=True)) / len(tested),
        len(right),
        sum(right) / len(right),
    )


def _read(file: Path) -> list[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [(row["texts"], row["destination"]) for row in csv.DictReader(rows)]


def _catalogue(lines: Sequence[tuple[str, str]]) -> Catalogue:
    """Each destination as an intent with the lines that go there as its examples."""
    examples: defaultdict[str, list[str]] = defaultdict(list)
    for text, label in lines:
        examples[label].append(text)
    return Catalogue({label: _intent(label, texts) for label, texts in examples.items()}, NOTHING, "truevoice")


def _intent(label: str, texts: Sequence[str]) -> Intent:
    said: Mapping[str, tuple[str, ...]] = {"th": tuple(texts)}
    return Intent(
        id=label, title_th=label, title_en=label, short_th=None, short_en=None, kind="inquiry", stage="L1",
        touchpoint="", unit="", mode=Mode.HAND_OVER, basis="", related=(), answer=None, ask_th=None, ask_en=None,
        examples=said,
    )  # fmt: skip


def main() -> int:
    """Print the figures; 1 if one is below what is wanted."""
    found = measure(Path(sys.argv[1]))
    sys.stdout.write(f"macro-F1 {found.macro_f1:.3f}, accuracy {found.accuracy:.3f} over {found.lines} lines\n")
    sys.stdout.write(f"accuracy {found.distinct_accuracy:.3f} over {found.distinct} distinct texts\n")
    return int(found.macro_f1 < WANTED_MACRO_F1 or found.distinct_accuracy < WANTED_DISTINCT)


if __name__ == "__main__":
    sys.exit(main())
