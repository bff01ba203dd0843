"""LINE's rich menu API."""

from flask import Blueprint, Response, request

from bot.simulator.gate import answer, guard, json_body
from bot.simulator.line import here
from bot.simulator.menus import MENU
from bot.simulator.problems import Problem, refuse_findings
from bot.simulator.shapes import find, listing, matching, record, text
from bot.simulator.state import Chat

menu_api = Blueprint("line_menus", __name__)
guard(menu_api)

_ALIAS = matching(r"[a-z0-9_-]{1,32}")
_USERS = listing(matching(r"U[0-9a-f]{32}"), 1, 500)


@menu_api.post("/v2/bot/richmenu")
def create() -> Response:
    return answer({"richMenuId": here().menus.create(json_body())})


@menu_api.post("/v2/bot/richmenu/validate")
def validate() -> Response:
    refuse_findings(find(MENU, json_body(), ""))
    return answer({})


@menu_api.get("/v2/bot/richmenu/list")
def menus() -> Response:
    return answer({"richmenus": [menu.as_json() for menu in here().menus.listing()]})


@menu_api.get("/v2/bot/richmenu/<rich_menu_id>")
def show(rich_menu_id: str) -> Response:
    return answer(here().menus.get(rich_menu_id).as_json())


@menu_api.delete("/v2/bot/richmenu/<rich_menu_id>")
def delete(rich_menu_id: str) -> Response:
    here().menus.delete(rich_menu_id)
    here().world.touch_all()
    return answer({})


@menu_api.post("/v2/bot/richmenu/<rich_menu_id>/content")
def upload(rich_menu_id: str) -> Response:
    here().menus.upload(rich_menu_id, request.get_data(), request.mimetype)
    here().world.touch_all()
    return answer({})


@menu_api.get("/v2/bot/richmenu/<rich_menu_id>/content")
def picture(rich_menu_id: str) -> Response:
    menu = here().menus.get(rich_menu_id)
    if menu.picture is None:
        raise Problem(404, "Not found")
    return Response(menu.picture, content_type=menu.picture_type)


@menu_api.post("/v2/bot/user/all/richmenu/<rich_menu_id>")
def set_default(rich_menu_id: str) -> Response:
    here().menus.show_to_all(rich_menu_id)
    here().world.touch_all()
    return answer({})


@menu_api.get("/v2/bot/user/all/richmenu")
def default() -> Response:
    default_id = here().menus.default_id
    if default_id is None:
        raise Problem(404, "no default richmenu")
    return answer({"richMenuId": default_id})


@menu_api.delete("/v2/bot/user/all/richmenu")
def cancel_default() -> Response:
    here().menus.default_id = None
    here().world.touch_all()
    return answer({})


@menu_api.post("/v2/bot/user/<user_id>/richmenu/<rich_menu_id>")
def link(user_id: str, rich_menu_id: str) -> Response:
    _link([user_id], here().menus.ready(rich_menu_id).id)
    return answer({})


@menu_api.get("/v2/bot/user/<user_id>/richmenu")
def linked(user_id: str) -> Response:
    chat = here().world.chats.get(user_id)
    if chat is None or chat.rich_menu_id is None:
        raise Problem(404, "the user has no richmenu")
    return answer({"richMenuId": chat.rich_menu_id})


@menu_api.delete("/v2/bot/user/<user_id>/richmenu")
def unlink(user_id: str) -> Response:
    _link([user_id], None)
    return answer({})


@menu_api.post("/v2/bot/richmenu/bulk/link")
def bulk_link() -> Response:
    body = json_body()
    refuse_findings(find(record({"richMenuId": text(100), "userIds": _USERS}), body, ""))
    _link(body["userIds"], here().menus.ready(body["richMenuId"]).id)
    return answer({}, 202)


@menu_api.post("/v2/bot/richmenu/bulk/unlink")
def bulk_unlink() -> Response:
    body = json_body()
    refuse_findings(find(record({"userIds": _USERS}), body, ""))
    _link(body["userIds"], None)
    return answer({}, 202)


@menu_api.post("/v2/bot/richmenu/alias")
def create_alias() -> Response:
    body = json_body()
    refuse_findings(find(record({"richMenuAliasId": _ALIAS, "richMenuId": text(100)}), body, ""))
    here().menus.set_alias(body["richMenuAliasId"], body["richMenuId"], new=True)
    return answer({})


@menu_api.get("/v2/bot/richmenu/alias/list")
def aliases() -> Response:
    return answer({"aliases": here().menus.aliases()})


@menu_api.get("/v2/bot/richmenu/alias/<alias>")
def show_alias(alias: str) -> Response:
    return answer({"richMenuAliasId": alias, "richMenuId": here().menus.alias(alias)})


@menu_api.post("/v2/bot/richmenu/alias/<alias>")
def update_alias(alias: str) -> Response:
    body = json_body()
    refuse_findings(find(record({"richMenuId": text(100)}), body, ""))
    here().menus.set_alias(alias, body["richMenuId"], new=False)
    return answer({})


@menu_api.delete("/v2/bot/richmenu/alias/<alias>")
def delete_alias(alias: str) -> Response:
    here().menus.delete_alias(alias)
    return answer({})


def _link(user_ids: list[str], menu_id: str | None) -> None:
    """Blockers and strangers are accepted and nothing happens, as at LINE."""
    world = here().world
    with world.lock:
        for chat in filter(None, map(world.chats.get, user_ids)):
            _link_one(chat, menu_id)


def _link_one(chat: Chat, menu_id: str | None) -> None:
    if chat.is_friend and not chat.is_blocked:
        with here().world.changing(chat):
            chat.rich_menu_id = menu_id
