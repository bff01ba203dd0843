"""The chat page: phones for people, with the tester's tools, and the pictures shown on them."""

from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, render_template, send_file

from bot.simulator.line import here

pages = Blueprint("pages", __name__)

_ELSEWHERE = "https: http://127.0.0.1:* http://localhost:*"  # pictures the bot points to
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        f"img-src 'self' data: {_ELSEWHERE}",
        f"media-src 'self' blob: {_ELSEWHERE}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
_WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
_SHOWN_INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/")


def protect(response: Response) -> Response:
    """Headers of every answer."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@pages.get("/")
def page() -> Response:
    response = make_response(render_template("chat.html", bot_name=here().world.config.bot_name))
    response.headers["Content-Security-Policy"] = POLICY
    return response


@pages.get("/fonts/Sarabun-<weight>.ttf")
def font(weight: str) -> Response:
    if weight not in _WEIGHTS:
        abort(404)
    return send_file(_fonts() / f"Sarabun-{weight}.ttf", mimetype="font/ttf", max_age=86_400)


@pages.get("/simulator/media/<message_id>")
def media(message_id: str) -> Response:
    """Bytes a customer sent; all but pictures, films and sounds as a download, so that no page of theirs runs here."""
    found = here().world.media.get(message_id)
    if found is None or found.gone:
        abort(404)
    return _untrusted(found.data, found.content_type)


@pages.get("/simulator/menu-picture/<rich_menu_id>")
def menu_picture(rich_menu_id: str) -> Response:
    menu = next((menu for menu in here().menus.listing() if menu.id == rich_menu_id), None)
    if menu is None or menu.picture is None:
        abort(404)
    return _untrusted(menu.picture, menu.picture_type)


def _untrusted(data: bytes, content_type: str) -> Response:
    inline = content_type.startswith(_SHOWN_INLINE)
    response = Response(data, content_type=content_type if inline else "application/octet-stream")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = "inline" if inline else "attachment"
    return response


def _fonts() -> Path:
    """Where the installed font package keeps its files; it is found without being imported."""
    spec = find_spec("fontpkg_sarabun")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package fontpkg-sarabun is not installed")
    return Path(spec.submodule_search_locations[0]) / "files"
