"""A browser for tests of the desk: opens pages, checks each against the house rules, fills in and sends forms."""

from __future__ import annotations

from urllib.parse import unquote

from flask import Flask, session
from werkzeug.test import TestResponse

from backend.desk import gate
from backend.models.staff import Staff
from tests.desk.html import Node, filled, keeps_the_house_rules, read


class DeskClient:
    """One browser. The page it last opened is ``page``."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()
        self.page = Node("document", {})
        self.location = ""

    def sign_in(self, staff: Staff) -> DeskClient:
        """Give this browser a session as signing in does, without the slow comparison of a password."""
        with self.app.test_request_context():
            gate.begin_session(staff)
            who = dict(session)
        with self.http.session_transaction() as kept:
            kept.update(who)
            kept.permanent = True
        return self

    def get(self, path: str, status: int = 200) -> Node:
        """Open a page."""
        return self._read(self.http.get(path), status)

    def send(self, action: str, status: int = 302, **values: str) -> Node:
        """Fill in the form of the open page that goes to ``action``, and send it; a redirect is not followed."""
        return self.send_to(action, self.form(action), status, **values)

    def send_to(self, action: str, form: Node, status: int = 302, **values: str) -> Node:
        """Send a form to somewhere else than it is meant for."""
        return self._read(self.http.post(action, data=filled(form) | values), status)

    def form(self, action: str) -> Node:
        """The form of the open page that goes to ``action``."""
        forms = self.page.all("form")
        found = [form for form in forms if unquote(form.attributes["action"]) == action]
        offered = [unquote(form.attributes["action"]) for form in forms]
        assert len(found) == 1, f"no form to {action} among {offered}"
        return found[0]

    def follow(self) -> Node:
        """Go where the last answer sent us."""
        return self.get(self.location)

    def _read(self, response: TestResponse, status: int) -> Node:
        assert response.status_code == status, f"{response.status_code} for {response.request.path}"
        self.location = response.headers.get("Location", "")
        if status in (301, 302):
            return self.page
        self.page = read(response.get_data(as_text=True))
        keeps_the_house_rules(self.page)
        return self.page
