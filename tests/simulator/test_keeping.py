"""What local LINE still knows after a restart."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.simulator import events
from bot.simulator.app import create_app
from bot.simulator.config import SimulatorConfig
from bot.simulator.keeping import Keeper, restore, snapshot
from bot.simulator.line import EXTENSION, Line
from bot.simulator.state import Chat, Media
from tests.simulator.bench import ListeningBot
from tests.simulator.test_content_and_menus import MENU, PICTURE

NOON = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


def new_line() -> Line:
    config = SimulatorConfig(channel_secret="s", channel_access_token="t", webhook_url="http://127.0.0.1/w")
    line: Line = create_app(config, clock=lambda: NOON, deliver=ListeningBot()).extensions[EXTENSION]
    return line


def lived_in() -> Line:
    """A local LINE with a chat, a picture, a menu, a moved clock and a used quota."""
    line = new_line()
    line.world.move_clock(timedelta(days=1))
    malee = line.world.add_chat(Chat("U" + "1" * 32, "มาลี", language="th", is_friend=True))
    line.phones.say(malee, [lambda i: events.text(i, "สวัสดี")])
    picture = Media(b"\x00\xff", "image/png", "image")
    line.phones.send_media(malee, lambda i: events.media(i, "image"), picture)
    menu_id = line.menus.create(MENU)
    line.menus.upload(menu_id, PICTURE, "image/png")
    line.menus.show_to_all(menu_id)
    line.menus.set_alias("first", menu_id, new=True)
    line.world.quota, line.world.used["2026-12"] = 300, 7
    return line


def test_everything_worth_keeping_comes_back() -> None:
    line = lived_in()
    saved = json.loads(json.dumps(snapshot(line)))
    again = new_line()

    restore(again, saved)

    ignoring = {"revision", "entries"}
    before, after = snapshot(line), snapshot(again)
    assert {k: v for k, v in after.items() if k != "chats"} == {k: v for k, v in before.items() if k != "chats"}
    for was, is_now in zip(before["chats"], after["chats"], strict=True):
        assert {k: v for k, v in is_now.items() if k not in ignoring} == {
            k: v for k, v in was.items() if k not in ignoring
        }
        assert [e["message"] for e in is_now["entries"]] == [e["message"] for e in was["entries"]]
    assert [media.data for media in again.world.media.values()] == [b"\x00\xff"]
    line.close()


def test_the_file_is_written_at_the_end_and_taken_up_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "line.json"
    keeper = Keeper(lived_in(), path)
    keeper.start()
    keeper.close()
    again = new_line()

    next_keeper = Keeper(again, path)
    next_keeper.start()
    next_keeper.close()

    assert [chat.name for chat in again.world.chats.values()] == ["มาลี"]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", ["[]", "{}", '{"version": 99}', "not json"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "line.json"
    path.write_text(content)

    with pytest.raises(ValueError, match=r".+"):
        Keeper(new_line(), path).start()
