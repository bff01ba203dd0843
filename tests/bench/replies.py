"""From a customer's tap on "send" to the answer in local LINE, while twenty customers a second write.

On SQLite the processes are those of ``make run``: one bot, one worker, one clock; on PostgreSQL there are two workers.
The questions are clear ones: an unclear fragment waits for more of it, on purpose. Both ends are local LINE's own
clock: the event's and the answer's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

from intents.catalogue import Mode, load_catalogue
from intents.estates import load_estates
from intents.model import load
from intents.understand import Understander
from intents.understanding import Decision
from tests.bench.stage import ROUNDS, Stage
from tests.chaos.local_line import LocalLine
from tests.models import give_model
from tests.processes import Product

A_SECOND = 20
SECONDS = 12
CUSTOMERS = 100
HANDS = 4
"""Threads that type. One message keeps one of them busy for a few milliseconds."""
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Replies:
    """Medians over the rounds, in milliseconds, and how many answers they stand for."""

    p50: float
    p99: float
    worst: float
    answers: int


def measure(on: Stage, model: bytes) -> Replies:
    """Ask, wait for all answers, and look both up in the transcripts."""
    give_model(on.database_url, model)
    questions = _clear_questions(model)
    workers = 1 if on.database_url.startswith("sqlite") else 2
    with Product(on.reaper, on.database_url, on.redis_url, on.folder, workers=workers) as product:
        product.release()
        product.start()
        line = LocalLine(product.line_url)
        _ask(line, _people(line, "warm-up"), questions, 3)
        taken = [_round(line, str(number), questions) for number in range(ROUNDS)]
        line.close()
    cuts = [quantiles(one, n=100) for one in taken]
    return Replies(
        median(cut[49] for cut in cuts), median(cut[98] for cut in cuts), median(map(max, taken)), sum(map(len, taken))
    )


def _clear_questions(model: bytes) -> list[str]:
    """The catalogue's own questions that the bot answers at once with nothing but an answer."""
    catalogue = load_catalogue()
    understand = Understander(catalogue, load(model), load_estates()).understand
    answered = [intent for intent in catalogue.intents.values() if intent.mode is Mode.ANSWER]
    texts = [text for intent in answered for text in intent.examples["th"][:12]]
    return [text for text in texts if understand(text).decision is Decision.ANSWER and not understand(text).also]


def _people(line: LocalLine, name: str) -> list[str]:
    made = line.post("/customers", name=name, friend=True, count=CUSTOMERS)
    return [str(customer["id"]) for customer in made["customers"]]


def _round(line: LocalLine, name: str, questions: Sequence[str]) -> list[float]:
    people = _people(line, name)
    _ask(line, people, questions, SECONDS)
    return [taken for person in people for taken in _waits(line, person)]


def _ask(line: LocalLine, people: Sequence[str], questions: Sequence[str], seconds: float) -> None:
    """Everybody in turn, at an even pace; the next question of a customer comes seconds after their last."""
    began, numbers, faults = time.monotonic(), iter(range(int(A_SECOND * seconds))), list[Exception]()
    turn = threading.Lock()

    def type_on() -> None:
        try:
            while True:
                with turn:
                    number = next(numbers, None)
                if number is None:
                    return
                time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
                line.post(f"/customers/{people[number % len(people)]}/text", text=questions[number % len(questions)])
        except Exception as fault:  # noqa: BLE001 - handed to whoever waits
            faults.append(fault)
        finally:
            line.close()

    threads = [threading.Thread(target=type_on) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def _waits(line: LocalLine, person: str) -> list[float]:
    """Milliseconds from each question of a customer to the answer to it; every question must have one."""
    until = time.monotonic() + PATIENCE
    while True:
        said = line.get(f"/customers/{person}/messages")["messages"]
        asked = sum(one["from"] == "customer" for one in said)
        taken = list(_until_answered(said))
        if len(taken) == asked:
            return taken
        assert time.monotonic() < until, f"{asked} questions, {len(taken)} answers"
        time.sleep(0.2)


def _until_answered(said: Sequence[dict[str, str]]) -> Iterator[float]:
    """Questions that waited together are read together: one answer ends the wait of each."""
    waiting: list[datetime] = []
    for entry in said:
        at = datetime.fromisoformat(entry["at"])
        if entry["from"] == "customer":
            waiting.append(at)
        else:
            yield from ((at - asked_at).total_seconds() * 1000 for asked_at in waiting)
            waiting = []
