"""Versions are prepared one at a time, by one process each, whoever dies over it; and the gate stands after that."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.errors import Conflict, Refused
from backend.models.alarm import Alarm
from backend.models.catalogue import CatalogueVersion
from backend.queries import catalogues as seen_by_staff
from backend.queries.catalogues import Standing
from backend.services import catalogues, preparation, publishing_gate
from backend.services.preparation import LEASE, MOST
from backend.work import Work
from intents.comparison import Change, Comparison, Outcome
from intents.evaluate import Share
from tests.catalogues import EVEN, a_version, prepare, shipped, small
from tests.factories import NOW, a_staff, after, reference_data


def one_waits(session: Session) -> CatalogueVersion:
    """Something is in force, and a version of it waits."""
    return a_version(session, a_staff(session), "ฮัลโหลจ้า", based_on=shipped(session))


def view(session: Session, version: CatalogueVersion) -> seen_by_staff.VersionView:
    return seen_by_staff.version(session, version.id)


def test_what_was_prepared_has_its_model_and_its_figures(session: Session) -> None:
    version = one_waits(session)
    assert preparation.is_due(session, NOW)
    task = preparation.take(session, NOW)
    assert task is not None
    assert view(session, version).standing is Standing.PREPARING

    assert preparation.finish(session, task, b"model", EVEN, after(1))

    seen = view(session, version)
    assert (seen.standing, seen.comparison, seen.prepared_at) == (Standing.READY, EVEN, after(1))
    assert seen.compared_with == version.based_on_id
    assert not preparation.is_due(session, after(10_000))


def test_nobody_takes_what_another_prepares_until_they_have_been_silent_for_long(session: Session) -> None:
    one_waits(session)
    first = preparation.take(session, NOW)
    assert first is not None
    assert preparation.take(session, NOW + LEASE - timedelta(seconds=1)) is None
    assert preparation.renew(session, first, NOW + LEASE - timedelta(seconds=1))
    assert preparation.take(session, NOW + LEASE) is None

    second = preparation.take(session, NOW + 2 * LEASE)

    assert second is not None
    assert second.version_id == first.version_id
    assert not preparation.renew(session, first, NOW + 2 * LEASE), "who was given up for dead hears of it"
    assert not preparation.finish(session, first, b"late", EVEN, NOW + 2 * LEASE)
    assert preparation.finish(session, second, b"model", EVEN, NOW + 2 * LEASE)


def test_of_two_who_would_prepare_at_once_one_does(work: Work) -> None:
    with work.write() as session:
        one_waits(session)
    together = Barrier(2)

    def take(_: int) -> preparation.Task | None:
        together.wait(10)
        with work.write() as session:
            return preparation.take(session, NOW)

    with ThreadPoolExecutor(2) as clocks:
        assert sum(task is not None for task in clocks.map(take, range(2))) == 1


def test_what_is_in_force_is_prepared_first_and_then_the_newest(session: Session) -> None:
    old = shipped(session)
    staff = a_staff(session)
    versions = [a_version(session, staff, text, based_on=old) for text in ("ฮัลโหลจ้า", "ดีค่าาา")]
    preparation.ask_again(session, old.id, NOW)

    taken = [preparation.take(session, NOW) for _ in range(4)]

    assert [task and task.version_id for task in taken] == [old.id, versions[1].id, versions[0].id, None]
    assert [task and task.compared_with for task in taken[:2]] == [None, old.id]


def test_what_fails_is_tried_again_after_a_pause_and_given_up_with_an_alarm(session: Session) -> None:
    version, now = one_waits(session), NOW
    for _ in range(MOST):
        task = preparation.take(session, now)
        assert task is not None
        preparation.fail(session, task, "MemoryError", now)
        assert preparation.take(session, now) is None
        now += timedelta(hours=1)

    assert preparation.take(session, now) is None
    assert (view(session, version).standing, view(session, version).note) == (Standing.UNPREPARED, "MemoryError")
    assert list(session.scalars(select(Alarm.kind))) == ["catalogue_not_prepared"]

    preparation.ask_again(session, version.id, now)
    assert preparation.take(session, now) is not None


def test_what_kills_whoever_prepares_it_is_given_up_too(session: Session) -> None:
    version, now = one_waits(session), NOW
    for _ in range(MOST):
        assert preparation.take(session, now) is not None
        now += LEASE

    assert preparation.take(session, now) is None
    assert view(session, version).note == preparation.KILLED_TOO_OFTEN


def test_what_can_never_succeed_is_not_tried_again(session: Session) -> None:
    version = one_waits(session)
    task = preparation.take(session, NOW)
    assert task is not None

    preparation.fail(session, task, "too little to learn from", NOW, for_good=True)

    assert view(session, version).standing is Standing.UNPREPARED


def test_what_is_being_prepared_need_not_be_asked_for(session: Session) -> None:
    version = one_waits(session)
    preparation.take(session, NOW)

    with pytest.raises(Conflict, match="กำลังเตรียม"):
        preparation.ask_again(session, version.id, NOW)


def test_what_was_learned_from_words_forgotten_meanwhile_is_not_kept(session: Session) -> None:
    version = one_waits(session)
    task = preparation.take(session, NOW)
    assert task is not None
    catalogues.forget_words(session, {"greeting": ["ฮัลโหลจ้า"]}, after(1))

    assert not preparation.finish(session, task, b"of the words", EVEN, after(2))
    assert view(session, version).standing is Standing.WAITING
    assert preparation.take(session, after(2)) is not None


def shares(**others: Share) -> dict[str, Share]:
    return {**EVEN.after, **others}


def lost(id: str) -> Change:
    seen, unseen = Outcome("answer", "emergency_report", emergency=True), Outcome("hand_over", None, emergency=False)
    return Change(id, "ไฟไหม้", "emergency_report", seen, unseen)


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        pytest.param(Comparison(shares(), shares(), (), (lost("emg-007"),)), "emg-007", id="an emergency"),
        pytest.param(
            Comparison(shares(first=Share(90, 100)), shares(first=Share(87, 100)), (), ()),
            "เป็นอันดับแรกลดลงจาก 90.0% (90 จาก 100) เป็น 87.0% (87 จาก 100) เกินเกณฑ์ 2%",
            id="first",
        ),
        pytest.param(
            Comparison(shares(right_when_answered=Share(50, 50)), shares(right_when_answered=Share(48, 50)), (), ()),
            "ตอบถูกเมื่อตอบเองลดลง",
            id="right when answered",
        ),
        pytest.param(
            Comparison(shares(out_of_scope_answered=Share(0, 30)), shares(out_of_scope_answered=Share(1, 30)), (), ()),
            "นอกเรื่องที่ตอบเหมือนรู้เพิ่มขึ้น",
            id="out of scope",
        ),
    ],
)
def test_the_gate_refuses_with_its_reason(session: Session, comparison: Comparison, said: str) -> None:
    version = one_waits(session)
    prepare(session, version, comparison)

    assert view(session, version).standing is Standing.REFUSED
    with pytest.raises(Refused) as refused:
        catalogues.publish(session, version.id, by=None, why="ลอง", seen=1, now=NOW)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "comparison",
    [
        Comparison(shares(first=Share(90, 100)), shares(first=Share(88, 100)), (), ()),
        Comparison(shares(first=Share(90, 100)), shares(first=Share(95, 100)), (), ()),
        Comparison(shares(out_of_scope_answered=Share(9, 10)), shares(out_of_scope_answered=Share(0, 10)), (), ()),
        Comparison(shares(first=Share(0, 0)), shares(first=Share(0, 0)), (), ()),
        Comparison(None, shares(first=Share(1, 100)), (), ()),
        Comparison(shares(), shares(), (lost("emg-001"),), ()),
    ],
)
def test_the_gate_lets_through_what_is_within_bounds(comparison: Comparison) -> None:
    assert publishing_gate.refusal(comparison) == ""


def test_the_figures_are_compared_with_what_is_in_force(session: Session) -> None:
    reference_data(session)
    first = catalogues.make_version(session, small(), by=None, why="แรก", based_on=None, now=NOW)
    task = preparation.take(session, NOW)
    assert task is not None
    assert (task.version_id, task.compared_with) == (first.id, None)


def test_what_was_in_force_once_is_not_refused_when_it_is_prepared_again(session: Session) -> None:
    """Going back stays possible, whatever has got better since."""
    old = shipped(session)
    new = a_version(session, a_staff(session), "ฮัลโหลจ้า", based_on=old)
    prepare(session, new)
    catalogues.publish(session, new.id, by=None, why="ใหม่", seen=1, now=NOW)
    preparation.ask_again(session, old.id, NOW)
    prepare(session, old, Comparison(shares(), shares(first=Share(1, 10)), (), (lost("emg-001"),)))

    catalogues.publish(session, old.id, by=None, why="กลับ", seen=2, now=NOW)
