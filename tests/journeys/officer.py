"""An officer at the desk, going through its pages as a browser would: forms, CSRF tokens, redirects."""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass, field
from urllib.parse import quote

import requests

from tests.processes import STAFF_PASSWORD

PATIENCE = 15.0
"""Seconds until an officer gives up waiting."""


@dataclass
class Officer:
    """One member of staff, signed in."""

    desk_url: str
    browser: requests.Session = field(default_factory=requests.Session)
    page: str = ""

    @classmethod
    def signed_in(cls, desk_url: str, username: str, password: str = STAFF_PASSWORD) -> Officer:
        """Sign in; the desk must let us."""
        officer = cls(desk_url)
        officer.open("/sign-in")
        officer._post("/sign-in", username=username, password=password, next="")
        assert "/sign-out" in officer.page, "the desk did not let us in"
        return officer

    def open(self, path: str) -> int:
        """Open a page; return its status."""
        answer = self.browser.get(self.desk_url + path, timeout=10)
        self.page = answer.text
        return answer.status_code

    def open_ticket(self, number: str) -> int:
        """Open a matter's page."""
        return self.open(f"/tickets/{quote(number)}")

    def waits_to_read(self, number: str, text: str) -> None:
        """Open a matter again and again until its page holds ``text``."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.open_ticket(number) == 200 and text in self.page:
                return
            time.sleep(0.2)
        raise AssertionError(f"waited for {text!r} on the page of {number}")

    def does(self, act: str, number: str, text: str, **more: str) -> int:
        """Open the matter and send one of its forms: answer, ask, resolve, note, call, transfer, reopen."""
        assert self.open_ticket(number) == 200, f"{number} is not to be seen"
        seen = re.search(r'name="seen" value="(\d+)"', self.page)
        assert seen is not None, "the page has no forms"
        return self._post(f"/tickets/{quote(number)}/{act}", seen=seen.group(1), text=text, **more)

    def _post(self, path: str, **form: str) -> int:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page)
        assert token is not None, "the page has no CSRF token"
        answer = self.browser.post(
            self.desk_url + path, data={"csrf_token": html.unescape(token.group(1)), **form}, timeout=10
        )
        self.page = answer.text
        return answer.status_code
