"""What can go wrong, as the domain sees it.

ServiceError
├── NotFound      no such ticket, unit or person, or not yours to see
├── NotAllowed    yours to see, not yours to change
├── Conflict      someone changed it first, or it is already so
└── Refused       the request makes no sense; the message says what to fix

Each carries a sentence in Thai for the person at the screen. The desk turns them into pages, the bot into words.
"""


class ServiceError(Exception):
    """The domain refused; ``str(error)`` is a Thai sentence fit for a user."""


class NotFound(ServiceError):
    """No such thing, or not yours to see."""


class NotAllowed(ServiceError):
    """Yours to see, not yours to change."""


class Conflict(ServiceError):
    """Someone changed it first, or it is already so."""


class Refused(ServiceError):
    """The request makes no sense as it is."""
