"""The webhook: what is LINE's is kept once and answered 200; what is not is refused and leaves no trace."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from backend.models.inbox import InboxEvent
from bot.doorbell import RedisDoorbell, connect
from bot.process import Process
from bot.signature import sign
from bot.wsgi import create_app
from tests.bot.examples import BY_NAME, HOSTILE, SECRET, VALID, Example


def post(client: FlaskClient, example: Example) -> TestResponse:
    return client.open("/line/webhook", method=example.method, headers=example.headers, data=example.body)


def send(client: FlaskClient, body: bytes, **headers: str) -> TestResponse:
    return client.post("/line/webhook", data=body, headers={"x-line-signature": sign(SECRET, body), **headers})


def kept(process: Process) -> list[InboxEvent]:
    with process.work.read() as session:
        return list(session.scalars(select(InboxEvent).order_by(InboxEvent.id)))


def events_in(example: Example) -> list[Any]:
    return list(json.loads(example.body)["events"])


@pytest.mark.parametrize("example", VALID, ids=lambda one: one.name)
def test_every_event_of_a_valid_webhook_is_kept(client: FlaskClient, process: Process, example: Example) -> None:
    assert post(client, example).status_code == 200
    assert [row.event_id for row in kept(process)] == [event["webhookEventId"] for event in events_in(example)]


@pytest.mark.parametrize("example", HOSTILE, ids=lambda one: one.name)
def test_a_hostile_webhook_gets_the_answer_it_deserves(client: FlaskClient, process: Process, example: Example) -> None:
    status = post(client, example).status_code

    if example.refused:
        assert 400 <= status < 500
        assert kept(process) == []
    else:
        assert status == 200


def test_one_bad_event_does_not_cost_its_neighbours(client: FlaskClient, process: Process) -> None:
    (good,) = events_in(BY_NAME["message_text_user"])
    batch = {"destination": "U", "events": [{"type": "message"}, good, None, 7, {**good, "timestamp": "soon"}]}

    assert send(client, json.dumps(batch).encode()).status_code == 200
    assert [row.event_id for row in kept(process)] == [good["webhookEventId"]]


def test_an_event_is_kept_once_however_often_it_comes(client: FlaskClient, process: Process) -> None:
    first = BY_NAME["message_text_user"]
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda _: post(client, first).status_code, range(12)))
    post(client, BY_NAME["redelivery_of_message_text_user"])

    assert set(statuses) == {200}
    assert len(kept(process)) == 1


def test_ten_thousand_events_with_one_id_are_one(client: FlaskClient, process: Process) -> None:
    (event,) = events_in(BY_NAME["message_text_user"])
    body = json.dumps({"destination": "U", "events": [event] * 10_000}).encode()

    assert send(client, body).status_code == 200
    assert len(kept(process)) == 1


def test_the_first_content_under_an_id_stays(client: FlaskClient, process: Process) -> None:
    (event,) = events_in(BY_NAME["message_text_user"])
    other = {**event, "message": {**event["message"], "text": "something else"}}
    for one in (event, other):
        send(client, json.dumps({"destination": "U", "events": [one]}).encode())

    (row,) = kept(process)
    assert json.loads(row.body or "")["event"]["message"]["text"] == event["message"]["text"]


def test_nul_and_lone_surrogates_can_be_kept(client: FlaskClient, process: Process) -> None:
    (event,) = events_in(BY_NAME["message_text_user"])
    event["message"]["text"] = "ก\x00ข\ud800ค"

    assert send(client, json.dumps({"destination": "U", "events": [event]}).encode()).status_code == 200
    assert json.loads(kept(process)[0].body or "")["event"]["message"]["text"] == "ก\x00ข\ud800ค"


def test_a_timestamp_in_the_future_counts_as_now(client: FlaskClient, process: Process) -> None:
    (event,) = events_in(BY_NAME["message_text_user"])
    event["timestamp"] = 4_000_000_000_000
    send(client, json.dumps({"destination": "U", "events": [event]}).encode())

    (row,) = kept(process)
    assert row.occurred_ms == row.received_ms


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_an_encoded_body_is_refused(client: FlaskClient, process: Process, encoding: str) -> None:
    body = BY_NAME["message_text_user"].body

    assert send(client, body, **{"content-encoding": encoding}).status_code == 415
    assert kept(process) == []


def test_a_webhook_is_kept_when_redis_is_away(process: Process, tmp_path: Path) -> None:
    away = connect(f"unix://{tmp_path / 'nobody.sock'}")
    alone = replace(process, redis=away, doorbell=RedisDoorbell(away))

    assert post(create_app(alone).test_client(), BY_NAME["message_text_user"]).status_code == 200
    assert len(kept(process)) == 1


def test_nothing_is_half_kept_when_the_database_fails(client: FlaskClient, process: Process) -> None:
    with process.work.engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox_event RENAME TO inbox_away"))
    answer = post(client, BY_NAME["message_image_set_out_of_order"])
    with process.work.engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox_away RENAME TO inbox_event"))

    assert answer.status_code == 503
    assert kept(process) == []


def test_the_bell_is_rung_for_each_conversation(client: FlaskClient, process: Process) -> None:
    post(client, BY_NAME["message_text_user"])
    post(client, BY_NAME["join_group"])

    assert process.doorbell.next_due(process.work.now()) is not None
    assert process.doorbell.next_due(process.work.now()) is not None
    assert process.doorbell.next_due(process.work.now()) is None


def test_health_names_each_part(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert set(answer.get_json()) == {"status", "database", "redis", "model", "clock", "catalogue"}
    assert answer.get_json()["database"] == "ok"


def test_many_at_once_are_all_kept(client: FlaskClient, process: Process) -> None:
    (event,) = events_in(BY_NAME["message_text_user"])
    bodies = [
        json.dumps({"destination": "U", "events": [{**event, "webhookEventId": f"01M808TZXRA4F9QWK44VXC{n:04d}"}]})
        for n in range(100)
    ]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda body: send(client, body.encode()).status_code, bodies))

    assert set(statuses) == {200}
    with process.work.read() as session:
        assert session.scalar(select(func.count()).select_from(InboxEvent)) == 100
