"""One deployment to break: two bots, three workers, and everything they lean on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.trial.reaper import Reaper
from tests.chaos.books import Books
from tests.chaos.keeper import Keeper
from tests.chaos.local_line import LocalLine
from tests.chaos.road import Road
from tests.models import give_model
from tests.processes import Product
from tests.servers import PostgresServer, RedisServer

SEED = 2569


@dataclass(frozen=True, slots=True)
class Deployment:
    """All that a test may break, and what it looks at afterwards. ``postgres`` is None on SQLite."""

    product: Product
    keeper: Keeper
    redis: RedisServer
    postgres: PostgresServer | None
    road: Road
    line: LocalLine
    books: Books
    folder: Path

    @property
    def sqlite_file(self) -> Path:
        return self.folder / "nikhom.db"

    def calm_down(self) -> None:
        """Wait until LINE has brought everything and all of it has been dealt with."""
        self.line.wait_until_idle()
        self.books.wait_until_done()


@contextmanager
def deployed(reaper: Reaper, kind: str, folder: Path, model: bytes) -> Iterator[Deployment]:
    """A released and running product with servers of its own. ``kind`` of database: sqlite or postgresql."""
    with ExitStack() as left_to_close:
        redis = RedisServer(reaper)
        left_to_close.callback(redis.close)
        redis.start()
        postgres = PostgresServer(reaper) if kind == "postgresql" else None
        if postgres:
            left_to_close.callback(postgres.close)
            postgres.start()
        database_url = postgres.url if postgres else f"sqlite:///{folder / 'nikhom.db'}"
        environ = {"LOCAL_LINE_FILE": "", "LOG_LEVEL": "INFO"}
        product = Product(reaper, database_url, redis.url, folder, bots=2, workers=3, environ=environ)
        left_to_close.enter_context(product)
        give_model(database_url, model)
        product.release()
        product.start()
        road = Road(product.bot_urls, SEED)
        left_to_close.callback(road.close)
        books = Books(database_url)
        left_to_close.callback(books.close)
        keeper = Keeper(product)
        left_to_close.callback(keeper.close)
        line = LocalLine(product.line_url)
        left_to_close.callback(line.close)
        line.send_webhooks_to(road.url)
        yield Deployment(product, keeper, redis, postgres, road, line, books, folder)
