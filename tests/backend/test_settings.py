"""Settings: read once, every fault named in one message, no secret told."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.services.sign_in import LONGEST_PASSWORD, SHORTEST_PASSWORD
from backend.settings import Settings, SettingsError

GOOD = {
    "DATABASE_URL": "sqlite:///var/nikhom.db",
    "REDIS_URL": "redis://localhost:6379/0",
    "LINE_CHANNEL_SECRET": "the channel's secret",
    "LINE_CHANNEL_ACCESS_TOKEN": "the channel's token",
}
REQUIRED = sorted(GOOD)
BAD = {
    "DATABASE_URL": ["mysql://user:hunter2@host/name", "nikhom.db", "postgresql+asyncpg://host/name"],
    "REDIS_URL": ["localhost:6379", "http://localhost:6379"],
    "SECRET_KEY": ["x" * 31],
    "METRICS_TOKEN": ["x" * 15],
    "TRIAL_STAFF_PASSWORD": ["x" * (SHORTEST_PASSWORD - 1), "x" * (LONGEST_PASSWORD + 1)],
    "PORT": ["0", "65536", "-1", "http", "80.5"],
    "LINE_API_HOST": ["api.line.me", "ftp://api.line.me"],
    "PUBLIC_URL": ["desk.example.org", "javascript:alert(1)"],
    "TRIAL": ["maybe"],
    "DEMO": ["2"],
    "LOG_LEVEL": ["LOUD"],
    "SMTP_URL": [
        "mail.example.org",
        "https://mail.example.org",
        "smtp://",
        "smtp://mail.example.org:99999",
        "smtp://mail.example.org:submission",
        "smtp://[::1",
    ],
    "MAIL_FROM": [
        "desk",
        "desk@",
        "@example.org",
        "a@b@example.org",
        "นิคมเดสก์ <desk@example.org>",
        "desk@example.org\nBcc: x@y",
    ],
}


def faults(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as problem:
        Settings.from_env(environ)
    return str(problem.value)


def test_the_required_ones_are_enough() -> None:
    settings = Settings.from_env(GOOD)

    assert settings.redis_url == GOOD["REDIS_URL"]
    assert settings.line_api_host == ""
    assert settings.port is None
    assert (settings.trial, settings.demo) == (False, False)
    assert settings.log_level == "INFO"
    assert settings.media_path == Path("var/media")


def test_all_missing_ones_are_named_in_one_message_with_what_they_are_for() -> None:
    told = faults({})

    for name in REQUIRED:
        assert f"{name} is missing: " in told
    assert "Lets us answer on LINE" in told
    assert "README.md" in told


@pytest.mark.parametrize("sender", ["desk@example.org", "Nikhom Desk <desk@example.org>"])
def test_who_mail_is_from_may_have_a_name(sender: str) -> None:
    mail = {"SMTP_URL": "smtps://user:hunter2@mail.example.org", "MAIL_FROM": sender}
    assert Settings.from_env(GOOD | mail).mail_from == sender
    assert "MAIL_FROM is missing" in faults(GOOD | mail | {"MAIL_FROM": ""})


@pytest.mark.parametrize("name", REQUIRED)
def test_one_missing_alone_is_named_alone(name: str) -> None:
    told = faults({key: value for key, value in GOOD.items() if key != name})

    assert [other for other in REQUIRED if f"{other} is missing" in told] == [name]


def test_blanks_are_missing() -> None:
    assert "REDIS_URL is missing" in faults(GOOD | {"REDIS_URL": "  \t"})


def test_without_a_key_of_its_own_the_desk_has_one_that_follows_from_the_channel_and_from_nothing_else() -> None:
    key = Settings.from_env(GOOD).secret_key

    assert len(key) == 64
    assert key == Settings.from_env(GOOD | {"DATABASE_URL": "sqlite:///another.db"}).secret_key
    assert key != Settings.from_env(GOOD | {"LINE_CHANNEL_SECRET": "another channel's"}).secret_key


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_value_that_cannot_be_used_is_named_with_what_to_write(name: str, value: str) -> None:
    told = faults(GOOD | {name: value})

    assert f"{name} is not usable: use " in told
    assert "is missing" not in told


def test_missing_and_bad_ones_come_in_the_same_message() -> None:
    told = faults({"DATABASE_URL": GOOD["DATABASE_URL"], "PORT": "http", "LOG_LEVEL": "LOUD", "DEMO": "2"})

    missing = [name for name in REQUIRED if f"{name} is missing" in told]
    assert missing == [name for name in REQUIRED if name != "DATABASE_URL"]
    assert all(f"{name} is not usable" in told for name in ("PORT", "LOG_LEVEL", "DEMO"))


def test_a_bad_value_is_not_repeated_since_it_may_hold_a_password() -> None:
    assert "hunter2" not in faults(GOOD | {"DATABASE_URL": "mysql://user:hunter2@host/name"})


def test_no_secret_is_in_what_is_printed_of_settings() -> None:
    secrets = {
        "DATABASE_URL": "postgresql://user:hunter2-database@host/name",
        "REDIS_URL": "redis://:hunter2-redis@host:6379/0",
        "LINE_CHANNEL_SECRET": "hunter2-channel-secret",
        "LINE_CHANNEL_SECRET_PREVIOUS": "hunter2-channel-secret-before",
        "LINE_CHANNEL_ACCESS_TOKEN": "hunter2-token",
        "SECRET_KEY": "hunter2-key-that-is-as-long-as-it-must-be",
        "METRICS_TOKEN": "hunter2-metrics-token",
        "TRIAL_STAFF_PASSWORD": "hunter2-trial",
    }
    settings = Settings.from_env(secrets | {"TRIAL": "1", "PORT": "8081"})

    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings)
    assert "port=8081" in repr(settings)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        pytest.param("postgres://u:p@host/name", "postgresql+psycopg://u:p@host/name", id="as Heroku says it"),
        pytest.param("postgresql://u:p@host/name", "postgresql+psycopg://u:p@host/name", id="as libpq says it"),
        pytest.param("postgresql+psycopg://u:p@host/name", "postgresql+psycopg://u:p@host/name", id="with the driver"),
        pytest.param("sqlite:///var/nikhom.db", "sqlite:///var/nikhom.db", id="a file"),
        pytest.param("sqlite:////srv/nikhom.db", "sqlite:////srv/nikhom.db", id="a file by its full path"),
    ],
)
def test_a_database_is_named_in_any_of_the_usual_ways(given: str, used: str) -> None:
    assert Settings.from_env(GOOD | {"DATABASE_URL": given}).database_url == used


@pytest.mark.parametrize("url", ["redis://host:6379/0", "rediss://:p@host:6380/1", "unix:///run/redis.sock"])
def test_redis_is_named_in_any_of_the_usual_ways(url: str) -> None:
    assert Settings.from_env(GOOD | {"REDIS_URL": url}).redis_url == url


def test_addresses_lose_their_last_slash_so_that_paths_can_follow() -> None:
    settings = Settings.from_env(
        GOOD | {"PUBLIC_URL": "https://desk.example.org/", "LINE_API_HOST": "http://127.0.0.1:8090/"}
    )

    assert settings.public_url == "https://desk.example.org"
    assert settings.line_api_host == "http://127.0.0.1:8090"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1", True), ("true", True), ("YES", True), ("on", True), ("0", False), ("False", False), ("no", False)],
)
def test_a_switch_is_written_as_people_write_switches(written: str, meant: bool) -> None:
    assert Settings.from_env(GOOD | {"DEMO": written}).demo is meant


def test_values_are_trimmed_and_levels_are_in_any_case() -> None:
    key = "the desk's key, which nobody can guess"
    settings = Settings.from_env(GOOD | {"SECRET_KEY": f" {key} \n", "PORT": " 9000 ", "LOG_LEVEL": "warning"})

    assert (settings.secret_key, settings.port, settings.log_level) == (key, 9000, "WARNING")


def test_a_trial_without_a_password_for_its_accounts_is_refused() -> None:
    assert "TRIAL_STAFF_PASSWORD is missing" in faults(GOOD | {"TRIAL": "1"})
    assert Settings.from_env(GOOD | {"TRIAL": "1", "TRIAL_STAFF_PASSWORD": "x" * SHORTEST_PASSWORD}).trial


@pytest.mark.parametrize("name", ["CLOCK_FILE", "TRIAL_STAFF_PASSWORD"])
def test_what_is_for_the_trial_alone_is_refused_without_it(name: str) -> None:
    assert f"{name} is not usable: use it with TRIAL=1 only" in faults(GOOD | {name: "of the trial"})


def test_contradictions_come_in_the_same_message_as_all_other_faults() -> None:
    told = faults({"PORT": "http", "CLOCK_FILE": "var/clock", "TRIAL_STAFF_PASSWORD": "for the trial"})

    for name in (*REQUIRED, "PORT", "CLOCK_FILE", "TRIAL_STAFF_PASSWORD"):
        assert told.count(f"  {name} is ") == 1
    assert faults(GOOD | {"TRIAL": "1", "TRIAL_STAFF_PASSWORD": "short"}).count("TRIAL_STAFF_PASSWORD") == 1


def test_what_else_is_in_the_environment_does_not_matter() -> None:
    assert Settings.from_env(GOOD | {"PATH": "/usr/bin", "database_url": "nonsense"}) == Settings.from_env(GOOD)
