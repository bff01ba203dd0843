"""The chat page in a real browser: what people see, what a tap does, and that nothing anybody wrote can run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from linebot.v3.messaging import (
    FlexContainer,
    FlexMessage,
    Message,
    MessageAction,
    MessagingApi,
    MessagingApiBlob,
    PostbackAction,
    PushMessageRequest,
    QuickReply,
    QuickReplyItem,
    Sender,
    ShowLoadingAnimationRequest,
    TextMessage,
)
from playwright.sync_api import Browser, Locator, Page, expect

from bot.simulator.server import Server
from tests.simulator.bench import Control, ListeningBot
from tests.simulator.test_content_and_menus import menu, upload

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)>"
DRAW = """async (contents) => {
  const { drawFlex } = await import("/static/flex.js");
  const node = drawFlex(contents, () => {});
  document.body.append(node);
  const elements = [...node.querySelectorAll("*")];
  const drawn = { html: node.outerHTML, text: node.textContent, tags: elements.map((e) => e.localName) };
  node.remove();
  return drawn;
}"""


PROBLEMS: list[str] = []


@pytest.fixture(scope="module")
def page(browser: Browser, running: tuple[Server, ListeningBot]) -> Iterator[Page]:
    """The page, opened once: a reset of local LINE must clear it."""
    page = browser.new_page(locale="th-TH", timezone_id="Asia/Bangkok")
    page.on("console", lambda said: PROBLEMS.append(f"{said.text} {said.location}") if said.type == "error" else None)
    page.on("pageerror", lambda error: PROBLEMS.append(str(error)))
    page.on("dialog", lambda dialog: PROBLEMS.append(f"a script ran: {dialog.message}"))
    page.goto(f"http://127.0.0.1:{running[0].port}/")
    yield page
    page.close()


@pytest.fixture
def phone(page: Page, control: Control) -> Iterator[Locator]:
    """Malee's phone, alone on the page, with nothing in its chat. No script error and no refused script may happen."""
    page.set_viewport_size({"width": 390, "height": 844})
    if page.get_by_label("ปิดเครื่องมือทดสอบ").is_visible():
        page.get_by_label("ปิดเครื่องมือทดสอบ").click()
    control.customer("มาลี")
    page.get_by_role("button", name="มาลี", exact=True).click()
    phone = page.get_by_role("region", name="โทรศัพท์ของ มาลี")
    expect(phone.get_by_label("ข้อความ", exact=True)).to_be_visible()
    PROBLEMS.clear()  # a picture of the test before may still have been on its way when the world began again
    yield phone
    assert PROBLEMS == []


def malee(control: Control) -> str:
    return next(str(chat["id"]) for chat in control.get("/customers")["chats"] if chat["name"] == "มาลี")


def push(api: MessagingApi, control: Control, *said: Message) -> None:
    api.push_message(PushMessageRequest(to=malee(control), messages=list(said)))


def choices(*actions: MessageAction | PostbackAction) -> QuickReply:
    return QuickReply(items=[QuickReplyItem(action=action) for action in actions])


def test_what_is_typed_reaches_the_bot_and_stands_in_the_chat(phone: Locator, bot: ListeningBot) -> None:
    field = phone.get_by_label("ข้อความ", exact=True)
    field.fill("น้ำไม่ไหลค่ะ")
    field.press("Enter")

    assert bot.texts(1) == ["น้ำไม่ไหลค่ะ"]
    expect(phone.get_by_role("log")).to_contain_text("น้ำไม่ไหลค่ะ")
    expect(field).to_have_value("")


def test_an_answer_appears_by_itself_with_its_unit_and_a_link(
    phone: Locator, api: MessagingApi, control: Control
) -> None:
    words = "ดูที่ https://www.ieat.go.th/ค่ะ"
    push(api, control, TextMessage(text=words, sender=Sender(name="สนง.นิคมฯ บางปู")))

    expect(phone.get_by_role("log")).to_contain_text("สนง.นิคมฯ บางปู จาก นิคมเดสก์ (ทดลอง)")
    expect(phone.get_by_role("link", name="https://www.ieat.go.th/")).to_have_attribute(
        "href", "https://www.ieat.go.th/"
    )


def test_quick_replies_are_said_and_vanish(
    phone: Locator, api: MessagingApi, control: Control, bot: ListeningBot
) -> None:
    quick = choices(
        MessageAction(label="ตรงคำถาม", text="ตรงค่ะ"), PostbackAction(label="ไม่ตรง", data="no", display_text="ไม่ตรงค่ะ")
    )
    push(api, control, TextMessage(text="ตรงไหมคะ", quick_reply=quick))

    phone.get_by_role("button", name="ไม่ตรง").click()

    (event,) = bot.events(1)
    assert event["postback"] == {"data": "no"}
    expect(phone.get_by_role("log")).to_contain_text("ไม่ตรงค่ะ")
    expect(phone.get_by_role("button", name="ตรงคำถาม")).to_be_hidden()


def test_a_new_message_takes_the_quick_replies_away(phone: Locator, api: MessagingApi, control: Control) -> None:
    push(api, control, TextMessage(text="หนึ่ง", quick_reply=choices(MessageAction(label="ตอบ", text="ตอบ"))))
    expect(phone.get_by_role("button", name="ตอบ")).to_be_visible()

    push(api, control, TextMessage(text="สอง"))

    expect(phone.get_by_role("button", name="ตอบ")).to_be_hidden()


def test_a_tap_on_a_flex_button_is_a_postback(
    phone: Locator, api: MessagingApi, control: Control, bot: ListeningBot
) -> None:
    button = {"type": "button", "action": {"type": "postback", "label": "ดูสถานะ", "data": "status=1"}}
    bubble = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [button]}}
    push(api, control, FlexMessage(alt_text="สถานะ", contents=FlexContainer.from_dict(bubble)))

    phone.get_by_role("button", name="ดูสถานะ").click()

    assert bot.events(1)[0]["postback"] == {"data": "status=1"}


def test_the_rich_menus_areas_act_and_its_bar_folds_it(
    phone: Locator, api: MessagingApi, blob: MessagingApiBlob, bot: ListeningBot
) -> None:
    menu_id = api.create_rich_menu(menu()).rich_menu_id
    upload(blob, menu_id, (Path(__file__).parent / "menu.png").read_bytes())
    api.set_default_rich_menu(menu_id)

    phone.get_by_role("button", name="เมนู", exact=True).nth(1).click()

    assert bot.texts(1) == ["เมนู"]
    bar = phone.locator(".menu-bar")
    bar.click()
    expect(bar).to_have_attribute("aria-expanded", "false")
    expect(phone.get_by_role("img", name="เมนูหลัก")).to_be_hidden()


def test_the_loading_animation_shows_until_the_answer(phone: Locator, api: MessagingApi, control: Control) -> None:
    api.show_loading_animation(ShowLoadingAnimationRequest(chat_id=malee(control), loading_seconds=60))
    expect(phone.get_by_text("กำลังเตรียมคำตอบ")).to_be_attached()

    push(api, control, TextMessage(text="มาแล้วค่ะ"))

    expect(phone.get_by_text("กำลังเตรียมคำตอบ")).not_to_be_attached()


def test_an_unsent_message_loses_its_words(phone: Locator, control: Control) -> None:
    (said,) = control.say(malee(control), "ลับมาก")
    expect(phone.get_by_role("log")).to_contain_text("ลับมาก")

    control.post(f"/customers/{malee(control)}/unsend", message_id=said["message_id"])

    expect(phone.get_by_role("log")).to_contain_text("ยกเลิกข้อความแล้ว")
    expect(phone.get_by_role("log")).not_to_contain_text("ลับมาก")


def test_blocking_closes_the_chat_until_unblocked(phone: Locator, bot: ListeningBot) -> None:
    phone.get_by_label("ตัวเลือกของแชตนี้").click()
    phone.get_by_role("button", name="บล็อกบัญชีนี้").click()
    expect(phone.get_by_label("ข้อความ", exact=True)).to_be_hidden()

    phone.get_by_role("button", name="เลิกบล็อก").click()

    expect(phone.get_by_label("ข้อความ", exact=True)).to_be_visible()
    assert [event["type"] for event in bot.events(2)] == ["unfollow", "follow"]


def test_a_picture_is_sent_with_its_bytes(
    phone: Locator, page: Page, control: Control, blob: MessagingApiBlob, bot: ListeningBot
) -> None:
    phone.get_by_label("แนบสิ่งอื่น").click()
    with page.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="รูปหรือวิดีโอ").click()
    chooser.value.set_files(Path(__file__).parent / "menu.png")

    message = bot.events(1)[0]["message"]
    assert message["type"] == "image"
    assert bytes(blob.get_message_content(message["id"])) == (Path(__file__).parent / "menu.png").read_bytes()
    expect(phone.get_by_role("img", name="รูปภาพ")).to_be_visible()


def test_the_tools_make_line_fail_and_move_the_clock(
    phone: Locator, page: Page, control: Control, api: MessagingApi
) -> None:
    page.get_by_role("button", name="เครื่องมือทดสอบ").click()
    page.get_by_label("เมื่อบอตส่งข้อความ ให้ LINE").select_option("quota")
    page.get_by_role("button", name="เริ่มขัดข้อง").click()
    page.get_by_role("button", name="+1 วัน").click()

    expect(page.get_by_text("(เลื่อนนาฬิกาแล้ว)")).to_be_attached()
    assert control.get("/clock")["offset_seconds"] == 86_400
    (fault,) = control.get("/faults")["faults"]
    assert (fault["kind"], fault["left"]) == ("quota", 1)


def test_nothing_anybody_wrote_runs(phone: Locator, api: MessagingApi, control: Control) -> None:
    control.say(malee(control), EVIL)
    short = MessageAction(label="<b>กด</b>", text=EVIL)
    push(api, control, TextMessage(text=EVIL, sender=Sender(name="<i>หน่วย</i>"), quick_reply=choices(short)))

    expect(phone.get_by_text(EVIL)).to_have_count(2)
    expect(phone.get_by_role("button", name="<b>กด</b>")).to_be_visible()
    expect(phone.get_by_text("<i>หน่วย</i>")).to_be_visible()


def test_flex_keeps_words_as_words_and_strange_values_out_of_the_style(phone: Locator, page: Page) -> None:
    text = {
        "type": "text",
        "text": EVIL,
        "color": "red;background:url(//evil.example)",
        "size": "url(x)",
        "action": {"type": "uri", "label": '" onclick="alert(1)', "uri": "https://a.th"},
    }
    parts = [
        text,
        {"type": "image", "url": "javascript:alert(1)", "size": "100px;position:fixed"},
        {"type": "button", "action": {"type": "message", "label": "<script>alert(1)</script>"}},
        {"type": "constructor"},
        {"type": "text", "contents": [{"type": "span", "text": "</div><b>ตัวหนา</b>"}]},
    ]
    body = {"type": "box", "layout": "vertical", "contents": parts, "backgroundColor": "expression(alert(1))"}

    drawn = page.evaluate(DRAW, {"type": "bubble", "size": "__proto__", "body": body})

    assert EVIL in drawn["text"]
    assert "<script>alert(1)</script>" in drawn["text"]
    assert "</div><b>ตัวหนา</b>" in drawn["text"]
    assert {"script", "b", "img"}.isdisjoint(drawn["tags"])
    for trace in ("javascript:", "evil.example", "expression", "position:", "<script"):
        assert trace not in drawn["html"]


@pytest.mark.parametrize("contents", [None, {}, {"type": "carousel"}, {"type": "bubble", "body": {"type": "box"}}, []])
def test_flex_that_is_none_draws_nothing_and_breaks_nothing(phone: Locator, page: Page, contents: object) -> None:
    assert page.evaluate(DRAW, contents)["text"] == ""


def test_the_page_is_accessible_with_a_conversation_and_the_tools_open(
    phone: Locator, page: Page, api: MessagingApi, control: Control
) -> None:
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "รับเรื่องแล้ว"}]},
    }
    control.say(malee(control), "สวัสดี")
    control.post(f"/customers/{malee(control)}/sticker")
    push(api, control, FlexMessage(alt_text="การ์ด", contents=FlexContainer.from_dict(bubble)))
    push(api, control, TextMessage(text="ค่ะ", quick_reply=choices(MessageAction(label="ตกลง", text="ตกลง"))))
    expect(phone.get_by_role("button", name="ตกลง")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="เครื่องมือทดสอบ").click()

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
