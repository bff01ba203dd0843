"""Trouble on request: what the SDK sees, and what nevertheless happened."""

import threading
import uuid

import pytest
from linebot.v3.messaging import ApiException, MessagingApi, PushMessageRequest, TextMessage
from pydantic.v1 import ValidationError
from urllib3.exceptions import HTTPError, ReadTimeoutError

from bot.simulator.faults import Fault, Faults
from tests.simulator.bench import Control

PUSH = "POST /v2/bot/message/push"


def push(api: MessagingApi, to: str, text: str = "แจ้งผล", key: str | None = None, patience: float = 5) -> None:
    request = PushMessageRequest(to=to, messages=[TextMessage(text=text)])
    api.push_message(request, x_line_retry_key=key, _request_timeout=(1, patience))


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("error", 500, "Internal Server Error"),
        ("rate_limit", 429, "The API rate limit has been exceeded. Try again later."),
        ("quota", 429, "You have reached your monthly limit."),
        ("unauthorized", 401, "Authentication failed due to the following reason: "),
    ],
)
def test_a_fault_before_the_call_does_nothing(
    api: MessagingApi, control: Control, kind: str, status: int, body: str
) -> None:
    malee = control.customer()
    control.post("/faults", kind=kind, endpoint=PUSH, times=1)

    with pytest.raises(ApiException) as refused:
        push(api, malee)

    assert refused.value.status == status
    assert body in refused.value.body
    assert control.heard(malee) == []
    push(api, malee)
    assert control.heard(malee) == ["แจ้งผล"]


@pytest.mark.parametrize(
    ("kind", "sees"),
    [("accept_then_error", ApiException), ("accept_then_drop", HTTPError), ("accept_then_empty", ValidationError)],
)
def test_a_fault_after_the_call_hides_that_it_was_done_and_the_retry_key_tells(
    api: MessagingApi, control: Control, kind: str, sees: type[Exception]
) -> None:
    malee, key = control.customer(), str(uuid.uuid4())
    control.post("/faults", kind=kind, endpoint="*/push", times=1)
    with pytest.raises(sees):
        push(api, malee, key=key)

    with pytest.raises(ApiException) as again:
        push(api, malee, key=key)

    assert again.value.status == 409
    assert control.heard(malee) == ["แจ้งผล"]


def test_a_dropped_call_did_nothing(api: MessagingApi, control: Control) -> None:
    malee = control.customer()
    control.post("/faults", kind="drop", times=1)

    with pytest.raises(HTTPError):
        push(api, malee)

    assert control.heard(malee) == []
    assert control.get("/statistics")["answers"][PUSH] == {"dropped": 1}


def test_a_body_that_is_not_utf8_is_sent(api: MessagingApi, control: Control) -> None:
    control.post("/faults", kind="bad_bytes", times=1)

    with pytest.raises(UnicodeDecodeError):
        push(api, control.customer())


def test_a_hanging_call_holds_nobody_up(api: MessagingApi, control: Control) -> None:
    malee, somchai = control.customer("มาลี"), control.customer("สมชาย")
    control.post("/faults", kind="hang", endpoint=PUSH, times=1, seconds=2.5)
    seen: list[Exception] = []

    def impatient() -> None:
        with pytest.raises(ReadTimeoutError) as error:
            push(api, malee, "ค้าง", patience=0.3)
        seen.append(error.value)

    hanging = threading.Thread(target=impatient)
    hanging.start()
    while control.get("/faults")["faults"]:
        pass
    push(api, somchai, "ไม่ค้าง", patience=2)
    hanging.join()

    assert len(seen) == 1
    assert control.heard(somchai) == ["ไม่ค้าง"]
    assert control.get(f"/customers/{malee}/messages?from=bot&wait=10")["messages"][0]["message"]["text"] == "ค้าง"


def test_a_fault_only_meets_the_calls_it_names(api: MessagingApi, control: Control) -> None:
    control.post("/faults", kind="error", endpoint="*/message/*")

    assert api.get_bot_info().mark_as_read_mode == "manual"
    with pytest.raises(ApiException):
        push(api, control.customer())
    control.call("DELETE", "/faults")
    push(api, control.customer())


def test_a_share_of_calls_fails_the_same_way_each_time() -> None:
    def run() -> list[bool]:
        faults = Faults()
        faults.add(Fault(kind="error", probability=0.3, seed=7))
        return [faults.take("POST", "/v2/bot/message/push") is not None for _ in range(200)]

    first = run()

    assert first == run()
    assert 40 <= sum(first) <= 80


def test_a_fault_ends_with_its_time() -> None:
    now = 100.0
    faults = Faults(lambda: now)
    faults.add(Fault(kind="error", for_seconds=2.0))
    assert faults.take("GET", "/") is not None

    now = 102.0

    assert faults.take("GET", "/") is None
    assert faults.listing() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "explode"},
        {"kind": "error", "times": 0},
        {"kind": "error", "probability": 1.5},
        {"kind": "error", "status": 200},
        {"kind": "hang", "seconds": 1000},
        {},
    ],
)
def test_a_fault_that_cannot_be_is_refused(control: Control, wrong: dict[str, object]) -> None:
    status, answer = control.call("POST", "/faults", wrong)

    assert status == 400
    assert answer["error"]
