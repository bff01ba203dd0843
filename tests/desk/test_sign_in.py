"""Signing in and out: who gets in, who does not, and what the answer gives away."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from redis import Redis
from sqlalchemy import select

from backend.app import create_desk
from backend.desk import familiar, gate
from backend.errors import Conflict, Refused
from backend.models.alarm import Alarm
from backend.models.staff import Role, Staff
from backend.services import sign_in
from tests.desk.client import DeskClient
from tests.desk.conftest import Office, make_settings
from tests.desk.html import filled, read
from tests.factories import PASSWORD, a_staff, a_unit


def try_to_enter(browser: DeskClient, username: str, password: str, status: int) -> str:
    """Sign in by the form; what the page says when it refuses."""
    browser.get("/sign-in")
    page = browser.send("/sign-in", status, username=username, password=password)
    return page.by_class("problem")[0].text if status != 302 else ""


def make(office: Office, username: str = "malee", **others: object) -> Staff:
    with office.work.write() as session:
        return a_staff(session, username=username, **others)  # type: ignore[arg-type]


def test_a_member_of_staff_signs_in_and_out(office: Office) -> None:
    make(office, "malee", name="มาลี ดีใจ")
    browser = office.browser()

    browser.get("/", 302)
    browser.follow()
    browser.send("/sign-in", username=" Malee ", password=PASSWORD)
    assert "มาลี ดีใจ" in browser.follow().text

    browser.send("/sign-out")
    browser.get("/", 302)
    assert browser.location == "/sign-in"


def test_signing_out_ends_the_session_and_every_copy_of_it(any_office: Office) -> None:
    made = make(any_office)
    browser, elsewhere = any_office.browser(made), any_office.browser(made)
    copy = browser.http.get_cookie("nikhom_desk")
    assert copy is not None

    browser.get("/")
    browser.send("/sign-out")

    assert "ในทุกเครื่อง" in browser.follow().text
    elsewhere.get("/", 302)
    thief = any_office.browser()
    thief.http.set_cookie("nikhom_desk", copy.value)
    thief.get("/", 302)


def test_a_session_that_has_ended_ends_no_other(office: Office) -> None:
    made = make(office)
    old = office.browser(made)
    old.get("/")
    with office.work.write() as session:
        sign_in.end_sessions(session.get_one(Staff, made.id))
        again = office.browser(session.get_one(Staff, made.id))

    old.send("/sign-out")

    again.get("/")


def test_nobody_learns_why_they_are_refused(office: Office) -> None:
    make(office, "active")
    with office.work.write() as session:
        sign_in.deactivate(a_staff(session, username="gone"))
    browser = office.browser()

    answers = {
        try_to_enter(browser, username, password, 401)
        for username, password in [("active", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("", "")]
    }

    assert len(answers) == 1


def test_wrong_passwords_lock_an_account_for_a_while_and_tell_the_administrator(any_office: Office) -> None:
    make(any_office)
    browser = any_office.browser()

    for _ in range(sign_in.ATTEMPTS):
        try_to_enter(browser, "malee", "wrong", 401)
    locked = try_to_enter(browser, "malee", PASSWORD, 401)
    any_office.wall.forward(minutes=14, seconds=59)
    try_to_enter(browser, "malee", PASSWORD, 401)
    any_office.wall.forward(seconds=1)
    try_to_enter(browser, "malee", PASSWORD, 302)

    assert "15 นาที" in locked
    with any_office.work.read() as session:
        assert session.scalars(select(Alarm.kind)).all() == ["sign_in_locked"]


def test_a_stranger_who_guesses_does_not_lock_out_a_browser_that_was_in_before(any_office: Office) -> None:
    make(any_office)
    officers, strangers = any_office.browser(), any_office.browser()
    try_to_enter(officers, "malee", PASSWORD, 302)
    officers.follow()
    officers.send("/sign-out")

    for _ in range(3 * sign_in.ATTEMPTS):
        try_to_enter(strangers, "malee", "wrong", 401)

    try_to_enter(strangers, "malee", PASSWORD, 401)
    try_to_enter(officers, "malee", PASSWORD, 302)


def test_a_browser_that_was_in_before_has_no_more_guesses_than_others(any_office: Office) -> None:
    make(any_office)
    browser = any_office.browser()
    try_to_enter(browser, "malee", PASSWORD, 302)
    browser.follow()
    browser.send("/sign-out")

    for _ in range(sign_in.ATTEMPTS):
        try_to_enter(browser, "malee", "wrong", 401)

    try_to_enter(browser, "malee", PASSWORD, 401)
    any_office.wall.forward(minutes=15)
    try_to_enter(browser, "malee", PASSWORD, 302)


def test_a_browser_is_known_to_the_accounts_that_it_was_in_and_for_half_a_year(office: Office) -> None:
    for username in ("malee", "somsri", "anong"):
        make(office, username)
    browser, stranger = office.browser(), office.browser()
    for username in ("malee", "somsri"):
        try_to_enter(browser, username, PASSWORD, 302)
        browser.follow()
        browser.send("/sign-out")

    def try_it_locked(username: str, status: int) -> None:
        for _ in range(sign_in.ATTEMPTS):
            try_to_enter(stranger, username, "wrong", 401)
        try_to_enter(browser, username, PASSWORD, status)
        browser.http.delete_cookie("nikhom_desk")

    try_it_locked("malee", 302)
    try_it_locked("somsri", 302)
    try_it_locked("anong", 401)
    office.wall.forward(days=180, seconds=1)
    try_it_locked("malee", 401)


@pytest.mark.parametrize("written", ["", "x", "WzEsMV0.x", "W1sxLDk5OTk5OTk5OTldXQ.aaaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_browser_that_only_says_that_it_was_in_before_is_a_stranger(office: Office, written: str) -> None:
    make(office)
    browser = office.browser()
    browser.http.set_cookie(familiar.COOKIE, written, path="/sign-in")

    for _ in range(sign_in.ATTEMPTS):
        try_to_enter(office.browser(), "malee", "wrong", 401)

    try_to_enter(browser, "malee", PASSWORD, 401)


def test_a_right_password_forgives_the_wrong_ones_before_it(office: Office) -> None:
    make(office)
    browser = office.browser()

    for _ in range(2):
        for _ in range(sign_in.ATTEMPTS - 1):
            try_to_enter(browser, "malee", "wrong", 401)
        try_to_enter(browser, "malee", PASSWORD, 302)
        browser.follow()
        browser.send("/sign-out")


def test_a_password_that_was_compared_while_the_account_got_locked_does_not_get_in(any_office: Office) -> None:
    """Many guesses at the same moment: what counts is the account as it is when each of them is decided."""
    made = make(any_office)
    with any_office.work.read() as session:
        kept = sign_in.look_up(session, "malee")
    right, wrong = sign_in.check(kept, PASSWORD), sign_in.check(kept, "wrong")

    with any_office.work.write() as session:
        for _ in range(sign_in.ATTEMPTS):
            assert sign_in.enter(session, wrong, any_office.wall()) is None
        assert sign_in.enter(session, right, any_office.wall()) is None
        assert sign_in.is_locked(session.get_one(Staff, made.id), any_office.wall())


def test_a_dated_hash_is_renewed_when_its_password_is_seen(office: Office) -> None:
    made = make(office)
    dated = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with office.work.write() as session:
        session.get_one(Staff, made.id).password_hash = dated

    try_to_enter(office.browser(), "malee", PASSWORD, 302)

    with office.work.read() as session:
        renewed = session.get_one(Staff, made.id).password_hash
    assert renewed != dated
    assert not sign_in.HASHER.check_needs_rehash(renewed)
    assert sign_in.HASHER.verify(renewed, PASSWORD)


def test_a_session_ends_after_twelve_hours_however_busy_it_was(office: Office) -> None:
    browser = office.browser(make(office))

    for _ in range(11):
        office.wall.forward(hours=1)
        browser.get("/")
    office.wall.forward(minutes=59, seconds=59)
    browser.get("/")
    office.wall.forward(seconds=1)
    browser.get("/", 302)


def test_moving_the_clock_of_the_trial_signs_nobody_out(office: Office) -> None:
    browser = office.browser(make(office))

    office.clock.forward(days=3)

    browser.get("/")


def test_an_account_that_is_closed_is_out_at_once(office: Office) -> None:
    made = make(office)
    browser = office.browser(made)
    browser.get("/")

    with office.work.write() as session:
        sign_in.deactivate(session.get_one(Staff, made.id))

    browser.get("/", 302)


def test_changing_the_password_ends_the_other_sessions_of_the_account(office: Office) -> None:
    made = make(office)
    here, elsewhere = office.browser(made), office.browser(made)

    here.get("/password")
    here.send("/password", old=PASSWORD, new="another long password", again="another long password")

    assert "เปลี่ยนรหัสผ่านแล้ว" in here.follow().text
    elsewhere.get("/", 302)
    try_to_enter(office.browser(), "malee", PASSWORD, 401)
    try_to_enter(office.browser(), "malee", "another long password", 302)


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", "another long password", "another long password", "รหัสผ่านเดิมไม่ถูกต้อง"),
        (PASSWORD, "another long password", "another one", "ไม่ตรงกัน"),
        (PASSWORD, "short", "short", "อย่างน้อย 10 ตัว"),
        (PASSWORD, "x" * 201, "x" * 201, "ไม่เกิน 200 ตัว"),
        (PASSWORD, "Malee's password", "Malee's password", "ชื่อผู้ใช้"),
        (PASSWORD, PASSWORD, PASSWORD, "ไม่ซ้ำ"),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_with_the_reason(
    office: Office, old: str, new: str, again: str, says: str
) -> None:
    browser = office.browser(make(office))

    browser.get("/password")
    page = browser.send("/password", 422, old=old, new=new, again=again)

    assert says in page.by_class("problem")[0].text


@pytest.mark.parametrize("username", ["ab", "with space", "ไทย", "-dash", "x" * 61])
def test_usernames_are_plain_letters(office: Office, username: str) -> None:
    with office.work.write() as session:
        a_unit(session)
        with pytest.raises(Refused, match="ชื่อผู้ใช้"):
            sign_in.make_staff(
                session, username=username, name="ชื่อ", role=Role.OFFICER, unit_id="ops1", password=PASSWORD
            )


def test_guesses_at_the_old_password_are_counted(any_office: Office) -> None:
    browser = any_office.browser(make(any_office))
    browser.get("/password")

    for _ in range(sign_in.ATTEMPTS):
        browser.send("/password", 422, old="wrong", new="another long password", again="another long password")
    page = browser.send("/password", 422, old=PASSWORD, new="another long password", again="another long password")

    assert "15 นาที" in page.by_class("problem")[0].text
    any_office.wall.forward(minutes=15)
    browser.send("/password", old=PASSWORD, new="another long password", again="another long password")


def test_a_username_is_given_once(office: Office) -> None:
    make(office)

    with office.work.write() as session, pytest.raises(Conflict):
        sign_in.make_staff(session, username="MALEE", name="ชื่อ", role=Role.OFFICER, unit_id="ops1", password=PASSWORD)


def test_the_trial_has_an_account_for_every_unit_and_keeps_those_it_finds(any_office: Office) -> None:
    with any_office.work.write() as session:

        def kept() -> dict[str, str]:
            return {staff.username: staff.password_hash for staff in session.scalars(select(Staff))}

        a_unit(session)
        sign_in.make_trial_staff(session, PASSWORD)
        before = kept()
        sign_in.make_trial_staff(session, "another long password")
        after = kept()

    units = {"ops1", "ops2", "ops3", "ftl", "fpk", "kso", "kos"}
    assert units | {f"{unit}-head" for unit in units} | {"marketing", "admin"} == set(before)
    assert after == before


@pytest.mark.parametrize("password", ["", "x" * (sign_in.SHORTEST_PASSWORD - 1), "x" * (sign_in.LONGEST_PASSWORD + 1)])
def test_the_trial_makes_no_account_with_a_password_that_will_not_do(office: Office, password: str) -> None:
    with office.work.write() as session:
        a_unit(session)
        with pytest.raises(Refused):
            sign_in.make_trial_staff(session, password)
        assert session.scalars(select(Staff)).all() == []


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/password", "/password"),
        ("/?view=all", "/?view=all"),
        ("//evil.example/x", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/sign-out", "/"),
        ("/nowhere", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
    ],
)
def test_signing_in_leads_to_a_page_of_the_desk_and_nowhere_else(office: Office, target: str, goes_to: str) -> None:
    with office.app.test_request_context():
        assert gate.safe_next(target) == goes_to


def test_the_page_that_was_wanted_is_shown_after_signing_in(office: Office) -> None:
    make(office)
    browser = office.browser()

    browser.get("/?view=waiting&q=น้ำ", 302)
    browser.follow()
    browser.send("/sign-in", username="malee", password=PASSWORD)

    assert browser.follow().all("input", name="q")[0].attributes["value"] == "น้ำ"


TRIAL = {"trial": "1", "trial_staff_password": PASSWORD}


@pytest.mark.parametrize(
    ("chosen", "secure"),
    [
        ({"public_url": "https://desk.example"}, True),
        ({"public_url": "http://desk.example"}, False),
        ({"public_url": ""}, True),
        ({"public_url": "", **TRIAL}, False),
        ({"public_url": "https://desk.example", **TRIAL}, True),
    ],
)
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    office: Office, chosen: dict[str, str], secure: bool
) -> None:
    make(office)
    settings = make_settings(office.settings.database_url, office.settings.media_path, **chosen)
    desk = create_desk(settings, office.work, Redis.from_url(settings.redis_url), wall=office.wall)
    http = desk.test_client()
    address = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/"}}
    form = filled(read(http.get("/sign-in", **address).text).all("form")[0])
    response = http.post("/sign-in", data=form | {"username": "malee", "password": PASSWORD}, **address)

    cookies = response.headers.getlist("Set-Cookie")
    assert [cookie.split("=")[0] for cookie in cookies] == [familiar.COOKIE, "nikhom_desk"]
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is secure
