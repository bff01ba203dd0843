"""From a message that nobody could answer to its answer in the chat, through real browsers and a real training."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.phone import Phone
from tests.journeys.test_browser import sign_in
from tests.processes import Product

pytestmark = pytest.mark.browser

ASKED = "อยากรู้ว่าในนิคมมีสถานีชาร์จรถยนต์ไฟฟ้าหรือยังคะ"
ANSWER = "เรื่องสถานีชาร์จรถยนต์ไฟฟ้าในนิคม ดิฉันยังไม่มีข้อมูลที่ยืนยันแล้วค่ะ"
QUESTION = {
    "รหัสคำถาม": "ev_charging",
    "ชื่อคำถาม (ไทย)": "ที่ชาร์จรถไฟฟ้า",
    "ชื่อคำถาม (อังกฤษ)": "EV charging",
    "หลักฐานหรือที่มาภายใน": "ทดสอบ",
    "คำตอบ (ไทย)": ANSWER,
    "คำตอบ (อังกฤษ)": "I have no confirmed information about EV charging in the estates yet.",
    "ทบทวนล่าสุด": "22/11/2569",
    "ต้องทบทวนภายใน": "22/11/2599",
    "เหตุผล": "มีคนถาม",
}
SHORTLY, TO_TRAIN = 60.0, 480.0
"""Seconds: for what a process does at its next turn, and for training and measuring beside all the other tests."""


def opened_until(page: Page, address: str, wanted: Callable[[Page], Locator], patience: float) -> Locator:
    """Open a page again and again until what is wanted is on it."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        page.goto(address)
        if wanted(page).count():
            return wanted(page).first
        page.wait_for_timeout(1_000)
    raise AssertionError(f"not found on {address} within {patience} s")


@pytest.mark.parametrize("product", ["sqlite"], indirect=True)
def test_what_was_not_understood_is_learned_approved_measured_published_and_answered(
    product: Product, browser: Browser, a_customer: Callable[..., Phone]
) -> None:
    author, reviewer = (browser.new_context(locale="th-TH").new_page() for _ in range(2))
    sign_in(author, product.desk_url, "marketing")
    sign_in(reviewer, product.desk_url, "admin")
    customer = a_customer()

    customer.says(ASKED)
    customer.hears(".")

    author.goto(f"{product.desk_url}/learning")
    author.get_by_role("button", name="จัดกลุ่มใหม่").click()
    opened_until(
        author, f"{product.desk_url}/learning", lambda page: page.get_by_role("link", name=ASKED), SHORTLY
    ).click()
    author.get_by_text("สร้างคำถามใหม่", exact=True).click()
    form = author.locator("#act-new")
    for label, words in QUESTION.items():
        form.get_by_label(label, exact=True).fill(words)
    form.get_by_label("หน่วยงานเจ้าของเรื่อง").select_option("ฝตล.")
    form.get_by_role("button", name="ดูตัวอย่างใน LINE").click()
    expect(author.locator(".phone-bubble").first).to_contain_text(ANSWER)
    author.locator("#act-new").get_by_role("button", name="เสนอคำถามใหม่").click()
    expect(author.get_by_text("รอเจ้าหน้าที่คนอื่นอนุมัติ").first).to_be_visible()

    reviewer.goto(author.url)
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("ที่ชาร์จรถไฟฟ้า")
    reviewer.get_by_role("button", name="อนุมัติ", exact=True).click()
    author.goto(f"{product.desk_url}/publishing")
    author.get_by_label("ฉบับนี้เปลี่ยนอะไร เพราะอะไร").first.fill("เพิ่มเรื่องที่ชาร์จรถ")
    author.get_by_role("button", name="สร้างฉบับใหม่").click()
    publish = author.get_by_role("button", name="เผยแพร่ฉบับนี้")
    expect(publish).to_be_visible(timeout=TO_TRAIN * 1_000)  # the page opens itself again until then
    expect(author.get_by_role("table")).to_contain_text("เข้าใจเรื่องถูกเป็นอันดับแรก")
    author.get_by_label("เหตุผล").fill("วัดผลแล้วไม่แย่ลง")
    publish.click()
    expect(author.get_by_text("ใช้งานอยู่").first).to_be_visible()

    heard, until = "", time.monotonic() + SHORTLY
    while ANSWER not in heard and time.monotonic() < until:
        another = a_customer("คนที่ถามทีหลัง")
        another.says(ASKED)
        heard = another.hears(".")
    assert re.search(re.escape(ANSWER), heard)
