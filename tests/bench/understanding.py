"""Understanding beside simpler ways of doing it: the same lines to learn from, the same questions kept apart.

``python -m tests.bench.understanding MODEL`` measures in a process of its own, so that its memory is told too, and
writes one JSON object.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intents.understand import Understander

ROOT = Path(__file__).parents[2]
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """How one way of understanding did: shares of in-scope questions, and milliseconds for a message."""

    name: str
    first: float
    three: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Understood:
    """All of it; ``load`` of model and encoder in seconds, ``memory`` the most this process ever held, in MB."""

    questions: int
    ways: tuple[Way, ...]
    load: float
    memory: float


def measure(model: bytes) -> Understood:
    """Measure in another process, on one core of BLAS."""
    with TemporaryDirectory(prefix="nikhom-bench-") as place:
        file = Path(place) / "model.npz"
        file.write_bytes(model)
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.understanding", str(file)],
            cwd=ROOT, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"}, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout)
    return Understood(**told | {"ways": tuple(Way(**way) for way in told["ways"])})


Answer = Callable[[str], Sequence[str]]
"""The likeliest intents of a text, three or so, the likeliest first."""


def main() -> None:
    """Ours first: what the rivals need is imported after its memory was read."""

    from intents.catalogue import load_catalogue
    from intents.encoder import load_encoder
    from intents.estates import load_estates
    from intents.evaluate import HELD_OUT, read_questions
    from intents.model import load
    from intents.understand import Understander

    catalogue = load_catalogue()
    began = time.perf_counter()
    model, encoder = load(Path(sys.argv[1]).read_bytes()), load_encoder()
    took = time.perf_counter() - began
    ours = Understander(catalogue, model, load_estates(), encoder)
    questions = [(one.text, {one.intent, *one.also}) for one in read_questions(HELD_OUT) if one.intent]
    ways = [_measured("ours", _candidates(ours), questions)]
    memory = _most_held()
    plain = Understander(catalogue, model, load_estates())
    ways.append(
        _measured("ours, without the sentence encoder", lambda text: plain.understand(text).candidates, questions)
    )
    from tests.bench import simpler

    lines = [(text, one.id) for one in catalogue.intents.values() for texts in one.examples.values() for text in texts]
    ways += [_measured(name, learn(lines), questions) for name, learn in simpler.WAYS.items()]
    sys.stdout.write(json.dumps(asdict(Understood(len(questions), tuple(ways), took, memory))))


def _most_held() -> float:
    """In MB, since this program was begun; what getrusage tells may be of the process that began it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def _candidates(understander: Understander) -> Answer:
    return lambda text: understander.understand(text).candidates


def _measured(name: str, answer: Answer, questions: Sequence[tuple[str, set[str]]]) -> Way:
    for text, _ in questions[:20]:
        answer(text)
    taken, answers = [], []
    for _ in range(ROUNDS):
        answers = []
        for text, _ in questions:
            began = time.perf_counter()
            answers.append(answer(text))
            taken.append((time.perf_counter() - began) * 1000)
    first = sum(bool(set(said[:1]) & meant) for said, (_, meant) in zip(answers, questions, strict=True))
    three = sum(bool(set(said[:3]) & meant) for said, (_, meant) in zip(answers, questions, strict=True))
    cuts = quantiles(taken, n=100)
    return Way(name, first / len(questions), three / len(questions), cuts[49], cuts[98])


if __name__ == "__main__":
    main()
