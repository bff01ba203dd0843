"""The webhook beside what it is compared with: all under the same server on one machine, measured in turns.

No worker runs: it is the webhook that is measured, and the naive way would feed its workers more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from statistics import median

from bot.trial.reaper import end
from tests.bench.load import Load, Result
from tests.bench.rivals import MAKERS
from tests.bench.stage import ROUNDS, Stage
from tests.processes import ROOT, Product, free_port, get
from tests.servers import Child

CONNECTIONS = 16
SECONDS = 3.0
APPLICATIONS = {"ours": "bot.wsgi:app"} | {name: f"tests.bench.rivals:{name}" for name in MAKERS}
TURNS = (("floor", 1), ("naive", 1), ("ours", 1), ("parser", 10), ("ours", 10))
"""Which application meets how many events in a request, in the order of one round."""


class Failed(Exception):
    """A run answered something else than 200, so it measured nothing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians over the rounds: requests a second, latencies in milliseconds."""

    rate: float
    p50: float
    p99: float

    @classmethod
    def of(cls, results: list[Result]) -> Measured:
        return cls(*(median(getattr(one, name) for one in results) for name in ("rate", "p50", "p99")))


Webhooks = dict[tuple[str, int], Measured]


def measure(on: Stage) -> Webhooks:
    """Every application under its loads, in turns."""
    as_in_production = {"CLOCK_FILE": "", "LOG_LEVEL": "INFO"}  # the trial's moved clock reads a file at each look
    product = Product(on.reaper, on.database_url, on.redis_url, on.folder, environ=as_in_production)
    ports = {name: free_port() for name in APPLICATIONS}
    children = {name: _child(on, product, name, port) for name, port in ports.items()}
    for name, child in children.items():
        child.start()
        child.wait_for(partial(_answers, ports[name]))
    results: dict[tuple[str, int], list[Result]] = {turn: [] for turn in TURNS}
    try:
        for number in range(ROUNDS):
            for name, events in TURNS:
                seed = f"{number}/{name}/{events}"
                load = Load(ports[name], product.environ["LINE_CHANNEL_SECRET"], CONNECTIONS, SECONDS, events, seed)
                results[name, events].append(_run(name, load))
    finally:
        end([child.pid for child in children.values()])
    return {turn: Measured.of(found) for turn, found in results.items()}


def _child(on: Stage, product: Product, name: str, port: int) -> Child:
    """The Procfile's own line of the webhook, with another application in it."""
    command = f"exec python -m backend.serve {APPLICATIONS[name]} --port {port} --threads 8"
    return Child(on.reaper, name, command, on.folder, env=product.environ, cwd=ROOT)


def _answers(port: int) -> bool:
    status, _ = get(f"http://127.0.0.1:{port}/")
    return status is not None


def _run(name: str, load: Load) -> Result:
    result = load.run()
    if result.others:
        raise Failed(f"{name} answered {result.others} requests with another status than 200")
    return result
