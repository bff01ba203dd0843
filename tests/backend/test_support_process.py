"""The seven steps as the manual tells them."""

from __future__ import annotations

from backend.services.reference import UNITS
from backend.services.support_process import follow_up_units, support_process

ALL = {"ftl", "fpk", "kso", "kos", "ops1", "ops2", "ops3"}


def test_the_steps_are_the_manuals_seven_in_its_order_and_words() -> None:
    steps = support_process().steps

    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert steps[4].title == "ถ่ายทอดให้กับหน่วยงานที่เกี่ยวข้อง"
    assert all(step.title.startswith(step.short) for step in steps)
    assert all("ดำเนินการแล้วเสร็จตามกำหนด" in step.quality for step in steps)


def test_two_steps_are_owned_by_all_seven_units_and_the_others_by_marketing() -> None:
    owners = {step.number: set(step.owners) for step in support_process().steps}

    assert owners == {number: ALL if number in (2, 6) else {"ftl"} for number in range(1, 8)}
    assert set(UNITS) >= ALL


def test_the_units_that_follow_up_are_the_owners_of_the_sixth_step() -> None:
    assert set(follow_up_units()) == ALL
