"""LINE's events are read one by one: whatever one of them holds, it is read or skipped, and its neighbours are kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events
from bot.events import Envelope, Event, Media, Place, Skipped, Tapped, Text
from bot.webhook import rows_of
from tests.bot.examples import VALID

NOW_MS = 1_795_400_000_000
EVENTS: list[dict[str, Any]] = [event for one in VALID for event in json.loads(one.body)["events"]]
KINDS = [f"{event['type']} {event.get('message', {}).get('type', '')}".strip() for event in EVENTS]

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["message", "text", "active", "user", "U" * 33, "12", "\x00", "\ud800", "../x", "0" * 32])
)  # fmt: skip
names = st.text(max_size=6) | st.sampled_from(
    ["type", "mode", "source", "userId", "groupId", "message", "id", "text", "replyToken", "postback", "data", "params",
     "status", "mention", "mentionees", "webhookEventId", "timestamp", "deliveryContext", "unsend", "messageId"]
)  # fmt: skip
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6), max_leaves=12
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every part of an event but its own top."""
    found = [here] if here else []
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        found += paths(part, (*here, name))
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy in which the part at ``path`` is another."""
    name, *rest = path
    copy = value.copy()
    copy[name] = put(value[name], tuple(rest), new) if rest else new
    return copy


@st.composite
def mutations(draw: st.DrawFn) -> dict[str, Any]:
    """A valid event in which up to three parts were changed for something else."""
    event = draw(st.sampled_from(EVENTS))
    for _ in range(draw(st.integers(1, 3))):
        event = put(event, draw(st.sampled_from(paths(event))), draw(anything))
    return event


def storable(value: str) -> bool:
    """Whether every database can hold it."""
    return "\x00" not in value and value.encode("utf-8", "replace").decode() == value


def held(reading: Event | Skipped) -> list[str]:
    """Every string that a reading takes out of an event."""
    if isinstance(reading, Skipped):
        return [reading.reason]
    happening = reading.happening
    own = [getattr(happening, name) for name in happening.__slots__]
    return [value for value in (*own, reading.reply_token) if isinstance(value, str)]


@settings(deadline=None, max_examples=60)
@given(anything)
def test_whatever_an_event_is_reading_it_never_fails(raw: Any) -> None:
    assert isinstance(events.envelope(raw, NOW_MS), Envelope | Skipped)
    if isinstance(raw, dict):
        assert isinstance(events.read(raw), Event | Skipped)


@settings(deadline=None, max_examples=60)
@given(mutations())
def test_a_damaged_event_is_read_or_skipped_and_what_is_read_can_be_stored(raw: dict[str, Any]) -> None:
    envelope, reading = events.envelope(raw, NOW_MS), events.read(raw)

    assert all(map(storable, held(reading)))
    if isinstance(envelope, Envelope):
        assert storable(envelope.event_id + envelope.kind + envelope.conversation_key)
        assert len(envelope.event_id) <= 64
        assert len(envelope.conversation_key) <= 80
        assert 0 < envelope.occurred_ms <= NOW_MS + events.AHEAD_MS


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(EVENTS) | mutations() | anything, max_size=5), st.integers(0, 5), anything)
def test_a_damaged_event_never_costs_its_neighbours(batch: list[Any], place: int, destination: Any) -> None:
    good = {**EVENTS[0], "webhookEventId": "01NEIGHBOUR"}
    batch.insert(place, good)
    body = json.dumps({"destination": destination, "events": batch}).replace("NaN", "1").replace("Infinity", "1")

    rows = rows_of(body.encode(), NOW_MS)
    (row,) = [row for row in rows if row["event_id"] == "01NEIGHBOUR"]
    assert json.loads(row["body"])["event"]["message"] == good["message"]


def nested(depth: int) -> bytes:
    """An event of this depth, and a good one after it."""
    deep = json.dumps({**EVENTS[0], "webhookEventId": "01DEEP", "message": "?"})
    return f'{{"events":[{deep},{json.dumps(EVENTS[0])}]}}'.replace('"?"', "[" * depth + "]" * depth).encode()


@pytest.mark.parametrize(("depth", "kept"), [(5, True), (14, True), (16, False), (300, False), (800, False)])
def test_an_event_nested_beyond_reason_does_not_cost_its_neighbours(depth: int, kept: bool) -> None:
    found = [row["event_id"] for row in rows_of(nested(depth), NOW_MS)]

    assert found == ["01DEEP"] * kept + [EVENTS[0]["webhookEventId"]]


def test_near_the_end_of_the_stack_a_webhook_is_read_or_dropped_and_never_a_fault() -> None:
    outcomes = set()
    for depth in range(850, 1050):
        try:
            outcomes.add(len(rows_of(nested(depth), NOW_MS)))
        except ValueError as problem:
            outcomes.add(str(problem))

    assert outcomes == {1, "nested too deep"}


@pytest.mark.parametrize("digits", [30, 5_000])
def test_a_number_beyond_reason_never_costs_its_neighbours(digits: int) -> None:
    body = json.dumps({"events": [{**EVENTS[0], "timestamp": 0, "webhookEventId": "01HUGE"}, EVENTS[0]]})
    rows = rows_of(body.replace('"timestamp": 0', f'"timestamp": {"9" * digits}').encode(), NOW_MS)

    assert [row["event_id"] for row in rows] == [EVENTS[0]["webhookEventId"]]


@pytest.mark.parametrize("name", ["webhookEventId", "type"])
@pytest.mark.parametrize("value", ["a\x00b", "", " ", "\n", "ก", "x" * 65, 7, None])
def test_an_event_without_a_usable_name_is_not_kept(name: str, value: object) -> None:
    assert isinstance(events.envelope({**EVENTS[0], name: value}, NOW_MS), Skipped)


@pytest.mark.parametrize("event", EVENTS, ids=KINDS)
def test_every_valid_event_is_kept_and_read_or_skipped_for_a_reason(event: dict[str, Any]) -> None:
    reading = events.read(event)

    assert isinstance(events.envelope(event, NOW_MS), Envelope)
    assert isinstance(reading, Event) or reading.reason.startswith(("not for us: ", "rich menu switch"))


def read(**changes: Any) -> Event | Skipped:
    return events.read({**EVENTS[0], **changes})


def read_message(**message: Any) -> Any:
    reading = read(message={"id": "1", **message})
    return reading.happening if isinstance(reading, Event) else reading


def test_what_has_no_reply_token_is_not_to_be_answered() -> None:
    assert read() == Event(Text("584210937650013107", EVENTS[0]["message"]["text"]), True, EVENTS[0]["replyToken"])
    for token in ("", "0" * 32, "f" * 32, None, 7, "a\x00b", "x" * 201):
        reading = read(replyToken=token)
        assert isinstance(reading, Event)
        assert (reading.active, reading.reply_token) == (False, None)


@pytest.mark.parametrize("mode", ["standby", "paused", ""])
def test_in_another_mode_than_active_we_are_silent(mode: str) -> None:
    reading = read(mode=mode)

    assert isinstance(reading, Event)
    assert not reading.active


@pytest.mark.parametrize("message_id", ["../../bot/info?x=", "", "1" * 33, "๑๒", "1\n", "1\x00"])
def test_an_id_that_is_no_number_never_gets_near_an_address(message_id: str) -> None:
    for event in (
        {"type": "message", "message": {"type": "image", "id": message_id}},
        {"type": "unsend", "unsend": {"messageId": message_id}},
        {"type": "messageEdited", "message": {"type": "text", "id": message_id, "text": "x"}},
    ):
        assert events.read({**EVENTS[0], **event}) == Skipped("bad message id")
    assert read_message(type="text", text="x", quotedMessageId=message_id) == Text("1", "x")


def test_a_place_needs_only_its_coordinates() -> None:
    assert read_message(type="location", latitude=13.75, longitude=100) == Place("1", 13.75, 100)
    assert read_message(type="location", latitude=91, longitude=0) == Skipped("a place that is not on Earth")
    assert read_message(type="location", latitude=float("inf"), longitude=0) == Skipped("a place that is not on Earth")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../../etc/cron.d/x\x00.pdf", "x\ufffd.pdf"),
        ("C:\\Windows\\ใบเสร็จ.pdf", "ใบเสร็จ.pdf"),
        ("/", ""),
        ("ก" * 300, "ก" * 200),
    ],
)
def test_a_file_name_is_never_a_path(name: str, shown: str) -> None:
    assert read_message(type="file", fileName=name, fileSize=-1) == Media("1", "file", file_name=shown)


@pytest.mark.parametrize(
    ("mention", "to_us"),
    [
        ({"mentionees": [{"type": "all"}, {"type": "user", "isSelf": True}]}, True),
        ({"mentionees": [{"type": "all"}]}, False),
        ({"mentionees": [{"isSelf": "true"}, 7, None, {"index": -5, "length": 9999}]}, False),
        ({"mentionees": {"isSelf": True}}, False),
        ("@bot", False),
    ],
)
def test_only_a_mention_of_ourselves_is_a_word_to_us(mention: object, to_us: bool) -> None:
    assert read_message(type="text", text="👍@x", mention=mention) == Text("1", "👍@x", to_us=to_us)


def test_the_parts_of_a_set_of_pictures_know_their_set() -> None:
    part = read_message(type="image", imageSet={"id": "S1", "index": 2, "total": 3})

    assert part == Media("1", "image", set_id="S1", set_total=3)
    assert read_message(type="image", imageSet={"id": "S1"}) == Media("1", "image", set_id="S1")
    for damaged in ({"id": 1, "total": True}, {"total": 3}, [], "S1", {"id": "S1", "total": -1}):
        assert read_message(type="image", imageSet=damaged).set_total == 0


def test_a_text_is_cut_at_what_line_lets_people_type() -> None:
    assert read_message(type="text", text="ก" * 300_000) == Text("1", "ก" * 5_000)


def test_only_a_tap_of_reasonable_size_is_read() -> None:
    def tap(data: str, **more: object) -> Event | Skipped:
        return read(type="postback", postback={"data": data, **more})

    reading = tap("v=1&a=menu")
    assert isinstance(reading, Event)
    assert reading.happening == Tapped("v=1&a=menu")
    assert tap("A" * 5_000) == Skipped("postback data too long")
    assert tap("to-b", params={"status": "SUCCESS"}) == Skipped("rich menu switched")
    assert tap("to-c", params={"status": "RICHMENU_NOTFOUND"}) == Skipped(events.SWITCH_FAILED)
    assert isinstance(tap("x", params={"__proto__": "1"}), Event)
