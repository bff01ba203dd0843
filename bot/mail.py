"""Composition root of the mailer: ``python -m bot.mail``. Sends the e-mails that wait, and ends.

The clock starts one where any waits. It is a process of its own, because a mail server may take its time.
"""

from __future__ import annotations

import os
import smtplib
import ssl
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import structlog

from backend.logs import fault
from backend.services import emails, report_files
from backend.services.emails import Letter
from backend.work import Work
from bot.process import start

PATIENCE = 30.0
"""Seconds that a mail server may be silent."""
PERMANENT = 500
"""From this code on a server says that it will never take this."""
log = structlog.get_logger()


class NotTaken(Exception):
    """The server did not take an e-mail. ``for_good``: it never will."""

    def __init__(self, note: str, *, for_good: bool) -> None:
        super().__init__(note)
        self.note, self.for_good = note, for_good


class Post(Protocol):
    """The way to the mail server."""

    def __call__(self, message: EmailMessage) -> None:
        """Send one e-mail.

        Raises:
            NotTaken: the server did not take it.
        """


class SmtpPost:
    """SMTP by a URL: ``smtps://`` speaks TLS from the first byte, ``smtp://`` from STARTTLS on.

    Only to this machine it goes on without TLS where the server offers none.
    """

    def __init__(self, url: str, sender: str, safe: ssl.SSLContext | None = None) -> None:
        """``safe``: whose certificates are believed; those of this machine, unless it is said."""
        self._url, self._safe = urlsplit(url), safe or ssl.create_default_context()
        self._we = sender.rpartition("@")[2].strip("> ")  # how we introduce ourselves; a look-up may take long

    def __call__(self, message: EmailMessage) -> None:
        try:
            with closing(self._connect()) as server:
                self._introduce(server)
                server.send_message(message)
                server.quit()
        except smtplib.SMTPRecipientsRefused as problem:
            ((code, _),) = problem.recipients.values()
            raise NotTaken(f"recipient {code}", for_good=code >= PERMANENT) from problem
        except smtplib.SMTPAuthenticationError as problem:  # a setting is wrong: to be mended, and then tried again
            raise NotTaken(f"sign-in {problem.smtp_code}", for_good=False) from problem
        except smtplib.SMTPResponseException as problem:
            raise NotTaken(f"answer {problem.smtp_code}", for_good=problem.smtp_code >= PERMANENT) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise NotTaken(type(problem).__name__, for_good=False) from problem

    def _connect(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port or 465, self._we, timeout=PATIENCE, context=self._safe)
        return smtplib.SMTP(host, port or 587, self._we, timeout=PATIENCE)

    def _introduce(self, server: smtplib.SMTP) -> None:
        if self._url.scheme == "smtp":
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=self._safe)
            elif self._url.hostname not in ("localhost", "127.0.0.1", "::1"):
                raise smtplib.SMTPNotSupportedError("the server offers no TLS")
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))


def written(letter: Letter, sender: str, read: Callable[[str], bytes], now: datetime) -> EmailMessage:
    """The e-mail as it goes out.

    Args:
        read: the bytes of a kept file, by its hash.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.address, letter.subject
    message["Date"], message["Message-ID"] = format_datetime(now), letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    for one in letter.attachments:
        kind, _, subtype = one.media_type.partition("/")
        message.add_attachment(read(one.sha256), maintype=kind, subtype=subtype, filename=one.name)
    return message


def send_all(work: Work, post: Post, sender: str, read: Callable[[str], bytes]) -> None:
    """Send what waits, one after the other. Nothing is held while the server is spoken to."""
    while True:
        with work.write() as session:
            letter = emails.take(session, work.now())
        if letter is None:
            return
        try:
            post(written(letter, sender, read, work.now()))
        except NotTaken as problem:
            _not_sent(work, letter, problem.note, for_good=problem.for_good)
        except OSError as problem:  # a file that goes along is not there
            _not_sent(work, letter, f"attachment {type(problem).__name__}", for_good=False)
        except ValueError as problem:  # it cannot be written down as an e-mail: it never will
            _not_sent(work, letter, f"unwritable {type(problem).__name__}", for_good=True)
        else:
            with work.write() as session:
                emails.sent(session, letter, work.now())


def _not_sent(work: Work, letter: Letter, note: str, *, for_good: bool) -> None:
    log.warning("email_not_sent", email=letter.id, note=note, for_good=for_good)
    with work.write() as session:
        emails.failed(session, letter, note, work.now(), for_good=for_good)


def reader(media: Path) -> Callable[[str], bytes]:
    """Reads documents of reports, by their hash."""
    store = report_files.store(media.absolute())
    return lambda sha256: store.path(sha256).read_bytes()


def main() -> None:
    """Send what waits by the environment's settings, giving way to everything else on this machine."""
    os.nice(10)
    process = start()
    settings = process.settings
    if not settings.smtp_url:
        sys.exit("SMTP_URL is missing: e-mails wait until it is set")
    try:
        send_all(
            process.work,
            SmtpPost(settings.smtp_url, settings.mail_from),
            settings.mail_from,
            reader(settings.media_path),
        )
    except Exception as problem:  # noqa: BLE001 - its message may hold an address
        log.error("mailer_failed", **fault(problem))
        sys.exit(1)


if __name__ == "__main__":
    main()
