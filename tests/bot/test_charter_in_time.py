"""The clock process writes down which version of the charter has come into force: dated by its instant, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

from sqlalchemy import select

from backend.models.charter import CharterStep
from bot import clock as clock_process
from service_standards.charter_course import CharterState
from service_standards.instants import BANGKOK, in_bangkok
from tests.bot.stage import Bot
from tests.charters import a_draft, published, the_trial_charter

pytest_plugins = ["tests.bot.stage"]

BEGINS = datetime(2027, 1, 1, tzinfo=BANGKOK)
COMES, GOES = CharterState.IN_FORCE, CharterState.SUPERSEDED


def runs(bot: Bot) -> None:
    clock_process.charter(bot.work, bot.doorbell, bot.clock())


def written(bot: Bot) -> list[tuple[int, CharterState, datetime]]:
    with bot.work.read() as session:
        steps = session.scalars(select(CharterStep).where(CharterStep.by_id.is_(None)).order_by(CharterStep.id))
        return [(step.charter_id, step.to_state, in_bangkok(step.at)) for step in steps]


def test_two_clocks_that_come_late_write_each_step_once_and_by_its_instant(bot: Bot) -> None:
    now = bot.clock()
    with bot.work.write() as session:
        trial = the_trial_charter(session).id
        first, second = (
            published(session, a_draft(session, now=now), day, now).id for day in (date(2027, 1, 1), date(2027, 2, 1))
        )
    bot.clock.at = BEGINS - timedelta(seconds=1)
    runs(bot)
    assert written(bot) == []
    bot.clock.at = BEGINS + timedelta(days=100)  # nobody ran it for months

    with ThreadPoolExecutor(2) as clocks:
        for done in [clocks.submit(runs, bot) for _ in range(2)]:
            done.result()
    runs(bot)

    february = datetime(2027, 2, 1, tzinfo=BANGKOK)
    assert sorted(written(bot)) == sorted(
        [(first, COMES, BEGINS), (trial, GOES, BEGINS), (first, GOES, february), (second, COMES, february)]
    )
