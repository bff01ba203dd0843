"""The webhook process beside its webhook: health for everybody, counts for whoever brings the token."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from bot.process import Process
from bot.wsgi import create_app

TOKEN = "a token for counts"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_health_is_told_to_anybody(client: FlaskClient) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.get_json()["database"] == response.get_json()["redis"] == "ok"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_counts_are_told_to_whoever_brings_the_token(process: Process) -> None:
    open_ones = create_app(replace(process, settings=replace(process.settings, metrics_token=TOKEN))).test_client()

    def status(client: FlaskClient, sent: str | None) -> int:
        return client.get("/metrics", headers={"Authorization": sent} if sent is not None else {}).status_code

    told = open_ones.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert "nikhom_events_kept_total" in told
    assert [status(open_ones, sent) for sent in (None, "Bearer x", "Bearer ", f"Basic {TOKEN}")] == [404] * 4
    shut = create_app(process).test_client()
    assert [status(shut, sent) for sent in (None, "Bearer ", f"Bearer {TOKEN}")] == [404] * 3
