"""The words of a promise against its clock: the number with its unit, in both languages."""

from __future__ import annotations

import pytest

from service_standards.allowance import Allowance
from service_standards.charter import ServiceStandard, load_trial_charter
from service_standards.told_time import tells


@pytest.mark.parametrize("standard", load_trial_charter().standards, ids=lambda standard: standard.code)
def test_the_trial_charter_tells_its_own_times(standard: ServiceStandard) -> None:
    assert tells(standard.title_th, standard.allowance)
    assert tells(standard.title_en, standard.allowance)


@pytest.mark.parametrize(
    ("allowance", "words"),
    [
        ("3 working_days", "แจ้งผลภายใน ๓ วันทำการ"),
        ("3 working_days", "มาตรา 7: แจ้งผลภายใน 3 วัน ทำการ"),
        ("3 working_days", "within 3 Business Days"),
        ("1 working_day", "a 1-working-day promise"),
        ("15 calendar_days", "แจ้งผลภายใน 15 วัน"),
        ("15 calendar_days", "within 15 calendar days"),
        ("1920 business_hours", "ภายใน 1,920 ชั่วโมงทำการ"),
        ("120 minutes", "ตอบรับภายใน 2 ชั่วโมง ตลอด 24 ชั่วโมง"),
        ("120 minutes", "within 120 minutes"),
        ("150 minutes", "ภายใน 2 ชั่วโมง 30 นาที"),
        ("150 minutes", "within 2 hours and 30 minutes"),
        ("150 business_minutes", "ภายใน 2 ชั่วโมงทำการ 30 นาที"),
    ],
)
def test_words_that_tell_it(allowance: str, words: str) -> None:
    assert tells(words, Allowance.parse(allowance))


@pytest.mark.parametrize(
    ("allowance", "words"),
    [
        ("3 working_days", "แจ้งผลภายใน 3 นาที"),
        ("3 working_days", "มาตรา 3: แจ้งผลภายใน 1 วัน"),
        ("3 working_days", "แจ้งผลภายใน 3 วัน"),
        ("3 working_days", "within 3 days"),
        ("3 working_days", "within 13 working days"),
        ("3 working_days", "within 1.3 working days"),
        ("3 calendar_days", "แจ้งผลภายใน ๓ วันทำการ"),
        ("3 calendar_days", "within 3 working days"),
        ("2 business_hours", "ภายใน 2 ชั่วโมง"),
        ("2 hours", "within 2 business hours"),
        ("2 hours", "ภายใน 2 ชั่วโมง 30 นาที"),
        ("150 minutes", "within 2 hours"),
        ("24 hours", "within 1 day"),
        ("3 working_days", "โดยเร็ว"),
    ],
)
def test_words_that_tell_another_time(allowance: str, words: str) -> None:
    assert not tells(words, Allowance.parse(allowance))
