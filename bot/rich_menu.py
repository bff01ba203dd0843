"""The rich menu: drawn by us, uploaded by ``python -m bot.rich_menu``. Six areas, the emergency one in red.

``--picture FILE`` only draws. Uploading again replaces the default menu and deletes the one of the same name.
"""

from __future__ import annotations

import argparse
import io
import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from bot.conversation import taps
from bot.line_client import LineClient
from bot.process import settings_or_exit

WIDTH, HEIGHT = 2500, 1686
COLUMNS, ROWS = 3, 2
NAME = "nikhom-desk"
CHAT_BAR = "เมนู / Menu"
INK, PAPER, LINE_COLOUR = "#12372a", "#f6f8f5", "#c9d4cc"
GREEN, RED = "#0a7a3b", "#b00020"


@dataclass(frozen=True, slots=True)
class Area:
    """One area: the two lines on it, the symbol, what a tap carries and says."""

    thai: str
    english: str
    symbol: str
    data: str
    colour: str = GREEN


AREAS = (
    Area("ถามคำถาม", "Ask a question", "question", taps.data("menu")),
    Area("แจ้งเรื่อง ร้องเรียน", "Report or complain", "pencil", taps.data("report")),
    Area("เรื่องของฉัน", "My tickets", "list", taps.data("tickets")),
    Area("คุยกับเจ้าหน้าที่", "Talk to a person", "person", taps.data("person")),
    Area("เหตุฉุกเฉิน", "Emergency", "alarm", taps.data("emergency"), RED),
    Area("ไทย / English", "Language", "language", taps.data("language")),
)


def menu() -> dict[str, Any]:
    """LINE's rich menu object."""
    width, height = WIDTH // COLUMNS, HEIGHT // ROWS
    return {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": True,
        "name": NAME,
        "chatBarText": CHAT_BAR,
        "areas": [
            {
                "bounds": {"x": n % COLUMNS * width, "y": n // COLUMNS * height, "width": width, "height": height},
                "action": {"type": "postback", "label": area.thai[:20], "data": area.data, "displayText": area.thai},
            }
            for n, area in enumerate(AREAS)
        ],
    }


def picture() -> bytes:
    """The menu's picture, a PNG below LINE's limit of one megabyte."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    for n, area in enumerate(AREAS):
        _draw_area(draw, area, n % COLUMNS * (WIDTH // COLUMNS), n // COLUMNS * (HEIGHT // ROWS))
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_area(draw: ImageDraw.ImageDraw, area: Area, left: int, top: int) -> None:
    width, height = WIDTH // COLUMNS, HEIGHT // ROWS
    draw.rectangle((left, top, left + width, top + height), outline=LINE_COLOUR, width=4)
    middle = left + width // 2
    _draw_symbol(draw, area, middle, top + 300)
    draw.text((middle, top + 570), area.thai, INK, _font("SemiBold", 96), anchor="mm")
    draw.text((middle, top + 700), area.english, "#4a5b51", _font("Regular", 62), anchor="mm")


def _draw_symbol(draw: ImageDraw.ImageDraw, area: Area, x: int, y: int) -> None:
    draw.ellipse((x - 150, y - 150, x + 150, y + 150), fill=area.colour)
    white = "#ffffff"
    match area.symbol:
        case "question":
            draw.text((x, y), "?", white, _font("Bold", 220), anchor="mm")
        case "alarm":
            draw.text((x, y), "!", white, _font("Bold", 220), anchor="mm")
        case "language":
            draw.text((x, y), "ก A", white, _font("Bold", 130), anchor="mm")
        case "person":
            draw.ellipse((x - 45, y - 90, x + 45, y), fill=white)
            draw.pieslice((x - 90, y + 15, x + 90, y + 195), 180, 360, fill=white)
        case "list":
            for row in (-60, 0, 60):
                draw.ellipse((x - 90, y + row - 12, x - 66, y + row + 12), fill=white)
                draw.rounded_rectangle((x - 45, y + row - 11, x + 90, y + row + 11), 10, fill=white)
        case "pencil":
            draw.polygon(
                [(x - 90, y + 90), (x - 76, y + 28), (x + 46, y - 92), (x + 92, y - 46), (x - 28, y + 76)], white
            )


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    file = files("fontpkg_sarabun") / "files" / f"Sarabun-{weight}.ttf"
    return ImageFont.truetype(io.BytesIO(file.read_bytes()), size)


def upload(line: LineClient) -> str:
    """Make this menu everybody's default and delete the earlier one. Returns its id."""
    earlier = line.rich_menus().get(NAME)
    made = line.make_rich_menu(menu(), picture())
    if earlier is not None:
        line.delete_rich_menu(earlier)
    return made


def main() -> None:
    """Draw, and upload unless only the picture is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bot.rich_menu", description=__doc__)
    parser.add_argument("--picture", type=Path, help="only draw, into this file")
    arguments = parser.parse_args()
    if arguments.picture:
        arguments.picture.write_bytes(picture())
        return
    settings = settings_or_exit()
    made = upload(LineClient(settings.line_channel_access_token, settings.line_api_host))
    sys.stdout.write(f"rich menu {made} is everybody's default\n")


if __name__ == "__main__":
    main()
