"""The story in a real browser: a customer on the chat page, an officer on the desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.processes import STAFF_PASSWORD, Product

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"กนอ-\d\d-\d{6}")
PATIENCE = 20_000


class ChatPage:
    """One phone on local LINE's page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.phone = page.get_by_role("region", name=f"โทรศัพท์ของ {name}")

    def types(self, text: str) -> None:
        field = self.phone.get_by_label("ข้อความ", exact=True)
        field.fill(text)
        field.press("Enter")

    def taps(self, label: str) -> None:
        self.phone.get_by_role("button", name=label, exact=True).last.click(timeout=PATIENCE)

    def shows(self, text: str | re.Pattern[str]) -> Locator:
        found = self.phone.get_by_role("log").get_by_text(text).last
        expect(found).to_be_visible(timeout=PATIENCE)
        return found


def sign_in(page: Page, desk_url: str, username: str) -> None:
    page.goto(desk_url + "/")
    page.get_by_label("ชื่อผู้ใช้").fill(username)
    page.get_by_label("รหัสผ่าน").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


def do(page: Page, title: str, label: str, text: str, button: str) -> None:
    """Open one of the officer's forms, fill it and send it."""
    form = page.locator("details.act", has=page.get_by_text(title, exact=True))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label(label).fill(text)
    form.get_by_role("button", name=button).click()


def test_the_whole_story(product: Product, browser: Browser) -> None:
    context = browser.new_context(locale="th-TH", timezone_id="Asia/Bangkok")
    faults: list[str] = []
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    chat_page, desk_page = context.new_page(), context.new_page()
    chat_page.goto(product.line_url + "/")
    chat = ChatPage(chat_page, "มาลี (ทดลอง)")

    chat.taps("เพิ่มเพื่อน")
    chat.shows(re.compile("เรื่องข้อมูลส่วนบุคคล"))
    chat.types("กนอ. คือหน่วยงานอะไร")
    chat.shows(re.compile("ที่มา:"))
    chat.types("น้ำไม่ไหลตั้งแต่ตีห้า โรงงานหยุดทั้งไลน์แล้ว")
    chat.shows(re.compile("นิคมอุตสาหกรรมไหน"))
    chat.types("บางปู")
    chat.shows(re.compile("พิมพ์รายละเอียด"))
    chat.types("ซอย 7 แปลง 12 ค่ะ")
    chat.taps("ข้าม")
    chat.taps("ยืนยันส่งเรื่อง")
    number = NUMBER.search(chat.shows(NUMBER).inner_text())
    assert number is not None
    chat.shows(re.compile("มาตรฐานทดลอง"))

    sign_in(desk_page, product.desk_url, "ops1")
    desk_page.get_by_role("link", name=re.compile("น้ำไม่ไหลตั้งแต่ตีห้า")).first.click()
    expect(desk_page.get_by_text(number.group()).first).to_be_visible()
    do(desk_page, "ตอบผู้รับบริการ", "ข้อความถึงผู้รับบริการ", "ช่างกำลังเข้าตรวจสอบค่ะ", "ส่งคำตอบทาง LINE")
    chat.shows(re.compile("ช่างกำลังเข้าตรวจสอบ"))
    do(desk_page, "แจ้งผลการดำเนินการ", "ผลการดำเนินการ", "เปลี่ยนวาล์วแล้ว น้ำไหลปกติค่ะ", "แจ้งผลทาง LINE")
    chat.shows(re.compile("พอใจกับการดูแล"))
    chat.taps("ให้คะแนน 5")
    chat.shows("ขอบคุณสำหรับคะแนนค่ะ")

    desk_page.reload()
    expect(desk_page.get_by_text("ปิดเรื่อง").first).to_be_visible()
    assert faults == []
    context.close()


def test_the_desk_works_on_a_phone(product: Product, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="th-TH")
    page = context.new_page()
    sign_in(page, product.desk_url, "ops1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("เรื่องที่ต้องดูแล")

    wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wider, "the page scrolls sideways"
    context.close()
