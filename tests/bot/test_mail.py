"""E-mail through a real mail server: delivered once, tried again, given up; in Thai, with its files."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage as Message
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import select

from backend.errors import Refused
from backend.models.alarm import Alarm
from backend.models.email import EmailMessage, Mailing
from backend.models.staff import Staff
from backend.services import attempts, emails
from backend.services.emails import Attachment
from backend.work import SilentDoorbell, Work, make_engine
from bot.mail import NotTaken, SmtpPost, send_all
from tests.factories import NOW, a_staff
from tests.processes import free_port

SENDER = "desk@example.org"
THAI = "รายงานไตรมาส 4 ปีงบประมาณ 2569 ทั้งสิ้น"


@dataclass
class MailBox:
    """What a mail server has taken, and what it says to each recipient in turn."""

    answers: list[str] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the server's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, Message)
        self.taken.append(parsed)
        return "250 OK"


@dataclass
class Place:
    """A database with a clock, a mail server, and kept files."""

    work: Work
    box: MailBox
    post: SmtpPost
    files: dict[str, bytes]
    now: list[datetime]

    def send(self) -> None:
        send_all(self.work, self.post, SENDER, self.files.__getitem__)

    def row(self) -> EmailMessage:
        with self.work.read() as session:
            return session.scalars(select(EmailMessage)).one()


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    box = MailBox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, server_hostname="localhost")
    server.start()
    engine = make_engine(database_url)
    now = [NOW]
    yield Place(
        Work(engine, SilentDoorbell(), lambda: now[0]), box, SmtpPost(f"smtp://127.0.0.1:{port}", SENDER), {}, now
    )
    server.stop()
    engine.dispose()


def owe(place: Place, *, cause: str = "quarter:1", attachments: tuple[Attachment, ...] = ()) -> None:
    with place.work.write() as session:
        staff = session.scalar(select(Staff).where(Staff.email != "")) or a_staff(session)
        emails.set_address(staff, "somchai@example.org")
        emails.tell(session, [staff], cause, THAI, "เปิดดูได้ที่ระบบ\n", place.now[0], attachments)


def test_an_e_mail_arrives_once_in_thai_with_its_files(place: Place) -> None:
    place.files["ab"] = bytes(range(256))
    owe(place, attachments=(Attachment("ab", "รายงาน ๑.pdf", "application/pdf"),))
    owe(place)
    place.send()
    place.send()
    (message,) = place.box.taken
    assert (message["Subject"], message["To"], message["From"]) == (THAI, "somchai@example.org", SENDER)
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "เปิดดูได้ที่ระบบ\n"
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("รายงาน ๑.pdf", "application/pdf")
    assert attached.get_content() == place.files["ab"]
    assert (place.row().state, place.row().sent_at) == (Mailing.SENT, NOW)


def test_a_server_that_is_busy_gets_it_later(place: Place) -> None:
    place.box.answers = ["451 later"]
    owe(place)
    place.send()
    assert (place.row().state, place.row().note) == (Mailing.WAITING, "recipient 451")
    place.send()
    assert place.box.taken == []  # not before the pause is over
    place.now[0] += timedelta(minutes=1)
    place.send()
    assert len(place.box.taken) == 1


def test_a_recipient_that_is_refused_is_given_up_with_an_alarm(place: Place) -> None:
    place.box.answers = ["550 no such user somchai@example.org"]
    owe(place)
    place.send()
    row = place.row()
    assert (row.state, row.next_try_at, row.note) == (Mailing.FAILED, None, "recipient 550")
    with place.work.read() as session:
        (alarm,) = session.scalars(select(Alarm).where(Alarm.kind == "email_failed"))
        assert "somchai" not in alarm.subject + alarm.detail


def test_a_server_that_is_away_is_tried_for_hours_and_then_given_up(place: Place) -> None:
    owe(place)
    place.post = SmtpPost("smtp://127.0.0.1:9", SENDER)
    for _ in range(200):
        place.send()
        if place.row().state is Mailing.FAILED:
            break
        place.now[0] += timedelta(minutes=8)
    assert place.row().state is Mailing.FAILED
    assert place.now[0] - NOW > timedelta(hours=5)


def test_who_dies_between_the_servers_yes_and_ours_sends_the_same_message_again(place: Place) -> None:
    owe(place)

    class Dies(Exception):
        """The process ends here."""

    def post(message: Message) -> None:
        place.post(message)
        raise Dies

    with pytest.raises(Dies):
        send_all(place.work, post, SENDER, place.files.__getitem__)
    place.send()
    assert len(place.box.taken) == 1  # somebody may still be at it
    place.now[0] += emails.LEASE + timedelta(seconds=1)
    place.send()
    first, second = place.box.taken
    assert first["Message-ID"] == second["Message-ID"] == place.row().message_id


def test_a_file_that_is_gone_keeps_the_e_mail_waiting(place: Place, tmp_path: Path) -> None:
    owe(place, attachments=(Attachment("ab", "a.pdf", "application/pdf"),))
    send_all(place.work, place.post, SENDER, lambda sha256: (tmp_path / sha256).read_bytes())
    assert (place.row().state, place.row().note) == (Mailing.WAITING, "attachment FileNotFoundError")
    assert place.box.taken == []


def test_another_machine_is_not_written_to_without_tls() -> None:
    box, port = MailBox(), free_port()
    server = Controller(
        box, hostname="127.0.0.2", port=port, server_hostname="localhost"
    )  # as far away as a test may go
    server.start()
    try:
        with pytest.raises(NotTaken, match="SMTPNotSupportedError"):
            SmtpPost(f"smtp://127.0.0.2:{port}", SENDER)(Message())
    finally:
        server.stop()
    assert box.taken == []


@dataclass(frozen=True)
class Trusted:
    """A certificate for 127.0.0.1, and who believes it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def trusted() -> Trusted:
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    return Trusted(server, client)


def may_enter(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: object) -> AuthResult:
    return AuthResult(success=given == LoginPassword(b"desk", b"p@ss:word"), handled=False)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize(
    ("password", "problem"), [("p%40ss%3Aword", None), ("wrong", "sign-in 535")], ids=["known", "unknown"]
)
def test_it_signs_in_under_tls_from_the_first_byte_or_from_starttls_on(
    trusted: Trusted, scheme: str, password: str, problem: str | None
) -> None:
    box, port = MailBox(), free_port()
    secured: dict[str, Any] = {"ssl_context": trusted.server, "auth_require_tls": False}  # it does not see that it is
    if scheme == "smtp":
        secured = {"tls_context": trusted.server, "require_starttls": True, "auth_required": True}
    server = Controller(
        box, hostname="127.0.0.1", port=port, server_hostname="127.0.0.1", authenticator=may_enter, **secured,
    )  # fmt: skip
    server.start()
    post = SmtpPost(f"{scheme}://desk:{password}@127.0.0.1:{port}", SENDER, trusted.client)
    message = Message()
    message["From"], message["To"] = SENDER, "somchai@example.org"
    message.set_content(THAI)
    try:
        if problem is None:
            post(message)
        else:
            with pytest.raises(NotTaken, match=problem) as refused:
                post(message)
            assert not refused.value.for_good  # somebody mends the setting, and then it goes
    finally:
        server.stop()
    assert len(box.taken) == (problem is None)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_nobody_vouches_for_gets_nothing(trusted: Trusted, scheme: str) -> None:
    box, port = MailBox(), free_port()
    secured = {"ssl_context": trusted.server} if scheme == "smtps" else {"tls_context": trusted.server}
    server = Controller(box, hostname="127.0.0.1", port=port, server_hostname="127.0.0.1", **secured)
    server.start()
    try:
        with pytest.raises(NotTaken, match="SSLCertVerificationError"):
            SmtpPost(f"{scheme}://127.0.0.1:{port}", SENDER)(Message())
    finally:
        server.stop()
    assert box.taken == []


def test_what_cannot_be_written_as_an_e_mail_is_given_up_and_the_next_one_goes(place: Place) -> None:
    owe(place, cause="first")
    owe(place, cause="second")
    with place.work.write() as session:
        first = session.scalars(select(EmailMessage).order_by(EmailMessage.id)).first()
        assert first is not None
        first.subject = "รายงาน\nBcc: everybody@example.org"
    place.send()
    with place.work.read() as session:
        rows = {row.cause: (row.state, row.note) for row in session.scalars(select(EmailMessage))}
    assert rows == {"first": (Mailing.FAILED, "unwritable ValueError"), "second": (Mailing.SENT, "")}
    assert len(place.box.taken) == 1
    assert alarms(place) == [("email_failed", "unwritable ValueError")]


def test_somebody_is_told_while_a_server_stays_away_and_not_of_one_that_is_busy(place: Place) -> None:
    owe(place)
    place.post = SmtpPost("smtp://127.0.0.1:9", SENDER)
    for _ in range(emails.QUIET - 1):
        place.send()
        place.now[0] += timedelta(minutes=8)
    assert alarms(place) == []
    place.send()
    assert alarms(place) == [("email_waits", "")]


def test_what_its_sender_dies_over_each_time_is_given_up_at_last(place: Place) -> None:
    owe(place)
    for _ in range(attempts.MOST):
        with place.work.write() as session:
            assert emails.take(session, place.now[0]) is not None
        place.now[0] += emails.LEASE + timedelta(seconds=1)
    place.send()
    assert (place.row().state, place.row().note) == (Mailing.FAILED, "nobody came back from it")
    assert place.box.taken == []
    assert [kind for kind, _ in alarms(place)] == ["email_failed"]


def alarms(place: Place) -> list[tuple[str, str]]:
    """The alarms, each with its detail."""
    with place.work.read() as session:
        return [(one.kind, one.detail) for one in session.scalars(select(Alarm))]


def test_who_has_no_address_gets_none_and_nobody_is_written_to_twice_for_one_cause(place: Place) -> None:
    with place.work.write() as session:
        silent = a_staff(session)
        heard = a_staff(session)
        emails.set_address(heard, " somsri@example.org ")
        for _ in range(2):
            assert emails.tell(session, [silent, heard, heard], "cause", "เรื่อง", "ข้อความ", NOW) == [heard]
    assert place.row().address == "somsri@example.org"


@pytest.mark.parametrize(
    "address", ["somchai", "a@b", "a b@example.org", "a@exam ple.org", "ก@example.org", "a@x.org,b@x.org"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    staff = Staff(email="old@example.org")
    with pytest.raises(Refused):
        emails.set_address(staff, address)
    assert staff.email == "old@example.org"
