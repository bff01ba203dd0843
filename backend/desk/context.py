"""What every view may reach for: the edges this desk was made with, and who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, cast

from flask import current_app, g
from redis import Redis

from backend.models.staff import Role
from backend.settings import Settings
from backend.work import Now, Work
from intents.catalogue import Catalogue, Intent

EXTENSION = "nikhom_desk"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as a customer sees it: its words, and the labels of the buttons below it."""

    text: str
    buttons: tuple[str, ...] = ()


class Preview(Protocol):
    """Composes what the chat says to a question. How we talk is none of the desk's business: it is plugged in."""

    def __call__(
        self, catalogue: Catalogue, intent: Intent, language: str, *, unit_name: str, today: date
    ) -> Sequence[Bubble]:
        """The messages, or none where the bot answers by doing something. ``catalogue`` may be without ``intent``."""


def no_preview(catalogue: Catalogue, intent: Intent, language: str, *, unit_name: str, today: date) -> Sequence[Bubble]:
    """What a desk without the chat above it shows: nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Desk:
    """The edges: settings, transactions, the doorbell's server, the clock by which sessions age, the chat's preview.

    ``wall`` is not ``work.now``: moving the trial's clock by three days must not sign the tester out.
    """

    settings: Settings
    work: Work
    redis: Redis
    wall: Now
    preview: Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The person at the screen, as of this request."""

    id: int
    username: str
    name: str
    role: Role
    unit_id: str
    unit_short: str
    head: bool


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
