"""Control API, second half: webhooks, faults, quota, the clock, statistics. README.md lists all calls."""

from dataclasses import fields as names_of
from datetime import datetime, timedelta

from flask import Blueprint, Response, request

from bot.simulator import views
from bot.simulator.faults import KINDS, Fault, FaultError
from bot.simulator.fields import ControlProblem, Fields, chat_or_404, query_number, read
from bot.simulator.gate import answer
from bot.simulator.line import here
from bot.simulator.rates import Rate
from bot.simulator.state import THAI_TIME, EventRecord, Json
from bot.simulator.webhooks import Redelivery
from bot.simulator.wire import DeliveryFailed, encode

controls = Blueprint("controls", __name__)

_MANY_YEARS = timedelta(days=3660)


@controls.get("/events")
def list_events() -> Response:
    """The newest webhook events first, with every attempt to deliver them."""
    world, chat_id = here().world, request.args.get("chat")
    most = int(query_number("limit", 50))
    with world.lock:
        newest = (r for r in reversed(world.events.values()) if chat_id in (None, r.chat_id))
        return answer({"events": [_record_json(r) for r, _ in zip(newest, range(most), strict=False)]})


@controls.get("/events/<event_id>")
def show_event(event_id: str) -> Response:
    return answer(_record_json(_event(event_id)))


@controls.post("/events/<event_id>/redeliver")
def redeliver(event_id: str) -> Response:
    """Send an event again, ``times`` times at once; ``as_redelivery`` says what its flag tells the bot."""
    fields, record = read(), _event(event_id)
    times = fields.whole("times", 1)
    if not 1 <= times <= 50:
        raise ControlProblem(400, "times must be between 1 and 50")
    here().sender.send_aside([record.event], times=times, again=fields.flag("as_redelivery", default=True))
    return answer({}, 202)


@controls.post("/events/resend")
def resend() -> Response:
    """Send known events again in one request, in the order given."""
    fields = read()
    events = [_event(event_id).event for event_id in fields.texts("events")]
    here().sender.send_aside(events, again=fields.flag("as_redelivery", default=True))
    return answer({}, 202)


@controls.get("/webhooks")
def webhooks() -> Response:
    """What waits; with ``wait`` it waits until nothing does."""
    sender = here().sender
    idle = sender.wait_until_idle(query_number("wait"))
    return answer({**sender.status(), "idle": idle})


@controls.post("/webhooks/hold")
def hold() -> Response:
    here().sender.hold(_chat_named(read()))
    here().world.touch()
    return answer(here().sender.status())


@controls.post("/webhooks/release")
def release() -> Response:
    fields = read()
    here().sender.release(_chat_named(fields), backwards=fields.flag("backwards"), together=fields.flag("together"))
    here().world.touch()
    return answer(here().sender.status())


@controls.post("/webhooks/settings")
def webhook_settings() -> Response:
    """Change the bot's address or how failed webhooks are tried again."""
    fields, sender = read(), here().sender
    old = sender.redelivery
    try:
        sender.redelivery = Redelivery(
            enabled=fields.flag("redelivery", default=old.enabled),
            attempts=fields.whole("attempts", old.attempts),
            first_pause=fields.number("first_pause", old.first_pause),
            keeps_order=fields.flag("keeps_order", default=old.keeps_order),
        )
    except ValueError as error:
        raise ControlProblem(400, str(error)) from error
    sender.url = fields.text("url", sender.url)
    return answer(sender.status())


@controls.post("/webhooks/raw")
def raw_webhook() -> Response:
    """Send these very bytes, signed unless a signature is given, and tell how the bot answered."""
    fields = read()
    body = fields.bytes("base64") if "base64" in fields else fields.text("body").encode()
    return _sent(body, fields.maybe_text("signature"))


@controls.post("/webhooks/verify")
def verify_webhook() -> Response:
    """LINE's check without events."""
    return _sent(encode({"destination": here().world.config.bot_user_id, "events": []}), None)


@controls.post("/tokens/expire")
def expire_tokens() -> Response:
    """No reply token that is out now can be used any more."""
    world = here().world
    with world.lock:
        for token in world.reply_tokens.values():
            token.used = True
    return answer({})


@controls.get("/quota")
def quota() -> Response:
    return answer(views.quota_json(here()))


@controls.post("/quota")
def set_quota() -> Response:
    """Set ``limit`` (null: none) or ``used``, or ``use_up`` what is left of this month."""
    world, fields = here().world, read()
    with world.lock:
        if fields.mentions("limit"):
            world.quota = fields.maybe_whole("limit")
        if "used" in fields:
            world.used[world.month()] = fields.whole("used")
        if fields.flag("use_up"):
            world.used[world.month()] = max(world.quota or 0, world.used[world.month()])
        world.touch()
    return answer(views.quota_json(here()))


@controls.get("/faults")
def faults() -> Response:
    return answer({"faults": here().faults.listing(), "kinds": KINDS})


@controls.post("/faults")
def add_fault() -> Response:
    fields = read()
    fields.text("kind")
    try:
        number = here().faults.add(Fault(**fields.only(field.name for field in names_of(Fault))))
    except (FaultError, TypeError) as error:
        raise ControlProblem(400, str(error)) from error
    here().world.touch()
    return answer({"number": number}, 201)


@controls.delete("/faults")
def clear_faults() -> Response:
    here().faults.clear()
    here().world.touch()
    return answer({})


@controls.delete("/faults/<int:number>")
def remove_fault(number: int) -> Response:
    if not here().faults.remove(number):
        raise ControlProblem(404, "there is no such fault")
    here().world.touch()
    return answer({})


@controls.post("/rates")
def set_rate() -> Response:
    """Another rate limit for one call, such as ``POST /v2/bot/message/push``."""
    fields = read()
    try:
        rate = Rate(fields.number("calls"), fields.number("seconds", 1.0))
    except ValueError as error:
        raise ControlProblem(400, str(error)) from error
    here().rates.set(fields.text("endpoint"), rate)
    return answer({})


@controls.get("/clock")
def clock() -> Response:
    return answer(views.clock_json(here()))


@controls.post("/clock")
def move_clock() -> Response:
    """Set the offset, add to it, or go ``to`` a moment (Thai time unless it says otherwise)."""
    fields, world = read(), here().world
    with world.lock:
        world.move_clock(_offset(fields, world.offset))
    return answer(views.clock_json(here()))


@controls.get("/statistics")
def statistics() -> Response:
    return answer(views.statistics_json(here()))


@controls.post("/reset")
def reset() -> Response:
    here().reset()
    return answer({})


@controls.get("/changes")
def changes() -> Response:
    """For the page: the chats and lines that changed after a revision; waits until there is a change."""
    line, after = here(), query_number("after", -1)
    known_era = request.args.get("era", line.world.era)
    line.world.wait_for(lambda: line.world.revision > after or line.world.era != known_era, query_number("wait"))
    with line.world.lock:
        after = after if line.world.era == known_era else -1
        chats = [chat for chat in line.world.chats.values() if chat.revision > after]
        return answer(
            {
                "era": line.world.era,
                "revision": line.world.revision,
                "clock": views.clock_json(line),
                "quota": views.quota_json(line),
                "faults": line.faults.listing(),
                "webhooks": line.sender.status(),
                "bot": {"name": line.world.config.bot_name},
                "chats": [
                    {
                        **views.chat_json(line, chat),
                        "messages": [views.entry_json(e) for e in chat.entries if e.revision > after],
                    }
                    for chat in chats
                ],
            }
        )


def _offset(fields: Fields, now_at: timedelta) -> timedelta:
    try:
        if "to" in fields:
            goal = datetime.fromisoformat(fields.text("to"))
            goal = goal if goal.tzinfo else goal.replace(tzinfo=THAI_TIME)
            moved = goal - here().world.now() + now_at
        elif "advance_seconds" in fields:
            moved = now_at + timedelta(seconds=fields.number("advance_seconds"))
        else:
            moved = timedelta(seconds=fields.number("offset_seconds"))
    except (ValueError, OverflowError) as error:
        raise ControlProblem(400, "no such moment") from error
    if abs(moved) > _MANY_YEARS:
        raise ControlProblem(400, "the clock cannot be moved by more than ten years")
    return moved


def _event(event_id: str) -> EventRecord:
    record = here().world.events.get(event_id)
    if record is None:
        raise ControlProblem(404, "there is no such event")
    return record


def _record_json(record: EventRecord) -> Json:
    return {"event": record.event, "chat": record.chat_id, "attempts": record.attempts}


def _chat_named(fields: Fields) -> str | None:
    chat_id = fields.maybe_text("chat")
    return None if chat_id is None else chat_or_404(chat_id).id


def _sent(body: bytes, signature: str | None) -> Response:
    try:
        return answer({"status": here().sender.send_raw(body, signature)})
    except DeliveryFailed as failure:
        return answer({"status": None, "reason": str(failure)})
