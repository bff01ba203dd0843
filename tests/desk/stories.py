"""A desk that listens, and people who work at it in real browsers, each with one of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, ViewportSize
from sqlalchemy import select
from werkzeug.serving import make_server

from backend.models.staff import Staff
from tests.desk.conftest import Office

COMPUTER, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)


@dataclass
class Listening:
    """Where the desk listens."""

    office: Office
    address: str
    browser: Browser

    def enter(self, username: str, screen: ViewportSize = COMPUTER) -> Page:
        """Somebody with a browser that has signed in."""
        with self.office.work.read() as session:
            staff = session.scalars(select(Staff).where(Staff.username == username)).one()
        cookie = self.office.browser(staff).http.get_cookie("nikhom_desk")
        assert cookie is not None
        page = self.pass_by(screen)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        return page

    def pass_by(self, screen: ViewportSize = COMPUTER) -> Page:
        """Somebody who has not signed in."""
        return self.browser.new_context(viewport=screen, locale="th-TH").new_page()


@contextmanager
def listening(office: Office, browser: Browser) -> Iterator[Listening]:
    """Let the desk listen; close what was opened at the end."""
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Listening(office, f"http://127.0.0.1:{server.server_port}", browser)
    for context in browser.contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
