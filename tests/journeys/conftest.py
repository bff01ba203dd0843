"""The whole product, started once for the journeys, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.trial.reaper import Reaper
from tests.journeys.officer import Officer
from tests.journeys.phone import Phone
from tests.models import give_model
from tests.processes import Product
from tests.servers import Databases, RedisServer


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def product(
    request: pytest.FixtureRequest, reaper: Reaper, tmp_path_factory: pytest.TempPathFactory, trained_model: bytes
) -> Iterator[Product]:
    """Every process of the product, released and running."""
    folder: Path = tmp_path_factory.mktemp("product")
    redis = RedisServer(reaper)
    redis.start()
    databases: Databases | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    database_url = databases.create() if databases else f"sqlite:///{folder / 'nikhom.db'}"
    with Product(reaper, database_url, redis.url, folder, workers=2) as running:
        give_model(database_url, trained_model)
        running.release()
        running.start()
        yield running
    redis.close()
    if databases:
        databases.drop(database_url)


@pytest.fixture
def a_customer(product: Product) -> Callable[..., Phone]:
    """Makes new customers with a phone."""
    return lambda name="สมชาย", **how: Phone.of(product.line_url, name, **how)


@pytest.fixture
def an_officer(product: Product) -> Callable[[str], Officer]:
    """Signs officers in."""
    return lambda username: Officer.signed_in(product.desk_url, username)
