"""Rich menus: made, given a picture, then shown to everybody or to one customer, in that order."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from bot.simulator import identifiers
from bot.simulator.actions import RICH_MENU, action
from bot.simulator.counting import graphemes
from bot.simulator.pictures import PictureError, measure
from bot.simulator.problems import Problem, refuse_findings
from bot.simulator.shapes import Check, Finding, complain, find, flag, listing, record, text, whole
from bot.simulator.state import Json

MOST_MENUS = 1000
MOST_BYTES = 1_000_000
_ACTION = action(20, label_required=False, kinds=RICH_MENU)


def _is_wide(value: object, path: str, findings: list[Finding]) -> None:
    size = value.get("size") if isinstance(value, dict) else None
    if isinstance(size, dict):
        width, height = size.get("width"), size.get("height")
        if isinstance(width, int) and isinstance(height, int) and height and width / height < 1.45:
            complain(findings, "size", "The aspect ratio (width / height) must be at least 1.45")


MENU: Check = record(
    {
        "size": record({"width": whole(800, 2500), "height": whole(250, 2500)}),
        "selected": flag,
        "name": text(300, unit=graphemes),
        "chatBarText": text(14, unit=graphemes),
        "areas": listing(
            record(
                {
                    "bounds": record(
                        {
                            "x": whole(0, 2500),
                            "y": whole(0, 2500),
                            "width": whole(1, 2500),
                            "height": whole(1, 2500),
                        }
                    ),
                    "action": _ACTION,
                }
            ),
            0,
            20,
        ),
    },
    {},
    _is_wide,
)


@dataclass(slots=True)
class Menu:
    """A menu and, once it was uploaded, its picture."""

    id: str
    definition: Json
    picture: bytes | None = None
    picture_type: str = ""

    def as_json(self) -> Json:
        return {"richMenuId": self.id, **self.definition}


class RichMenus:
    """All menus of the channel, the default one, and the aliases."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._menus: dict[str, Menu] = {}
            self._aliases: dict[str, str] = {}
            self.default_id: str | None = None

    def put_back(self, menus: Sequence[Menu], default_id: str | None, aliases: Sequence[Json]) -> None:
        """Take up what was kept over a restart."""
        with self._lock:
            self._menus = {menu.id: menu for menu in menus}
            self.default_id = default_id
            self._aliases = {pair["richMenuAliasId"]: pair["richMenuId"] for pair in aliases}

    def create(self, definition: Json) -> str:
        refuse_findings(find(MENU, definition, ""))
        with self._lock:
            if len(self._menus) >= MOST_MENUS:
                raise Problem(400, "The maximum number of rich menus has been reached")
            menu = Menu(identifiers.rich_menu_id(), definition)
            self._menus[menu.id] = menu
            return menu.id

    def get(self, menu_id: str) -> Menu:
        with self._lock:
            menu = self._menus.get(menu_id)
        if menu is None:
            raise Problem(404, "Not found")
        return menu

    def listing(self) -> list[Menu]:
        with self._lock:
            return list(self._menus.values())

    def delete(self, menu_id: str) -> None:
        with self._lock:
            self.get(menu_id)
            del self._menus[menu_id]
            if self.default_id == menu_id:
                self.default_id = None

    def upload(self, menu_id: str, picture: bytes, content_type: str) -> None:
        """Give a menu its picture, once. It must have the menu's measures."""
        with self._lock:
            menu = self.get(menu_id)
            if menu.picture is not None:
                raise Problem(400, "An image has already been uploaded to the richmenu")
            if content_type not in {"image/png", "image/jpeg"}:
                raise Problem(415, f"The content type, {content_type}, is not supported")
            if len(picture) > MOST_BYTES:
                raise Problem(413, "Request Entity Too Large")
            try:
                measures = measure(picture)
            except PictureError as error:
                raise Problem(400, "The image is not a JPEG or PNG") from error
            size = menu.definition["size"]
            if measures != (size["width"], size["height"]):
                raise Problem(400, "The image size is not allowed for richmenu")
            menu.picture, menu.picture_type = picture, content_type

    def show_to_all(self, menu_id: str) -> None:
        with self._lock:
            self.default_id = self.ready(menu_id).id

    def ready(self, menu_id: str) -> Menu:
        """The menu, if it has its picture and may be shown."""
        menu = self.get(menu_id)
        if menu.picture is None:
            raise Problem(400, "must upload richmenu image before applying it to user")
        return menu

    def shown(self, linked_id: str | None) -> Menu | None:
        """What a customer sees: their own menu, else the default one."""
        with self._lock:
            return self._menus.get(linked_id or "") or self._menus.get(self.default_id or "")

    def set_alias(self, alias: str, menu_id: str, *, new: bool) -> None:
        with self._lock:
            self.ready(menu_id)
            if new and alias in self._aliases:
                raise Problem(400, "conflict richmenu alias id")
            if not new and alias not in self._aliases:
                raise Problem(404, "richmenu alias not found")
            self._aliases[alias] = menu_id

    def alias(self, alias: str) -> str:
        with self._lock:
            if alias not in self._aliases:
                raise Problem(404, "richmenu alias not found")
            return self._aliases[alias]

    def delete_alias(self, alias: str) -> None:
        with self._lock:
            self.alias(alias)
            del self._aliases[alias]

    def aliases(self) -> list[Json]:
        with self._lock:
            return [{"richMenuAliasId": alias, "richMenuId": menu} for alias, menu in self._aliases.items()]
