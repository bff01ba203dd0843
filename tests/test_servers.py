"""What the tests themselves stand on: real servers that forget, come back and die with them, and no way out."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import psycopg
import pytest
import redis

from bot.trial.reaper import Reaper
from tests import turns
from tests.network_guard import LeavesThisMachine, is_local
from tests.processes import ROOT, Product
from tests.servers import Databases, PostgresServer, RedisServer, plain, redis_database
from tests.trial.conftest import alive

STARTS_SERVERS_AND_IS_KILLED = """
import os
from bot.trial.reaper import Reaper
from tests.servers import PostgresServer, RedisServer
reaper = Reaper()
servers = [RedisServer(reaper), PostgresServer(reaper)]
for server in servers:
    server.start()
    print(server.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_each_test_gets_a_database_of_its_own(postgres: Databases) -> None:
    template = postgres.create()
    with psycopg.connect(plain(template), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (thing text)")
    one, two = postgres.create(template), postgres.create(template)
    with psycopg.connect(plain(one), autocommit=True) as connection:
        connection.execute("INSERT INTO kept VALUES ('นิคม')")
    with psycopg.connect(plain(two)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    for url in (one, two, template):
        postgres.drop(url)


def test_the_database_takes_thai_letters_for_letters(postgres_url: str) -> None:
    with psycopg.connect(plain(postgres_url)) as connection:
        assert connection.execute("SELECT 'นิคม' ~ '^[[:alpha:]]+$'").fetchone() == (True,)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_a_killed_postgresql_comes_back_with_what_it_kept(own_postgres: PostgresServer) -> None:
    with psycopg.connect(plain(own_postgres.url), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (thing text)")
    own_postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(plain(own_postgres.url))
    own_postgres.start()
    with psycopg.connect(plain(own_postgres.url)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_restarted_redis_is_empty(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url) as client:
        client.set("bell", "rung")
    own_redis.stop()
    own_redis.start()
    with redis.Redis.from_url(own_redis.url) as client:
        assert client.dbsize() == 0


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's user may enter too, gone after the test."""
    with TemporaryDirectory(prefix="nikhom-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_servers_die_with_a_test_run_that_is_killed(open_folder: Path) -> None:
    command = [sys.executable, "-c", STARTS_SERVERS_AND_IS_KILLED]
    environ = {**os.environ, "TMPDIR": str(open_folder)}
    killed = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    pids = [int(pid) for pid in killed.stdout.split()]
    assert len(pids) == 2, killed.stderr
    deadline = time.monotonic() + 20
    while any(map(alive, pids)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_other_machines_are_out_of_reach() -> None:
    with pytest.raises(LeavesThisMachine):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(LeavesThisMachine):
        socket.getaddrinfo("example.com", 80)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, pytest.raises(LeavesThisMachine):
        datagrams.sendto(b"hello", ("192.0.2.1", 53))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", None, b"127.0.0.1"])
def test_this_machine_is_within_reach(host: str | bytes | None) -> None:
    assert is_local(host)


def test_the_products_processes_are_kept_on_this_machine_too(reaper: Reaper, tmp_path: Path) -> None:
    environ = Product(reaper, "sqlite://", "redis://localhost", tmp_path).environ
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    command = [sys.executable, "-c", code]
    refused = subprocess.run(command, env=dict(environ), capture_output=True, text=True, check=False)
    assert "LeavesThisMachine" in refused.stderr


def run_tests(folder: Path, code: str, *options: str, **environ: str) -> str:
    """Run pytest over ``code`` with our conftest, and return what it says."""
    (folder / "test_it.py").write_text(code, encoding="utf-8")
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    command = [sys.executable, "-m", "pytest", "--rootdir", str(folder), "-c", str(ROOT / "pyproject.toml")]
    command += ["-p", "no:cacheprovider", *options, str(folder / "test_it.py")]
    environ = {**os.environ, **environ}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False).stdout


NEEDS_A_BROWSER = """
import pytest

@pytest.mark.browser
def test_a_page(page):
    page.set_content("<h1>สวัสดี</h1>")

def test_without_a_page():
    pass
"""


def test_leaving_out_the_browser_is_said_at_the_end(tmp_path: Path) -> None:
    said = run_tests(tmp_path, NEEDS_A_BROWSER, "--no-browser").splitlines()
    assert said[-2] == "Browser tests left out: 1. Run `make test` for all of them."
    assert said[-1].startswith("1 passed, 1 deselected")


def test_a_missing_browser_is_a_failure_that_says_what_to_do(tmp_path: Path) -> None:
    said = run_tests(tmp_path, NEEDS_A_BROWSER, PATH=str(tmp_path))
    assert "apt-get install chromium" in said
    assert said.splitlines()[-1].startswith("1 passed, 1 error")


def test_processes_that_test_at_once_empty_no_redis_of_each_others(redis_server_url: str) -> None:
    one, other = (redis.Redis.from_url(redis_database(redis_server_url, name)) for name in ("gw0", "gw1"))
    one.set("kept", 1)
    other.flushdb()
    assert one.get("kept") == b"1"
    one.flushdb()


def test_who_needs_the_machine_alone_waits_for_the_others_and_they_for_them(tmp_path: Path) -> None:
    def try_to(hold: Callable[[Path], AbstractContextManager[None]]) -> bool:
        done = Event()

        def hold_it() -> None:
            with hold(tmp_path):
                done.set()

        Thread(target=hold_it, daemon=True).start()
        return done.wait(0.3)

    with turns.beside_others(tmp_path):
        assert try_to(turns.beside_others)
        assert not try_to(turns.alone)
    with turns.alone(tmp_path):
        assert not try_to(turns.beside_others)
    assert try_to(turns.alone)
