"""Two hundred customers at once, and everything that can break breaks. Nobody loses a word, nobody is told twice."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import pytest

from intents.catalogue import load_catalogue
from tests.chaos.crowd import EVENTS_EACH, Customer, Rush, make_crowd
from tests.chaos.deployment import SEED, Deployment
from tests.chaos.road import Trouble
from tests.chaos.verdicts import everything_was_kept_once, everything_was_said_once, order_was_kept

CUSTOMERS = 200
MOST_OPEN = 1500
"""Events that the crowd leaves unread before it waits: about as many as the product reads in twenty seconds."""
REDIS_AWAY = 2.0
NUMBER = re.compile(r"กนอ-\d\d-\d{6}")
LINES_TROUBLE: dict[str, dict[str, float]] = {
    "hang": {"times": 2, "seconds": 10},
    "error": {},
    "accept_then_error": {},
    "rate_limit": {},
    "drop": {},
    "accept_then_drop": {},
    "accept_then_empty": {},
    "bad_bytes": {},
}


@pytest.mark.slow
def test_in_a_storm_nothing_is_lost_nothing_is_said_twice_and_order_is_kept(
    deployment: Deployment, the_machine: None
) -> None:
    crowd = make_crowd(load_catalogue(), CUSTOMERS, SEED)
    for customer in crowd:
        deployment.line.make_customer(customer.id, friend=customer.friend)

    with deployment.road.rough():
        storm(deployment, crowd)
        deployment.calm_down()

    assert sum(len(customer.sent) for customer in crowd) == CUSTOMERS * EVENTS_EACH
    everything_was_kept_once(deployment, crowd)
    everything_was_said_once(deployment, crowd)
    tickets_were_told_to_their_own_customers(deployment, crowd)
    no_words_are_in_the_logs(deployment, crowd)
    pairs = order_was_kept(deployment, crowd)
    assert pairs["judged"] > 20 * pairs["excused"], pairs
    assert pairs["put right"] > 20, pairs


def storm(deployment: Deployment, crowd: Sequence[Customer]) -> None:
    """Let the crowd write, and break things at fixed points of the way."""
    line, keeper, redis = deployment.line, deployment.keeper, deployment.redis
    rush = Rush(line, crowd, handled=deployment.books.handled, most_open=MOST_OPEN)
    rush.start()
    rush.wait_for(0.10)
    for seed, (kind, how) in enumerate(LINES_TROUBLE.items(), SEED):
        line.fault(kind, seed=seed, probability=0.05, **how)
    rush.wait_for(0.25)
    kill_workers_in_the_middle_of_a_call(deployment)
    rush.wait_for(0.40)
    keeper.kill("bot.2")
    rush.wait_for(0.55)
    redis.kill()
    time.sleep(REDIS_AWAY)
    redis.start()
    rush.wait_for(0.70)
    keeper.kill("worker.3", "clock")
    rush.wait_for(0.80)
    line.wait_until_met()
    line.mend()
    rush.finish()
    assert set(deployment.road.met) == set(Trouble)
    assert {"worker.1", "worker.2", "worker.3", "bot.2", "clock"} <= set(keeper.deaths)


def kill_workers_in_the_middle_of_a_call(deployment: Deployment) -> None:
    """LINE has taken a message of each of the three workers and does not say so. Two of them never hear it."""
    deployment.line.fault("accept_then_hang", "POST /v2/bot/message/*", times=3, seconds=10)
    deployment.line.wait_until_spent("accept_then_hang")
    deployment.keeper.kill("worker.1", "worker.2")


def tickets_were_told_to_their_own_customers(deployment: Deployment, crowd: Sequence[Customer]) -> None:
    """Nobody heard the number of a stranger's matter, and everybody those of their own."""
    numbers = deployment.books.ticket_numbers()
    everybodys = [number for customer in crowd for number in numbers.get(customer.id, [])]
    assert len(everybodys) == len(set(everybodys)) > len(crowd) / 4
    for customer in crowd:
        asked_for = {number for sent in customer.sent for number in NUMBER.findall(sent.said.text)}
        heard = set(NUMBER.findall(str(deployment.line.said_by_bot(customer.id))))
        assert heard - asked_for == set(numbers.get(customer.id, [])), customer.id


def no_words_are_in_the_logs(deployment: Deployment, crowd: Sequence[Customer]) -> None:
    """What customers wrote is in no process's log, escaped or not."""
    said = {sent.said.text for customer in crowd for sent in customer.sent if len(sent.said.text) > 12}
    for log in deployment.folder.glob("*.log"):
        lines = log.read_text(errors="replace")
        assert not [text for text in said if text in lines or text.encode("unicode_escape").decode() in lines], log.name
