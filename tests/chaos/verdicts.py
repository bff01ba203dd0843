"""What must be true of a crowd when calm has returned, whatever broke meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, zip_longest
from typing import Any

from backend.models.outbox import Sending
from tests.chaos.crowd import Customer
from tests.chaos.deployment import Deployment


def everything_was_kept_once(deployment: Deployment, crowd: Sequence[Customer]) -> None:
    """Each event is a contact, exactly one, with the customer's words."""
    kept = deployment.books.contacts()
    for customer in crowd:
        missing, extra = _difference([sent.said for sent in customer.sent], kept.get(customer.id, []))
        assert not missing, f"{customer.id} said it, nobody kept it: {missing}"
        assert not extra, f"{customer.id} said it less often than it was kept: {extra}"


def _difference(one: Sequence[object], other: Sequence[object]) -> tuple[list[object], list[object]]:
    return list((Counter(one) - Counter(other)).elements()), list((Counter(other) - Counter(one)).elements())


def order_was_kept(deployment: Deployment, crowd: Sequence[Customer]) -> Counter[str]:
    """Whatever was there when a later event was handled was handled before it.

    An event is known to be there from the bot's 200 on; a drain writes down its moment before it looks for what
    waits. So only an event that came in after the later one had been handled has an excuse, and no pair is accused
    wrongly.

    Returns:
        How many pairs of one customer's events were ``judged``, and ``excused``; and how many of the judged ones had
        come in the wrong way round, and were ``put right``.
    """
    kept, handled_at, taken = deployment.books.contacts(), deployment.books.handled_at(), deployment.road.taken
    pairs: Counter[str] = Counter()
    for customer in crowd:
        place = {said.name: n for n, said in enumerate(kept[customer.id])}
        for earlier, later in combinations(customer.sent, 2):
            moment = handled_at[later.event_id]
            if moment is None or taken[earlier.event_id] >= moment:
                pairs["excused"] += 1
                continue
            pairs["judged"] += 1
            pairs["put right"] += taken[later.event_id] < taken[earlier.event_id]
            in_order = place[earlier.said.name] < place[later.said.name]
            assert in_order, f"{customer.id}: {later} was handled before {earlier}"
    return pairs


def everything_was_said_once(deployment: Deployment, crowd: Sequence[Customer]) -> None:
    """What the phones show is what was owed, one to one and in its order, and none of them was left without."""
    outbox = deployment.books.outbox()
    for customer in crowd:
        owed, shown = outbox[customer.id], deployment.line.said_by_bot(customer.id)
        assert {row.state for row in owed} == {Sending.SENT}, customer.id
        _assert_same(customer.id, [line["message"] for line in shown], [m for row in owed for m in row.messages])
        ids = iter([line["message_id"] for line in shown])
        for row in owed:
            on_phone = [next(ids) for _ in row.messages]
            assert row.line_message_ids in ([], on_phone), customer.id  # [] where LINE's word never reached us


def _assert_same(who: str, shown: list[dict[str, Any]], owed: list[dict[str, Any]]) -> None:
    """A readable difference of two lists of messages."""
    for n, (one, other) in enumerate(zip_longest(shown, owed)):
        assert one == other, f"{who}: message {n} of {len(shown)} shown, {len(owed)} owed"
