"""The life of a unit's report: what is confirmed is judged, and only what is not confirmed is written."""

from __future__ import annotations

from itertools import product

from service_standards.report_course import Act, ReportState, after


def test_only_a_report_that_is_written_is_confirmed_and_only_one_that_is_confirmed_is_judged() -> None:
    for state in ReportState:
        assert (after(state, Act.CONFIRM) is ReportState.CONFIRMED) is state.may_be_written
        assert (after(state, Act.SEND_BACK) is ReportState.RETURNED) is state.is_confirmed
        assert (after(state, Act.ACCEPT) is not None) is (state is ReportState.CONFIRMED)


def test_every_state_is_reached_and_left_again() -> None:
    ends = [after(state, act) for state, act in product(ReportState, Act)]
    assert set(ends) - {None} == set(ReportState)
    for state in ReportState:
        assert any(after(state, act) for act in Act), state


def test_every_state_and_act_has_words_in_both_languages() -> None:
    for one in (*ReportState, *Act):
        assert one.label_th
        assert one.label_en.isascii()
