"""Turns a page's value into HTML: one template, one frozen dataclass, and the frame around every page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, render_template

from backend.desk import texts
from backend.desk.context import SignedIn, anyone, the_desk
from backend.models.staff import Role
from backend.queries.frame import Signs, signs

SIGNS_UNKNOWN = Signs(has_demo=False, open_alarms=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every page: who is signed in, where they may go, and that not everything here is real."""

    person: SignedIn | None
    trial: bool
    demo: bool
    open_alarms: int
    sees_matters: bool
    sees_alarms: bool
    edits_the_catalogue: bool
    runs_the_system: bool


def show(template: str, page: object) -> str:
    """A page inside its frame."""
    with the_desk().work.read() as session:
        return render_template(template, page=page, frame=make_frame(signs(session)))


def make_frame(seen: Signs = SIGNS_UNKNOWN) -> Frame:
    """The frame; for an error page without asking the database, which may be what went wrong."""
    settings, person = the_desk().settings, anyone()
    role = person.role if person else None
    return Frame(
        person=person,
        trial=settings.trial,
        demo=settings.demo or seen.has_demo,
        open_alarms=seen.open_alarms,
        sees_matters=role in (Role.OFFICER, Role.MARKETING),
        sees_alarms=role in (Role.MARKETING, Role.ADMINISTRATOR),
        edits_the_catalogue=role in (Role.MARKETING, Role.ADMINISTRATOR),
        runs_the_system=role is Role.ADMINISTRATOR,
    )


def install(app: Flask) -> None:
    """Give templates the words of ``texts`` as filters, and keep pages with customers' words out of caches."""
    app.jinja_env.filters.update(texts.FILTERS)
    app.after_request(_keep_out_of_caches)


def _keep_out_of_caches(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    return response
