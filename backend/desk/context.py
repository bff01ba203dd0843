"""What every view may reach for: the edges this desk was made with, and who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, g
from redis import Redis

from backend.models.staff import Role
from backend.settings import Settings
from backend.work import Now, Work

EXTENSION = "nikhom_desk"


@dataclass(frozen=True, slots=True)
class Desk:
    """The edges: settings, transactions, the doorbell's server, and the clock by which sessions age.

    ``wall`` is not ``work.now``: moving the trial's clock by three days must not sign the tester out.
    """

    settings: Settings
    work: Work
    redis: Redis
    wall: Now


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The person at the screen, as of this request."""

    id: int
    username: str
    name: str
    role: Role
    unit_id: str
    unit_short: str


def the_desk() -> Desk:
    """The edges of the desk that serves this request."""
    return cast(Desk, current_app.extensions[EXTENSION])


def anyone() -> SignedIn | None:
    """Who is signed in, if anybody."""
    return cast("SignedIn | None", g.get("signed_in"))


def me() -> SignedIn:
    """Who is signed in, on a page that only they reach."""
    person = anyone()
    if person is None:
        raise LookupError("this view is open to people who are not signed in")
    return person
