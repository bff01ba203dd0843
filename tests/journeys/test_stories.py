"""The stories that the product is for, told through a phone and a desk."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

import requests

from intents.catalogue import load_catalogue
from tests.journeys.officer import Officer
from tests.journeys.phone import Phone

People = Callable[..., Phone]
Officers = Callable[[str], Officer]
NUMBER = r"กนอ-\d\d-\d{6}"
PIXEL = base64.b64encode(
    bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccff0bf1e"
                  "000582027f3d2cf1d40000000049454e44ae426082")
).decode()  # fmt: skip


def leave_a_matter(phone: Phone) -> str:
    """Water at Bangpoo, from the first word to the ticket number."""
    phone.says("น้ำไม่ไหลตั้งแต่ตีห้า โรงงานหยุดทั้งไลน์แล้ว")
    phone.hears("นิคมอุตสาหกรรมไหน")
    phone.says("บางปู")
    phone.hears("พิมพ์รายละเอียด")
    phone.says("ซอย 7 แปลง 12 ครับ")
    phone.hears("เบอร์โทร")
    phone.taps("ข้าม")
    phone.hears("ตรวจสอบก่อนส่ง")
    phone.taps("ยืนยันส่งเรื่อง")
    receipt = phone.hears(NUMBER)
    found = re.search(NUMBER, receipt)
    assert found is not None
    return found.group()


def test_a_new_friend_is_welcomed_and_told_what_is_kept(a_customer: People) -> None:
    phone = a_customer(friend=False)
    phone.do("follow")

    said = phone.hears("ข้อมูลส่วนบุคคล")
    assert "สวัสดีค่ะ" in said
    assert "คุยกับเจ้าหน้าที่" in [action["label"] for action in phone.offered]


def test_a_known_question_gets_its_answer_with_source_and_unit(a_customer: People) -> None:
    phone = a_customer()
    phone.says("กนอ. คือหน่วยงานอะไร")

    said = phone.hears("ที่มา:")
    assert "สอบถามเพิ่มเติม:" in said
    labels = [action["label"] for action in phone.offered]
    assert {"ตรงคำถาม", "ไม่ตรงคำถาม", "คุยกับเจ้าหน้าที่"} <= set(labels)
    phone.taps("ตรงคำถาม")
    phone.hears("ขอบคุณ")


def test_a_matter_from_the_first_word_to_the_rating(a_customer: People, an_officer: Officers) -> None:
    phone = a_customer("คุณวิภา")
    number = leave_a_matter(phone)

    officer = an_officer("ops1")
    assert officer.open_ticket(number) == 200
    assert "ซอย 7 แปลง 12" in officer.page
    officer.does("answer", number, "ช่างกำลังเข้าตรวจสอบท่อหน้าซอย 7 ค่ะ")
    phone.hears("ช่างกำลังเข้าตรวจสอบ")
    assert phone.last_sender == "สายงานปฏิบัติงาน 1"

    phone.says("ขอบคุณครับ รออยู่หน้าโรงงาน")
    assert phone.hears_nothing_for(3), "the bot talks into an officer's conversation"
    officer.open_ticket(number)
    assert "รออยู่หน้าโรงงาน" in officer.page

    officer.does("ask", number, "มิเตอร์เลขที่เท่าไรคะ")
    phone.hears("มิเตอร์เลขที่เท่าไร")
    phone.says("M-4521")
    officer.does("resolve", number, "เปลี่ยนวาล์วเรียบร้อย น้ำไหลปกติแล้วค่ะ")
    phone.hears("พอใจกับการดูแล")
    phone.taps("ให้คะแนน 2")
    phone.hears("ควรปรับปรุง")
    phone.says("รอนานไปหน่อย")
    phone.hears("ขอบคุณค่ะ")

    officer.open_ticket(number)
    assert "รอนานไปหน่อย" in officer.page


def test_how_time_is_counted_is_one_tap_away_and_can_be_typed(a_customer: People) -> None:
    phone = a_customer()
    number = leave_a_matter(phone)
    phone.taps("นับเวลาอย่างไร")

    said = phone.hears("นับแล้ว")
    assert number in said
    assert "3 วันทำการ" in said
    assert "มาตรฐานทดลอง" in said
    phone.says("เรื่องของฉัน")
    phone.hears("สถานะ")
    assert "นับเวลาอย่างไร" in [action["label"] for action in phone.offered]
    phone.says(f"นับเวลาอย่างไรคะ {number}")
    assert number in phone.hears("นับแล้ว")


def test_not_solved_reopens_the_matter(a_customer: People, an_officer: Officers) -> None:
    phone = a_customer()
    number = leave_a_matter(phone)
    officer = an_officer("ops1")
    officer.does("resolve", number, "แก้ไขแล้วค่ะ")
    phone.hears("พอใจกับการดูแล")
    phone.taps("ยังไม่เรียบร้อย")

    phone.hears(f"เปิดเรื่อง {number} อีกครั้ง")
    officer.open_ticket(number)
    assert "กำลังดำเนินการ" in officer.page


def test_a_burst_of_fragments_gets_one_answer(a_customer: People) -> None:
    phone = a_customer()
    phone.says("คือ", "แบบว่า", "เมื่อวานน่ะ")

    said = phone.hears("ยังไม่เข้าใจ")
    assert said.count("ยังไม่เข้าใจ") == 1
    assert phone.hears_nothing_for(3)


def test_an_emergency_gives_the_numbers_first_and_opens_a_ticket_without_a_form(
    a_customer: People, an_officer: Officers
) -> None:
    phone = a_customer()
    phone.says("ไฟไหม้โรงงานข้างๆ นิคมมาบตาพุด ช่วยด้วย")

    said = phone.hears(NUMBER)
    assert said.index("199") < said.index("กนอ-")
    assert "1669" in said
    number = re.search(NUMBER, said)
    assert number is not None
    assert an_officer("ops3").open_ticket(number.group()) == 200


def test_another_units_matter_is_not_found(a_customer: People, an_officer: Officers) -> None:
    number = leave_a_matter(a_customer())

    assert an_officer("ops2").open_ticket(number) == 404
    assert an_officer("fpk").open_ticket(number) == 404


def test_a_transfer_takes_the_matter_to_the_other_unit(a_customer: People, an_officer: Officers) -> None:
    phone = a_customer()
    number = leave_a_matter(phone)
    an_officer("ops1").does("transfer", number, "เป็นเรื่องใบแจ้งหนี้ของ ฝปก.", unit="fpk")

    phone.hears("ต่อให้ฝ่ายบริการผู้ประกอบการ")
    assert an_officer("fpk").open_ticket(number) == 200
    assert an_officer("ops1").open_ticket(number) == 404


def test_a_second_officer_saving_over_the_first_is_told(a_customer: People, an_officer: Officers) -> None:
    number = leave_a_matter(a_customer())
    first, second = an_officer("ops1"), an_officer("ops1")
    second.open_ticket(number)
    stale_page = second.page
    assert first.does("note", number, "โทรหาช่างแล้ว") == 200
    seen = re.search(r'name="seen" value="(\d+)"', stale_page)
    assert seen is not None
    second.page = stale_page

    status = second._post(f"/tickets/{number}/note", seen=seen.group(1), text="ยังไม่ได้โทรหาช่าง")
    assert status == 409
    assert "ยังไม่ได้โทรหาช่าง" in second.page


def test_a_picture_reaches_the_officer(a_customer: People, an_officer: Officers) -> None:
    phone = a_customer()
    phone.says("น้ำไม่ไหลตั้งแต่ตีห้า โรงงานหยุดทั้งไลน์แล้ว")
    phone.hears("นิคมอุตสาหกรรมไหน")
    phone.do("media", type="image", base64=PIXEL, content_type="image/png")
    phone.hears("ได้รับแล้วค่ะ")
    phone.taps("คุยกับเจ้าหน้าที่")
    number = re.search(NUMBER, phone.hears(NUMBER))
    assert number is not None

    officer = an_officer("marketing")
    officer.open_ticket(number.group())
    picture = re.search(r'src="(/attachments/\d+)"', officer.page)
    assert picture is not None
    answer = officer.browser.get(officer.desk_url + picture.group(1), timeout=10)
    assert answer.headers["content-type"] == "image/png"
    assert answer.content == base64.b64decode(PIXEL)


def test_what_is_unsent_is_gone_everywhere(a_customer: People, an_officer: Officers) -> None:
    phone = a_customer()
    number = leave_a_matter(phone)
    sent = phone.do("text", text="เบอร์ลับของผม 0899999999")["events"][0]["message_id"]
    phone.hears("เพิ่มในเรื่อง")
    officer = an_officer("ops1")
    officer.open_ticket(number)
    assert "0899999999" in officer.page
    phone.do("unsend", message_id=sent)

    officer.waits_to_read(number, "ยกเลิกข้อความ")
    assert "0899999999" not in officer.page


def test_who_blocks_us_is_not_written_to_and_gets_it_when_they_come_back(
    a_customer: People, an_officer: Officers
) -> None:
    phone = a_customer()
    number = leave_a_matter(phone)
    phone.do("block")
    an_officer("ops1").does("answer", number, "กำลังตรวจสอบค่ะ")
    assert phone.hears_nothing_for(3)
    phone.do("follow")

    assert "กำลังตรวจสอบค่ะ" in phone.hears("ยินดีต้อนรับกลับ")


def test_english_is_answered_in_english(a_customer: People) -> None:
    phone = a_customer("Mr. Tanaka", language="en")
    phone.says("What can you do?")

    phone.hears("I can")


def test_two_needs_of_one_message_become_two_matters_one_after_the_other(
    a_customer: People, an_officer: Officers
) -> None:
    phone = a_customer()
    phone.says("น้ำไม่ไหล แล้วขอใบเสร็จเดือนที่แล้วด้วย")
    said = phone.hears("นิคมอุตสาหกรรมไหน")
    assert said.index("ใบเสร็จ") < said.index("ที่บอกมาด้วย") < said.index("น้ำประปา")
    phone.says("บางปู")
    phone.hears("พิมพ์รายละเอียด")
    phone.says("โรงงานซอย 7 แปลง 12 ครับ")
    phone.hears("เบอร์โทร")
    phone.says("081-234-5678")
    phone.hears("ตรวจสอบก่อนส่ง")
    phone.taps("ยืนยันส่งเรื่อง")

    said = phone.hears("พิมพ์รายละเอียด")
    first = re.search(NUMBER, said)
    assert first is not None
    assert said.index(first.group()) < said.index("ต่อไปเรื่อง") < said.index("พิมพ์รายละเอียด")
    phone.says("ส่งทางอีเมลก็ได้ครับ")
    summary = phone.hears("ตรวจสอบก่อนส่ง")
    assert "บางปู" in summary
    assert "0812345678" in summary
    phone.taps("ยืนยันส่งเรื่อง")
    second = re.search(NUMBER, phone.hears(NUMBER))
    assert second is not None

    officer = an_officer("ops1")
    for number in (first, second):
        officer.open_ticket(number.group())
        assert "แล้วขอใบเสร็จเดือนที่แล้วด้วย" in officer.page


def test_two_questions_of_one_message_are_answered_together(a_customer: People) -> None:
    phone = a_customer()
    phone.says("กนอ. คือหน่วยงานอะไร แล้วสิทธิประโยชน์ในนิคมมีอะไรบ้าง")

    said = phone.hears("ตอบตรงคำถามไหมคะ")
    assert said.count("ที่มา:") == 2
    assert said.count("ตอบตรงคำถามไหมคะ") == 1
    phone.taps("ไม่ตรงคำถาม")
    phone.hears("เรื่องไหนที่ยังไม่ตรงคะ")


def test_japanese_is_understood_and_answered_in_english_under_a_line_of_its_own(a_customer: People) -> None:
    phone = a_customer("田中", language="ja")
    phone.says(load_catalogue().intents["investment_benefits"].examples["ja"][0])
    said = phone.hears("Source:")
    assert said.index("回答は英語") < said.index("Source:")

    phone.says("担当者と話したい")
    phone.hears("anything else the unit should know")
    phone.says("土地の契約について相談したいです")
    phone.hears("phone number")
    phone.says("なし")
    phone.hears("Please check before sending")
    phone.says("はい")
    assert re.search(NUMBER, phone.hears("Ticket received"))


def test_an_emergency_in_japanese_gets_the_numbers_under_a_line_of_its_own(a_customer: People) -> None:
    phone = a_customer("田中", language="ja")
    phone.says("火事です、助けてください")

    said = phone.hears(NUMBER)
    assert said.startswith("まず安全な場所へ")
    assert said.index("199") < said.index("กนอ-")


def test_a_matter_for_a_unit_begins_with_what_that_unit_needs_to_know(a_customer: People) -> None:
    phone = a_customer()
    phone.says("อยากจองที่ดินในนิคม ต้องทำอย่างไร")

    assert load_catalogue().intents["reserve_or_buy_land"].ask_th in phone.hears("พิมพ์รายละเอียด")


def test_two_misses_open_a_matter(a_customer: People) -> None:
    phone = a_customer()
    phone.says("อืมมม แบบนั้นแหละ")
    phone.hears("ยังไม่เข้าใจ")
    phone.says("ก็อันเดิมไง ที่ว่าๆ กันน่ะ")

    assert re.search(NUMBER, phone.hears("ส่งให้เจ้าหน้าที่"))


def test_who_asks_about_the_charter_sees_what_is_promised_and_can_read_all_of_it(a_customer: People) -> None:
    phone = a_customer()
    phone.says("กฎบัตรบริการของ กนอ. อ่านได้ที่ไหน")
    phone.hears("ที่มา:")
    phone.taps("ดูมาตรฐานด้านบริการ")

    said = phone.hears("มาตรฐานทดลอง")
    assert "เหตุฉุกเฉิน" in said
    page = next(action["uri"] for action in phone.offered if action["type"] == "uri")
    answer = requests.get(page, timeout=10)
    assert answer.status_code == 200
    assert "ทุกข้อในหน้านี้เป็นมาตรฐานทดลอง" in answer.text
