"""What the trial chooses for whoever has chosen nothing, and what it leaves to whoever has."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from backend.settings import Settings, SettingsError
from bot.trial.choices import CannotStart, choose, read_environ
from bot.trial.redis_server import LONGEST_SOCKET_PATH, find_server, socket_path

LINE = {"LINE_CHANNEL_SECRET": "0" * 32, "LINE_CHANNEL_ACCESS_TOKEN": "t"}
OWN = {"DATABASE_URL": "postgresql://localhost/nikhom"}


def test_with_nothing_chosen_the_settings_are_complete(tmp_path: Path) -> None:
    settings = Settings.from_env(choose({}, tmp_path).environ)
    assert settings.database_url == f"sqlite:///{tmp_path}/nikhom.db"
    assert settings.redis_url == f"unix://{tmp_path}/redis.sock?db=0"
    assert settings.line_api_host == "http://127.0.0.1:8083"
    assert settings.trial


def test_secrets_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    assert choose({}, tmp_path).environ == choose({}, tmp_path).environ
    assert stat.S_IMODE((tmp_path / "trial.json").stat().st_mode) == 0o600


def test_two_trials_share_no_secret(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    one, two = (choose({}, folder).environ for folder in folders)
    for name in ("SECRET_KEY", "TRIAL_STAFF_PASSWORD", "LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN"):
        assert one[name] != two[name]


def test_a_damaged_file_of_secrets_is_named(tmp_path: Path) -> None:
    (tmp_path / "trial.json").write_text("{")
    with pytest.raises(CannotStart, match=r"trial\.json"):
        choose({}, tmp_path)


def test_a_real_line_channel_needs_no_local_line(tmp_path: Path) -> None:
    choices = choose(LINE, tmp_path)
    assert not choices.starts_line
    assert "LINE_API_HOST" not in choices.environ
    assert set(choices.ports) == {"BOT_PORT", "DESK_PORT"}


def test_a_redis_of_ones_own_is_used(tmp_path: Path) -> None:
    choices = choose({"REDIS_URL": "redis://localhost/3"}, tmp_path)
    assert not choices.starts_redis
    assert choices.environ["REDIS_URL"] == "redis://localhost/3"


@pytest.mark.parametrize(
    ("environ", "is_trial"),
    [
        ({}, True),
        (OWN, False),
        (OWN | LINE, False),
        (OWN | {"TRIAL": "1"}, True),
        (OWN | {"TRIAL": "yes"}, True),
        ({"TRIAL": "0"}, False),
        ({"TRIAL": "off"}, False),
    ],
)
def test_a_database_of_ones_own_gets_trial_accounts_and_a_movable_clock_only_when_asked(
    tmp_path: Path, environ: dict[str, str], is_trial: bool
) -> None:
    choices = choose(environ, tmp_path)
    settings = Settings.from_env(choices.environ)

    assert settings.trial is is_trial
    assert bool(choices.staff_password) is bool(settings.trial_staff_password) is is_trial
    assert bool(settings.clock_file) is is_trial


def test_what_is_for_a_trial_and_given_to_none_is_left_for_the_release_step_to_name(tmp_path: Path) -> None:
    given = OWN | {"CLOCK_FILE": "moved", "TRIAL": "perhaps"}
    with pytest.raises(SettingsError, match="TRIAL is not usable"):
        Settings.from_env(choose(given, tmp_path).environ)
    with pytest.raises(SettingsError, match="CLOCK_FILE is not usable"):
        Settings.from_env(choose(given | {"TRIAL": "0"}, tmp_path).environ)


def test_all_bad_settings_are_named_at_once(tmp_path: Path) -> None:
    bad = {"BOT_PORT": "abc", "DESK_PORT": "70000", "LINE_CHANNEL_SECRET": "s"}
    with pytest.raises(CannotStart) as refusal:
        choose(bad, tmp_path)
    for name in ("BOT_PORT", "DESK_PORT", "LINE_CHANNEL_ACCESS_TOKEN"):
        assert name in str(refusal.value)


def test_two_ports_must_differ(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="the same"):
        choose({"BOT_PORT": "8082"}, tmp_path)


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_PORT=9001\nDESK_PORT=9002\nLINE_PORT=9003\n# a remark\n", encoding="utf-8")
    read = read_environ(tmp_path, {"BOT_PORT": "9100", "DESK_PORT": ""})
    assert read == {"BOT_PORT": "9100", "DESK_PORT": "9002", "LINE_PORT": "9003"}


def test_a_socket_in_a_deep_folder_goes_where_its_path_is_short_enough(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    assert socket_path(tmp_path) == tmp_path / "redis.sock"
    assert len(bytes(socket_path(deep))) <= LONGEST_SOCKET_PATH
    assert socket_path(deep) != socket_path(deep / "f")


@pytest.mark.parametrize(
    ("version", "chosen"), [("Redis server v=7.0.15 sha=0", True), ("Redis server v=5.0.7", False), ("what?", False)]
)
def test_a_redis_on_the_path_is_taken_when_it_is_new_enough(tmp_path: Path, version: str, chosen: bool) -> None:
    program = tmp_path / "redis-server"
    program.write_text(f"#!/bin/sh\necho '{version}'\n")
    program.chmod(0o755)
    assert (find_server(str(tmp_path)) == str(program)) is chosen
