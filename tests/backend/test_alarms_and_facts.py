"""Alarms count instead of multiplying, facts are kept under their names, and neither minds company."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.services import alarms, facts, understanding_models
from backend.work import Work
from tests.factories import NOW, after


def the_alarm(session: Session) -> Alarm:
    alarm = session.scalars(select(Alarm)).one()
    session.refresh(alarm)
    return alarm


def test_an_alarm_raised_again_counts_and_tells_the_latest(session: Session) -> None:
    alarms.raise_alarm(session, "no_route", "กนอ-69-000001", NOW, "no route for intent a")
    alarms.raise_alarm(session, "no_route", "กนอ-69-000001", after(5), "no route for intent b")
    session.flush()
    alarm = the_alarm(session)

    assert (alarm.count, alarm.first_at, alarm.last_at) == (2, NOW, after(5))
    assert (alarm.detail, alarm.cleared_at) == ("no route for intent b", None)


def test_alarms_of_other_kinds_and_subjects_are_others(session: Session) -> None:
    for kind, subject in (("quota", "line"), ("line_token", "line"), ("quota", "other")):
        alarms.raise_alarm(session, kind, subject, NOW)
    session.flush()

    assert [alarm.count for alarm in session.scalars(select(Alarm))] == [1, 1, 1]


def test_a_cleared_alarm_stays_cleared_until_it_is_raised_again(session: Session) -> None:
    alarms.raise_alarm(session, "quota", "line", NOW)
    session.flush()
    alarm_id = the_alarm(session).id
    alarms.clear(session, alarm_id, after(1))
    alarms.clear(session, alarm_id, after(9))
    session.flush()
    assert the_alarm(session).cleared_at == after(1), "the first to look is the one who looked"
    alarms.raise_alarm(session, "quota", "line", after(20))
    session.flush()

    alarm = the_alarm(session)
    assert (alarm.cleared_at, alarm.count) == (None, 2)


def test_clearing_what_is_not_there_does_nothing(session: Session) -> None:
    alarms.clear(session, 12345, NOW)

    assert session.scalars(select(Alarm)).all() == []


def raise_after(work: Work, together: Barrier) -> None:
    together.wait()
    with work.write() as session:
        alarms.raise_alarm(session, "quota", "line", NOW)


def test_workers_who_raise_the_same_alarm_at_once_are_all_counted(work: Work) -> None:
    together = Barrier(6, timeout=30)
    with ThreadPoolExecutor(6) as threads:
        turns = [threads.submit(raise_after, work, together) for _ in range(6)]
    for turn in turns:
        turn.result()

    with work.read() as session:
        assert the_alarm(session).count == 6


def test_a_fact_is_the_last_word_on_it(session: Session) -> None:
    assert facts.recall(session, "own_id") is None
    facts.remember(session, "own_id", "U1", NOW)
    facts.remember(session, "other", "x", NOW)
    facts.remember(session, "own_id", "U2", after(1))
    session.expire_all()

    assert (facts.recall(session, "own_id"), facts.recall(session, "other")) == ("U2", "x")


def test_a_model_is_kept_by_its_catalogue_and_a_new_one_takes_the_place_of_a_damaged_one(session: Session) -> None:
    mine, other = "a" * 64, "b" * 64
    assert not understanding_models.is_there(session, mine)
    understanding_models.keep(session, mine, b"damaged", NOW)
    assert understanding_models.artefact(session, mine) == b"damaged"
    session.expire_all()
    understanding_models.keep(session, mine, b"sound", after(1))

    assert understanding_models.is_there(session, mine)
    assert understanding_models.artefact(session, mine) == b"sound"
    assert not understanding_models.is_there(session, other)
    assert understanding_models.load(session, other) is None
    assert understanding_models.those_there(session, {mine, other}) == {mine}
