"""The scale of a year's satisfaction: chosen by marketing with a reason, one choice after the other."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, Refused
from backend.services import evaluations, yearly_reviews
from backend.services.fields import Faulty
from service_standards.satisfaction import ScaleName
from tests.factories import NOW, a_staff
from tests.plan_rows import AFTER_THE_YEAR, YEAR, a_set_plan, marketing

CHOICE = {"scale": "rounded", "why": "มติที่ประชุม ฝตล."}


def test_a_choice_is_refused_to_others_when_overtaken_and_after_the_review_is_signed(session: Session) -> None:
    by = marketing(session)
    a_set_plan(session, by)
    evaluations.choose_scale(session, YEAR, CHOICE, by, seen=0, now=NOW)
    assert evaluations.scale_of(session, YEAR) is ScaleName.ROUNDED
    assert evaluations.scale_of(session, YEAR - 1) is ScaleName.EQUAL_WIDTH
    with pytest.raises(Conflict):
        evaluations.choose_scale(session, YEAR, CHOICE, by, seen=0, now=NOW)
    with pytest.raises(NotAllowed):
        evaluations.choose_scale(session, YEAR, CHOICE, a_staff(session, unit="ftl"), seen=1, now=NOW)
    with pytest.raises(Faulty):
        evaluations.choose_scale(session, YEAR, CHOICE | {"scale": "mine"}, by, seen=1, now=NOW)
    with pytest.raises(Refused):
        evaluations.choose_scale(session, YEAR + 1, CHOICE, by, seen=0, now=NOW)
    words = {"on_process": "ก", "on_results": "ข", "changes": "ไม่มี"}
    yearly_reviews.save(session, YEAR, words, [], by, seen=0, now=AFTER_THE_YEAR)
    yearly_reviews.sign(session, YEAR, by, seen=1, now=AFTER_THE_YEAR)
    with pytest.raises(Conflict):
        evaluations.choose_scale(session, YEAR, CHOICE, by, seen=1, now=AFTER_THE_YEAR)
