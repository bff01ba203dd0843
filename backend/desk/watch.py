"""What machines ask: is it well, how much waits, may it be indexed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from werkzeug.exceptions import NotFound

from backend.desk import gate
from backend.desk.context import the_desk
from backend.queries.system import Audited, Gauges, gauges
from backend.web import may_read_counts, tell_health

blueprint = Blueprint("watch", __name__)


@blueprint.get("/healthz")
@gate.public
def healthz() -> tuple[Response, int]:
    """200 while requests can be served, 503 otherwise."""
    return tell_health(the_desk().work, the_desk().redis)


@blueprint.get("/metrics")
@gate.public
def metrics() -> Response:
    """Counts for whoever brings the token for them. Others find nothing."""
    desk = the_desk()
    if not may_read_counts(desk.settings.metrics_token):
        raise NotFound
    with desk.work.read() as session:
        found = gauges(session)
    registry = CollectorRegistry()
    registry.register(_Collector(found, desk.work.now()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Collector:
    """Gauges read from the database once, in Prometheus' form."""

    def __init__(self, found: Gauges, now: datetime) -> None:
        self._found = found
        self._now = now

    def collect(self) -> Iterator[Metric]:
        found, now = self._found, self._now
        yield _gauge("inbox_waiting_events", "Events kept and not yet handled", found.inbox_waiting.count)
        yield _gauge("inbox_oldest_seconds", "Age of the oldest of them", found.inbox_waiting.age(now))
        yield _gauge("outbox_unsent_messages", "Messages owed to customers", found.outbox_unsent.count)
        yield _gauge("outbox_oldest_seconds", "Age of the oldest of them", found.outbox_unsent.age(now))
        outbox = GaugeMetricFamily("nikhom_outbox_messages", "Messages by state", labels=["state"])
        for state, count in found.outbox.items():
            outbox.add_metric([state.value], count)
        yield outbox
        tickets = GaugeMetricFamily("nikhom_tickets_open", "Open matters by unit", labels=["unit"])
        for unit, count in sorted(found.tickets_open.items()):
            tickets.add_metric([unit], count)
        yield tickets
        emails = GaugeMetricFamily("nikhom_emails", "E-mails to staff by state", labels=["state"])
        for mailing, count in found.emails.items():
            emails.add_metric([mailing.value], count)
        yield emails
        yield _gauge("emails_oldest_seconds", "Age of the oldest that waits", found.emails_waiting.age(now))
        yield _gauge("alarms_open", "Alarms that nobody has cleared", found.alarms_open)
        if found.audit is not None:
            yield from _of_audit(found.audit, now)


def _of_audit(found: Audited, now: datetime) -> Iterator[Metric]:
    yield _gauge("audit_finished_timestamp_seconds", "When the last self-audit ended", found.finished_at.timestamp())
    yield _gauge("audit_age_seconds", "How long ago that was", max(0.0, (now - found.finished_at).total_seconds()))
    yield _gauge("audit_matters_checked", "Matters counted anew by it", found.matters)
    yield _gauge("audit_measurements_checked", "Clocks counted anew by it", found.measurements)
    yield _gauge("audit_figures_checked", "Figures counted anew by it", found.figures)
    yield _gauge("audit_differences", "What is kept otherwise than it was counted", found.differences)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"nikhom_{name}", meaning, value=value)


@blueprint.get("/robots.txt")
@gate.public
def robots() -> Response:
    """Nothing here is for search engines but the charter and the results that everybody may read."""
    allowed = "".join(f"Allow: {path}\n" for path in ("/charter$", "/charter/en$", "/results", "/open-data/"))
    return Response(f"User-agent: *\n{allowed}Disallow: /\n", content_type="text/plain; charset=utf-8")
