"""Control API: what a customer or a group does. README.md beside this file lists all calls.

The blueprint is there twice, under ``/customers`` and under ``/groups``.
"""

from functools import partial

from flask import Blueprint, Response, request

from bot.simulator import events, views
from bot.simulator.fields import ControlProblem, Fields, chat_or_404, query_number, read
from bot.simulator.gate import answer
from bot.simulator.line import here
from bot.simulator.phones import Act, Draft
from bot.simulator.state import Chat, Json, Media

acts = Blueprint("acts", __name__)

_MEDIA_TYPES = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/x-m4a", "file": "application/octet-stream"}


@acts.get("/<chat_id>")
def show(chat_id: str) -> Response:
    return answer(views.chat_json(here(), chat_or_404(chat_id)))


@acts.get("/<chat_id>/messages")
def transcript(chat_id: str) -> Response:
    """Lines after number ``after``; with ``wait`` it waits until there is one. ``from`` keeps one side."""
    chat, world = chat_or_404(chat_id), here().world
    after, side = query_number("after"), request.args.get("from")

    def newer() -> list[Json]:
        return [views.entry_json(e) for e in chat.entries if e.number > after and side in (None, e.side)]

    world.wait_for(lambda: bool(newer()), query_number("wait"))
    with world.lock:
        return answer({"count": chat.count, "messages": newer()})


@acts.post("/<chat_id>/text")
def say(chat_id: str) -> Response:
    fields = read()
    words = fields.texts("texts") if "texts" in fields else [fields.text("text")]
    how = fields.text("as", "burst")
    if how not in {"burst", "batch"} or not words:
        raise ControlProblem(400, "texts must not be empty, and as must be burst or batch")
    drafts = [_text_draft(fields, one) for one in words]
    done = here().phones.say(chat_or_404(chat_id), drafts, author=_author(chat_id, fields), batch=how == "batch")
    return answer({"events": [views.act_json(act) for act in done]}, 201)


@acts.post("/<chat_id>/sticker")
def sticker(chat_id: str) -> Response:
    fields = read()
    draft = partial(
        events.sticker,
        package_id=fields.text("package_id", "11537"),
        sticker_id=fields.text("sticker_id", "52002738"),
        resource_type=fields.text("resource_type", "ANIMATION"),
        keywords=fields.texts("keywords") if "keywords" in fields else [],
        words=fields.maybe_text("text"),
    )
    return _said(chat_id, fields, draft)


@acts.post("/<chat_id>/location")
def location(chat_id: str) -> Response:
    fields = read()
    draft = partial(
        events.location,
        latitude=fields.number("latitude"),
        longitude=fields.number("longitude"),
        title=fields.maybe_text("title"),
        address=fields.maybe_text("address"),
    )
    return _said(chat_id, fields, draft)


@acts.post("/<chat_id>/media")
def media(chat_id: str) -> Response:
    """A picture, film, sound or file; its bytes in base64, or the address of another server."""
    fields = read()
    kind = fields.text("type")
    if kind not in _MEDIA_TYPES:
        raise ControlProblem(400, f"type must be one of {', '.join(_MEDIA_TYPES)}")
    external = fields.maybe_text("external_url")
    content = None if external is not None else _media(fields, kind)
    draft: Draft
    if kind == "file":
        size = len(content.data) if content is not None else 0
        draft = partial(events.file, name=fields.text("file_name", "file"), size=fields.whole("file_size", size))
    else:
        draft = partial(events.media, kind=kind, duration=fields.maybe_whole("duration"), external_url=external)
    act = here().phones.send_media(chat_or_404(chat_id), draft, content, author=_author(chat_id, fields))
    return _one(act)


@acts.post("/<chat_id>/postback")
def postback(chat_id: str) -> Response:
    fields = read()
    act = here().phones.tap(
        chat_or_404(chat_id),
        fields.text("data"),
        shown=fields.maybe_text("display_text"),
        params=fields.record("params"),
        author=_author(chat_id, fields),
    )
    return _one(act)


@acts.post("/<chat_id>/switch-menu")
def switch_menu(chat_id: str) -> Response:
    """Tap a rich menu's switch to another menu, named by its alias."""
    fields, chat, line = read(), chat_or_404(chat_id), here()
    alias = fields.text("alias")
    known = {pair["richMenuAliasId"]: pair["richMenuId"] for pair in line.menus.aliases()}
    params = {"status": "RICHMENU_ALIAS_ID_NOTFOUND"}
    if alias in known:
        params = {"newRichMenuAliasId": alias, "status": "SUCCESS"}
        with line.world.changing(chat):
            chat.rich_menu_id = known[alias]
    return _one(line.phones.tap(chat, fields.text("data"), params=params))


@acts.post("/<chat_id>/follow")
def follow(chat_id: str) -> Response:
    return _one(here().phones.follow(_customer(chat_id)))


@acts.post("/<chat_id>/unblock")
def unblock(chat_id: str) -> Response:
    return _one(here().phones.follow(_customer(chat_id)))


@acts.post("/<chat_id>/block")
def block(chat_id: str) -> Response:
    return _one(here().phones.block(_customer(chat_id)))


@acts.post("/<chat_id>/join")
def join(chat_id: str) -> Response:
    return _one(here().phones.join(_group(chat_id)))


@acts.post("/<chat_id>/leave")
def leave(chat_id: str) -> Response:
    return _one(here().phones.leave(_group(chat_id)))


@acts.post("/<chat_id>/unsend")
def unsend(chat_id: str) -> Response:
    return _one(here().phones.unsend(chat_or_404(chat_id), read().text("message_id")))


@acts.post("/<chat_id>/edit")
def edit(chat_id: str) -> Response:
    fields = read()
    return _one(here().phones.edit(chat_or_404(chat_id), fields.text("message_id"), fields.text("text")))


@acts.post("/<chat_id>/swap-next")
def swap_next(chat_id: str) -> Response:
    """The next two webhooks of this chat arrive in the wrong order."""
    here().phones.swap_next_two(chat_or_404(chat_id))
    return answer({})


def _customer(chat_id: str) -> Chat:
    chat = chat_or_404(chat_id)
    if chat.is_group:
        raise ControlProblem(409, "this is a group")
    return chat


def _group(chat_id: str) -> Chat:
    chat = chat_or_404(chat_id)
    if not chat.is_group:
        raise ControlProblem(409, "this is not a group")
    return chat


def _text_draft(fields: Fields, words: str) -> Draft:
    quoted = fields.maybe_text("quoted_message_id")
    if not fields.flag("mention_bot"):
        return partial(events.text, words=words, quoted=quoted)
    config = here().world.config
    tagged, mention = events.mention_bot(words, config.bot_name, config.bot_user_id)
    return partial(events.text, words=tagged, mention=mention, quoted=quoted)


def _media(fields: Fields, kind: str) -> Media:
    return Media(
        fields.bytes("base64"),
        fields.text("content_type", _MEDIA_TYPES[kind]),
        kind,
        not_ready=fields.whole("not_ready", 0),
        transcoding_fails=fields.flag("transcoding_fails"),
    )


def _author(chat_id: str, fields: Fields) -> str | None:
    """Who speaks: in a group the member named ``from``, or nobody LINE may name."""
    member = fields.maybe_text("from")
    chat = chat_or_404(chat_id)
    if member is not None and member not in chat.members:
        raise ControlProblem(409, "from is not a member of this group")
    return member


def _said(chat_id: str, fields: Fields, draft: Draft) -> Response:
    (act,) = here().phones.say(chat_or_404(chat_id), [draft], author=_author(chat_id, fields))
    return _one(act)


def _one(act: Act) -> Response:
    return answer({"events": [views.act_json(act)]}, 201)
