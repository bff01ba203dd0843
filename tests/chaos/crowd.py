"""Two hundred customers, each with twenty things to do on their phones. What each does is fixed by a seed.

They say what a catalogue knows, in its own examples; what it does not know; fragments in a burst; several things in one
webhook. They leave matters, cry for help, send pictures, stickers and places, and tap buttons.
"""

from __future__ import annotations

import base64
import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from intents.catalogue import Catalogue, Mode
from tests.chaos.books import Said
from tests.chaos.local_line import LocalLine
from tests.chaos.waiting import PATIENCE

EVENTS_EACH = 20
THREADS = 8
FRAGMENTS = ("คือ", "แบบว่า", "เมื่อวานน่ะ", "ที่หน้าโรงงาน", "เอ่อ", "อันนั้นแหละ")
UNKNOWN = ("ก็อันเดิมไง ที่ว่าๆ กันน่ะ", "อืมมม แบบนั้นแหละ", "ฝากดูให้ด้วยละกันนะ ตามที่เคยคุย")
ESTATES = ("บางปู", "มาบตาพุด", "ลาดกระบัง", "แหลมฉบัง")
WATER = "น้ำไม่ไหลตั้งแต่ตีห้า โรงงานหยุดทั้งไลน์แล้ว"
FIRE = "ไฟไหม้โรงงานข้างๆ นิคมมาบตาพุด ช่วยด้วย"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccff0bf1e00058202"
    "7f3d2cf1d40000000049454e44ae426082"
)
TAPS = ("v=1&a=menu", "v=1&a=tickets", "v=1&a=good", "v=1&a=person", "not=ours")


@dataclass(frozen=True, slots=True)
class Step:
    """One act on the phone: a call of local LINE's control API. A contact will be kept as ``kept_as``."""

    call: str
    kept_as: str
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """What is typed in this step, a webhook event each."""
        return self.body["texts"] if self.call == "text" else []

    @property
    def events(self) -> int:
        """How many webhook events it makes."""
        return len(self.texts) or 1


@dataclass(frozen=True, slots=True)
class Sent:
    """One webhook event that LINE was given to bring, and what is to be kept of it."""

    event_id: str
    said: Said


@dataclass(slots=True)
class Customer:
    """One customer: their script, and what they have sent so far, in order."""

    id: str
    friend: bool
    steps: list[Step]
    sent: list[Sent] = field(default_factory=list)

    def do(self, line: LocalLine, step: Step) -> None:
        """Do one step on the phone."""
        done = line.post(f"/customers/{self.id}/{step.call}", **step.body)["events"]
        for act, text in zip(done, step.texts or [""] * step.events, strict=True):
            name = act["message_id"] or act["event_id"]
            self.sent.append(Sent(act["event_id"], Said(name, step.kept_as, text)))

    def do_all(self, line: LocalLine) -> None:
        """Do every step, one right after the other."""
        for step in self.steps:
            self.do(line, step)


def make_crowd(catalogue: Catalogue, size: int, seed: int) -> list[Customer]:
    """``size`` customers, each with a script of exactly ``EVENTS_EACH`` events."""
    known = [
        example
        for intent in catalogue.intents.values()
        if intent.mode is not Mode.HAND_OVER
        for language in ("th", "en")
        for example in intent.examples.get(language, ())[:8]
    ]
    return [_customer(number, known, random.Random(f"{seed}/{number}")) for number in range(1, size + 1)]


def _customer(number: int, known: Sequence[str], die: random.Random) -> Customer:
    friend = number % 2 == 0
    steps = [] if friend else [Step("follow", "follow")]
    while (left := EVENTS_EACH - sum(step.events for step in steps)) > 0:
        story = die.choices(_STORIES, _WEIGHTS)[0](die, known)
        if sum(step.events for step in story) <= left:
            steps += story
    return Customer(f"U{number:032x}", friend, steps)


def says(*texts: str, how: str = "burst") -> Step:
    """Type these texts: a webhook for each, or one for all with ``how="batch"``."""
    return Step("text", "text", {"texts": list(texts), "as": how})


def _asks(die: random.Random, known: Sequence[str]) -> list[Step]:
    return [says(die.choice(known))]


def _asks_twice_in_one_webhook(die: random.Random, known: Sequence[str]) -> list[Step]:
    return [says(*die.sample(known, 2), how="batch")]


def _stammers(die: random.Random, known: Sequence[str]) -> list[Step]:
    return [says(*die.sample(FRAGMENTS, die.randint(2, 3)))]


def _mumbles(die: random.Random, known: Sequence[str]) -> list[Step]:
    return [says(die.choice(UNKNOWN))]


def _cries_for_help(die: random.Random, known: Sequence[str]) -> list[Step]:
    return [says(FIRE)]


def _leaves_a_matter(die: random.Random, known: Sequence[str]) -> list[Step]:
    details = f"ซอย {die.randint(1, 20)} แปลง {die.randint(1, 99)} ครับ"
    return [says(WATER), says(die.choice(ESTATES)), says(details), *_shows(die, known), says("ข้าม"), says("ยืนยัน")]


def _shows(die: random.Random, known: Sequence[str]) -> list[Step]:
    picture = base64.b64encode(PIXEL + die.randbytes(8)).decode()
    body = {"type": "image", "base64": picture, "content_type": "image/png", "not_ready": die.choice((0, 0, 1))}
    return [Step("media", "image", body)]


def _taps(die: random.Random, known: Sequence[str]) -> list[Step]:
    return [Step("postback", "tap", {"data": die.choice(TAPS)})]


def _sends_a_sticker_or_place(die: random.Random, known: Sequence[str]) -> list[Step]:
    place = {"latitude": 13.5, "longitude": 100.6, "title": "หน้าโรงงาน", "address": "สมุทรปราการ"}
    return [die.choice((Step("sticker", "sticker"), Step("location", "location", place)))]


_Story = Callable[[random.Random, Sequence[str]], list[Step]]
_TOLD: dict[_Story, int] = {
    _asks: 50, _asks_twice_in_one_webhook: 6, _stammers: 10, _mumbles: 6, _cries_for_help: 2, _leaves_a_matter: 8,
    _shows: 5, _taps: 8, _sends_a_sticker_or_place: 5,
}  # fmt: skip
_STORIES, _WEIGHTS = list(_TOLD), list(_TOLD.values())


class Rush:
    """The crowd on its phones: every customer's steps in order, the customers side by side.

    Args:
        handled: how many events the product has handled since it was set up. While more than ``most_open`` of the
            crowd's are not, everybody waits: nobody types for a minute at somebody who does not answer.
    """

    def __init__(
        self,
        line: LocalLine,
        crowd: Sequence[Customer],
        *,
        handled: Callable[[], int],
        most_open: int,
    ) -> None:
        self._line, self._handled, self._most_open = line, handled, most_open
        self._total = sum(len(customer.steps) for customer in crowd)
        self._done = self._given = 0
        self._moved = threading.Condition()
        self._faults: list[Exception] = []
        self._room = threading.Event()
        lanes = [crowd[n::THREADS] for n in range(THREADS)]
        work = [partial(self._type, lane) for lane in lanes] + [self._watch]
        self._threads = [threading.Thread(target=self._safely, args=(do,), daemon=True) for do in work]

    def start(self) -> None:
        self._handled_before = self._handled()
        for thread in self._threads:
            thread.start()

    def wait_for(self, share: float) -> None:
        """Wait until this share of all steps is done; fail when no step is done any more, for want of room or else."""
        with self._moved:
            while self._done < share * self._total:
                moved = self._moved.wait(PATIENCE)
                if self._faults:
                    raise self._faults[0]
                assert moved, f"the crowd has stopped at step {self._done} of {self._total}"

    def finish(self) -> None:
        self.wait_for(1.0)
        for thread in self._threads:
            thread.join()

    def _safely(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Exception as fault:  # noqa: BLE001 - raised where the crowd is waited for
            with self._moved:
                self._faults.append(fault)
                self._moved.notify_all()
            self._room.set()
        finally:
            self._line.close()

    def _type(self, lane: Sequence[Customer]) -> None:
        for customer, step in _in_turns(lane):
            self._room.wait()
            customer.do(self._line, step)
            with self._moved:
                self._done += 1
                self._given += step.events
                self._moved.notify_all()

    def _watch(self) -> None:
        while self._done < self._total and not self._faults:
            still_open = self._given - (self._handled() - self._handled_before)
            (self._room.set if still_open < self._most_open else self._room.clear)()
            time.sleep(0.1)


def _in_turns(lane: Sequence[Customer]) -> Iterable[tuple[Customer, Step]]:
    """Everybody's first step, then everybody's second, and so on."""
    for turn in range(EVENTS_EACH):
        for customer in lane:
            if turn < len(customer.steps):
                yield customer, customer.steps[turn]
