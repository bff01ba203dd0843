"""Control API: who there is. README.md beside this file lists all calls."""

from collections.abc import Callable

from flask import Blueprint, Response

from bot.simulator import identifiers, views
from bot.simulator.fields import ControlProblem, Fields, chat_or_404, read
from bot.simulator.gate import answer
from bot.simulator.line import here
from bot.simulator.state import Chat

people = Blueprint("people", __name__)

MOST_AT_ONCE = 1000


@people.get("/customers")
def customers() -> Response:
    return _chats(lambda chat: not chat.is_group)


@people.get("/groups")
def groups() -> Response:
    return _chats(lambda chat: chat.is_group)


@people.post("/customers")
def create_customers() -> Response:
    fields = read()
    count = fields.whole("count", 1)
    if not 1 <= count <= MOST_AT_ONCE:
        raise ControlProblem(400, f"count must be between 1 and {MOST_AT_ONCE}")
    name = fields.text("name", "ลูกค้าทดลอง")
    made = [_new_customer(fields, name if count == 1 else f"{name} {n}") for n in range(1, count + 1)]
    return answer({"customers": [views.chat_json(here(), chat) for chat in made]}, 201)


@people.post("/groups")
def create_group() -> Response:
    fields = read()
    members = fields.texts("members")
    for member in members:
        chat_or_404(member)
    group = Chat(identifiers.random_group_id(), fields.text("name", "กลุ่มทดลอง"), members=members)
    here().world.add_chat(group)
    if fields.flag("join", default=True):
        here().phones.join(group)
    return answer({"group": views.chat_json(here(), group)}, 201)


def _chats(wanted: Callable[[Chat], bool]) -> Response:
    line = here()
    with line.world.lock:
        chats = [views.chat_json(line, chat) for chat in line.world.chats.values() if wanted(chat)]
    return answer({"chats": chats})


def _new_customer(fields: Fields, name: str) -> Chat:
    chat_id = fields.maybe_text("id") or identifiers.random_person_id()
    if not identifiers.is_person_id(chat_id) or chat_id in here().world.chats:
        raise ControlProblem(409, "id must be U and 32 hex digits, and new")
    chat = Chat(chat_id, name, language=fields.text("language", "th"), is_friend=fields.flag("friend", default=True))
    return here().world.add_chat(chat)
