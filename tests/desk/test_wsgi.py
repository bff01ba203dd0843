"""The composition root: the desk with what it shows of the chat, over edges that are real."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.models.unit import Unit
from backend.work import Work, make_engine, now
from bot.desk import create_app
from bot.doorbell import RedisDoorbell, connect
from bot.preview import ChatPreview
from bot.process import Process
from intents.catalogue import Mode, load_catalogue
from intents.estates import load_estates
from tests.desk.conftest import make_settings
from tests.factories import NOW

TODAY = NOW.date()


def test_the_desk_rings_where_the_workers_listen(sqlite_url: str, redis_url: str, tmp_path: Path) -> None:
    settings = make_settings(sqlite_url, tmp_path, redis_url=redis_url)
    redis = connect(settings.redis_url)
    doorbell = RedisDoorbell(redis)
    engine = make_engine(settings.database_url)

    app = create_app(Process(settings, Work(engine, doorbell), redis, doorbell))

    assert app.test_client().get("/healthz").get_json()["redis"] == "ok"
    doorbell.ring(["user:U1"])
    assert RedisDoorbell(redis).next_due(now()) == "user:U1"
    redis.close()
    engine.dispose()


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_question_of_the_catalogue_has_a_preview(language: str) -> None:
    catalogue, preview = load_catalogue(), ChatPreview(load_estates())

    for intent in catalogue.intents.values():
        bubbles = preview(catalogue, intent, language, unit_name=Unit.__name__, today=TODAY)
        assert bool(bubbles) is (intent.mode is not Mode.DO), intent.id
        assert all(bubble.text and bubble.buttons for bubble in bubbles), intent.id


def test_an_answer_past_its_review_is_shown_as_customers_get_it() -> None:
    catalogue, preview = load_catalogue(), ChatPreview(load_estates())
    intent = catalogue.intents["office_hours"]
    assert intent.answer is not None

    fresh = preview(catalogue, intent, "th", unit_name="", today=intent.answer.review_by)[0]
    stale = preview(catalogue, intent, "th", unit_name="", today=intent.answer.review_by.replace(year=2099))[0]

    assert intent.answer.th.strip() in fresh.text
    assert intent.answer.th.strip() not in stale.text
