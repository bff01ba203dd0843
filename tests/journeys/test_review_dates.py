"""An answer past its review date: a product of its own, whose clock goes on by years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from bot.conversation import taps
from bot.trial.reaper import Reaper
from intents.catalogue import load_catalogue
from tests.journeys.phone import Phone
from tests.models import give_model
from tests.processes import Product
from tests.servers import RedisServer

QUESTION = "กนอ. คือหน่วยงานอะไร"


@pytest.fixture
def years_later(reaper: Reaper, tmp_path: Path, trained_model: bytes) -> Iterator[Phone]:
    """A customer on a day on which no answer has been reviewed for too long."""
    redis = RedisServer(reaper)
    redis.start()
    database_url = f"sqlite:///{tmp_path / 'nikhom.db'}"
    with Product(reaper, database_url, redis.url, tmp_path) as product:
        give_model(database_url, trained_model)
        product.release()
        product.start()
        answers = (intent.answer for intent in load_catalogue().intents.values())
        last_day = max(answer.review_by for answer in answers if answer)
        after = f"{last_day + timedelta(days=1)}T09:00"
        requests.post(f"{product.line_url}/simulator/api/clock", json={"to": after}, timeout=10).raise_for_status()
        yield Phone.of(product.line_url, "สมชาย")
    redis.close()


def test_an_answer_past_its_review_date_is_not_told_and_the_unit_is_offered(years_later: Phone) -> None:
    phone = years_later
    phone.says(QUESTION)
    said = phone.hears("ถึงกำหนดทบทวน")
    assert "ที่มา:" not in said
    assert "ตรงคำถาม" not in [action["label"] for action in phone.offered]

    phone.says("ใช่ค่ะ")
    phone.hears("มีรายละเอียดที่อยากแจ้งหน่วยงานเพิ่มไหมคะ")
    phone.taps("ไม่มีเพิ่มเติม")
    phone.hears("เบอร์โทร")
    phone.taps("ข้าม")
    assert QUESTION in phone.hears("ตรวจสอบก่อนส่ง")
    phone.taps("ยืนยันส่งเรื่อง")
    assert re.search(r"กนอ-\d\d-\d{6}", phone.hears("รับเรื่องแล้วค่ะ"))

    phone.do("postback", data=taps.data("emergency"), display_text="เหตุฉุกเฉิน")
    assert "199" in phone.hears("1669")
