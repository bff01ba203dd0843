"""Two versions of the charter beside each other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from service_standards.allowance import Allowance
from service_standards.charter import Charter, ServiceStandard, Standing, load_trial_charter
from service_standards.charter_comparison import FIELDS, compare

TRIAL = load_trial_charter()
KEPT = {"code", "kind", "measure", "standing", "source"}
"""What says which promise it is, or on whose authority."""


def charter(*standards: ServiceStandard) -> Charter:
    return replace(TRIAL, version="2570", standards=standards)


def test_what_came_went_changed_and_stayed() -> None:
    inquiry, complaint = TRIAL.standard("resolution.inquiry"), TRIAL.standard("resolution.complaint")
    quicker = replace(inquiry, allowance=Allowance.parse("2 working_days"), title_th="ตอบภายใน 2 วันทำการ")
    suggestion = TRIAL.standard("response.suggestion")
    found = compare(charter(inquiry, complaint), charter(quicker, suggestion))

    assert [one.code for one in found.added] == ["response.suggestion"]
    assert [one.code for one in found.dropped] == ["resolution.complaint"]
    assert [(one.before, one.after, one.fields) for one in found.changed] == [
        (inquiry, quicker, ("allowance", "title_th"))
    ]
    assert found.unchanged == ()


def test_a_promise_is_known_by_what_it_is_for_and_not_by_its_code() -> None:
    inquiry = TRIAL.standard("resolution.inquiry")

    assert compare(charter(inquiry), charter(replace(inquiry, code="resolution.question"))).changed == ()


def test_who_approved_it_is_no_change() -> None:
    approved = tuple(replace(one, standing=Standing.APPROVED, source="มติคณะกรรมการ กนอ.") for one in TRIAL.standards)
    found = compare(TRIAL, charter(*approved))

    assert (found.added, found.dropped, found.changed) == ((), (), ())
    assert found.unchanged == approved


def test_every_field_of_a_promise_is_compared() -> None:
    assert set(FIELDS) | KEPT == set(ServiceStandard.__slots__)


@given(st.sets(st.sampled_from(TRIAL.standards)), st.sets(st.sampled_from(TRIAL.standards)))
def test_each_standard_of_both_is_told_once(before: set[ServiceStandard], after: set[ServiceStandard]) -> None:
    found = compare(charter(*before), charter(*after))
    told_after = [*found.added, *found.unchanged, *(one.after for one in found.changed)]
    told_before = [*found.dropped, *found.unchanged, *(one.before for one in found.changed)]

    assert sorted(one.code for one in told_after) == sorted(one.code for one in after)
    assert sorted(one.code for one in told_before) == sorted(one.code for one in before)
    back = compare(charter(*after), charter(*before))
    assert {one.code for one in back.added} == {one.code for one in found.dropped}
