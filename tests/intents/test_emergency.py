"""What sounds like an emergency is one, unless the words say plainly that it is not.

``fixtures/emergencies.jsonl`` holds cries and look-alikes of many voices. Of each kind the first two thirds were
written before the rules; the last third, farthest from anybody's usual words, when the rules stood, to see how far they
reach. Every second line is for measuring only: no rule was made from reading what failed there. Lines marked "read"
came last, and all of them were read.
"""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.catalogue import Catalogue
from intents.emergency import could_be_one, is_emergency
from intents.layout import TO_ENGLISH, fix_layout
from intents.understanding import EMERGENCY

FIXTURE = Path(__file__).parent / "fixtures" / "emergencies.jsonl"
ROWS = [json.loads(line) for line in FIXTURE.read_text("utf-8").splitlines()]
CRIES = [row["text"] for row in ROWS if row["emergency"]]
LOOK_ALIKES = [row["text"] for row in ROWS if not row["emergency"]]
MEASURED_CRIES = [row["text"] for row in ROWS if row["emergency"] and "read" not in row][1::2]
MEASURED_LOOK_ALIKES = [row["text"] for row in ROWS if not row["emergency"] and "read" not in row][1::2]
IN_THAI = [text for text in CRIES if re.search("[ก-ฮ]", text)]


def seen(texts: list[str]) -> float:
    return sum(map(is_emergency, texts)) / len(texts)


@pytest.mark.parametrize(("texts", "least"), [(CRIES, 0.975), (MEASURED_CRIES, 0.96)], ids=["all", "only measured"])
def test_nearly_every_emergency_is_seen(texts: list[str], least: float) -> None:
    assert len(texts) >= 100
    assert seen(texts) >= least


@pytest.mark.parametrize("texts", [LOOK_ALIKES, MEASURED_LOOK_ALIKES], ids=["all", "only measured"])
def test_few_look_alikes_raise_an_alarm(texts: list[str]) -> None:
    assert len(texts) >= 100
    assert seen(texts) <= 0.10


def test_a_cry_is_heard_through_the_noise_of_hurried_typing() -> None:
    typed_on_the_wrong_layout = [text for text in IN_THAI if not re.search("[a-zA-Z0-9]", text)]

    assert seen([re.sub("[่้๊๋]", "", text) for text in IN_THAI]) >= 0.95
    assert seen([text.replace(" ", "") for text in IN_THAI]) >= 0.95
    assert seen([f"{text}!!!" for text in CRIES]) >= 0.95
    assert seen([fix_layout(text.translate(TO_ENGLISH)) or "" for text in typed_on_the_wrong_layout]) >= 0.95


def test_what_other_customers_say_raises_hardly_any_alarm(shipped: Catalogue) -> None:
    others = [intent for intent in shipped.intents.values() if intent.id != EMERGENCY]
    said = [text for intent in others for lines in intent.examples.values() for text in lines]

    assert seen(said) <= 0.005


@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_judged(text: str) -> None:
    assert is_emergency(text) in {True, False}
    assert is_emergency(f"  {text} ") == is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "ไฟไหม้โรงงานข้างๆ",
        "ไฟใหม้ค่ะ",
        "ไฟ ไหม้ โกดัง",
        "ไฟไหมโกดง ชวยดวย",
        "เห็นควันดำโขมงเต็มโรงงาน",
        "หม้อแปลงระเบิด",
        "แก๊สรั่ว",
        "กาซรัวแรงมาก",
        "แอมโมเนียฟุ้งทั้งห้องเย็น",
        "ถังกรดแตก กรดหกใส่คนงาน",
        "รถบรรทุกสารเคมีคว่ำหน้านิคม",
        "ได้กลิ่นแก๊สแรงมาก แสบตาหายใจไม่ออก",
        "คนงานตกนั่งร้าน ไม่รู้สึกตัว",
        "พี่โดนเครื่องหนีบมือ เลือดไม่หยุด",
        "เพื่อนถูกไฟช็อต",
        "เครนล้มทับคน",
        "มีคนติดอยู่ในลิฟต์",
        "ช่วยด้วยยยย",
        "เรียกรถพยาบาลให้หน่อย",
        "ขออนุญาตแจ้งเหตุไฟไหม้ค่ะ",
        "ไฟไหม้ห้องเก็บเอกสาร",
        "ไฟดับ แล้วหม้อแปลงก็ระเบิด",
        "ซ้อมอยู่ดีๆ ไฟไหม้จริง ตอนนี้ดับไม่ได้",
        "there is a fire in building 3",
        "FIRE!!!",
        "ammonia leak at the cold store",
        "a worker is unconscious",
        "explosion near gate 2, this is not a drill",
        "fai mai rong ngan",
        "工場で火災が発生",
        "薬品が漏れています",
        "仓库着火了",
        "有人触电",
        "🔥 ไฟลามมาแล้ว",
        "ตึกสั่น ผนังแยก กำลังจะพัง",
        "ไฟไหท้ ด่วน",
        "ลูกตกท่อระบายน้ำหน้านิคม น้ำเชี่ยวมาก",
        "ไฟฟ้าแรงสูงช็อตคนบนเสา",
        "ไฟยังไม่ดับเลย มันลุกขึ้นมาอีกแล้ว",
        "ดับไฟไม่ไหวแล้ว ถังดับเพลิงหมด",
        "เปิดประตูไม่ได้ มีคนอยู่ข้างใน",
        "ปิดวาล์วไมได แกสรัว",
        "แม่บ้านกินน้ำยาล้างห้องน้ำเข้าไป",
        "รถสารเคมีพลิกควำตรงแยก มีไอขาวๆ ลอยออกมา",
        "บอยเลอรแตก คนโดนลวกหลายคน",
        "มีงูเห่ากัดคนงานที่สนามหญ้า",
        "เตาหลอมแตก น้ำเหล็กไหลลงพื้น",
        "ขาติดสายพาน",
        "a guy just got hit by a truck outside gate 3, he isn't moving",
        "my coworker got burned by caustic soda",
        "something's burning at the paint shop, thick black smoke",
        "同僚が高所から落ちました",
    ],
)
def test_an_emergency_is_seen(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "ไฟดับทั้งซอย",
        "มีไฟไหมคะตอนนี้",
        "เปลี่ยนหลอดไฟใหม่",
        "ไฟไม่ติด",
        "น้ำรั่วหน้าโรงงาน",
        "ท่อประปาแตก",
        "ปีนี้ซ้อมหนีไฟวันไหน",
        "อบรมดับเพลิงขั้นต้น",
        "ขอใบรับรองถังดับเพลิง",
        "ถ้าเกิดเพลิงไหม้ต้องแจ้งใคร",
        "สมมติแก๊สรั่วตอนกลางคืนโทรเบอร์ไหน",
        "เครื่องตรวจจับแก๊สรั่วต้องสอบเทียบปีละกี่ครั้ง",
        "ประกันอัคคีภัยต่ออายุที่ไหน",
        "ขอสถิติไฟไหม้ย้อนหลังสามปี",
        "รื้ออาคารที่ไฟไหม้ปีก่อน ใช้ฟอร์มอะไร",
        "สารเคมีรั่วต้องรายงานภายในกี่วัน",
        "ถังแก๊สวางชิดรั้วเรามาก",
        "เจ้าหน้าที่ระเบิดอารมณ์ใส่ลูกค้า",
        "ควันเหม็นจากปล่อง ไม่ได้ไฟไหม้นะ",
        "เพลิงสงบแล้ว ควบคุมได้แล้ว",
        "how often must the fire alarm be inspected?",
        "who do we notify if there is a chemical spill",
        "fire drill next week",
        "消火器の点検",
        "火灾保险怎么办",
        "งานไหม้แล้วค่ะ ส่งรายงานไม่ทันวันนี้ เลื่อนได้ไหม",
        "หุ้นร่วงยับ พอร์ตไฟไหม้ไปแล้ว",
        "แบตมือถือจะระเบิดไหมถ้าชาร์จทั้งคืน",
        "รับสมัครพนักงานดับเพลิงไหมครับ จบ ม.6",
        "อยากรู้วาถาแก๊สรั่วตองทำไง",
        "ประกนไฟไหมโรงงาน ใชเอกสารอะไรจากนิคมบาง",
        "บอทตอบได้ไหมว่าไฟไหม้เขียนภาษาอังกฤษว่าอะไร",
        "เขาว่าแถวนี้มีผีตึกถล่ม จริงปะ",
        "กระเป๋าตังค์ตกท่อ ใครพอมีเบอร์คนเปิดฝาท่อบ้าง",
        "โรงงานระเบิดที่จีนจะกระทบราคาวัตถุดิบไหม",
        "ขับรถเร็วมาก สักวันต้องชนคนตาย ขอลูกระนาดหน่อย",
        "ไม่ได้ไฟไหม้ เป็นควันจากร้านปิ้งย่าง",
        "We had a minor acid spill in 2022, is it still on our compliance record?",
        "the queue of trucks is not moving",
        "สวัสดีค่ะ",
        "",
    ],
)
def test_a_look_alike_is_none(text: str) -> None:
    assert not is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "ถ้าเกิดไฟไหม้ต้องทำอย่างไร",
        "ขอเบอร์แจ้งเหตุฉุกเฉิน",
        "ไม่ได้ไฟไหม้นะ แค่ถามเฉยๆ",
        "เมื่อปีที่แล้วโรงงานนี้เคยระเบิด",
        "which number do I call about a gas leak?",
        "火事のときの連絡先は",
        "this website is a disaster, it crashed three times",
    ],
)
def test_what_asks_supposes_denies_or_looks_back_could_not_be_one(text: str) -> None:
    assert not could_be_one(text)


@pytest.mark.parametrize(
    "text",
    [
        "ควันพุ่งออกมาจากตึกข้างๆ ไม่หยุด",
        "ขาเขาคาอยู่ตรงนั้น เอาออกไม่ได้",
        "everyone is running from the tank yard",
        "毒气过来了",
    ],
)
def test_what_only_tells_could_be_one(text: str) -> None:
    assert could_be_one(text)
