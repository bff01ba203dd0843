"""Turns a page's value into HTML: one template, one frozen dataclass, and the frame around every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, Response, current_app, render_template, request

from backend.desk import texts
from backend.desk.context import SignedIn, anyone, the_desk
from backend.desk.menu import Section, menu_for
from backend.queries.frame import Signs, signs

SIGNS_UNKNOWN = Signs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every page: who is signed in, where they may go, and that not everything here is real."""

    person: SignedIn | None
    trial: bool
    demo: bool
    menu: Sequence[Section]
    unread_notices: int


def show(template: str, page: object) -> str:
    """A page inside its frame."""
    with the_desk().work.read() as session:
        person = anyone()
        seen = signs(session, person.id if person else None, the_desk().work.now())
        return render_template(template, page=page, frame=make_frame(seen))


def make_frame(seen: Signs = SIGNS_UNKNOWN) -> Frame:
    """The frame; for an error page without asking the database, which may be what went wrong."""
    settings, person = the_desk().settings, anyone()
    views, here = current_app.view_functions, request.endpoint or ""
    return Frame(
        person=person,
        trial=settings.trial,
        demo=settings.demo or seen.has_demo,
        menu=menu_for(person.role, views, seen, here) if person else (),
        unread_notices=seen.unread_notices,
    )


def install(app: Flask) -> None:
    """Give templates the words of ``texts`` as filters, and keep pages with customers' words out of caches."""
    app.jinja_env.filters.update(texts.FILTERS)
    app.after_request(_keep_out_of_caches)


def _keep_out_of_caches(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    return response
