"""What can be wrong with a promise or with the facts it is timed by.

StandardsError
├── AllowanceError      "0 working_days", "soon": no time anybody could keep
├── CalendarError       a calendar that cannot be: never open, shifts that overlap
│   └── BeyondCalendar  asked about a year whose holidays are not in the data
├── CharterError        a standard or a charter that cannot be
└── EventError          events no matter can have: none received, one before it
    └── NaiveInstant    an instant without its zone

Every message says what is wrong and what to do about it.
"""


class StandardsError(ValueError):
    """Something a person has to put right; the message says what."""


class AllowanceError(StandardsError):
    """Not an allowance."""


class CalendarError(StandardsError):
    """Not a calendar."""


class BeyondCalendar(CalendarError):
    """The calendar knows no holidays there, and nobody guesses."""


class CharterError(StandardsError):
    """Not a standard, or not a charter."""


class EventError(StandardsError):
    """Not the events of one matter."""


class NaiveInstant(EventError):
    """An instant that does not say in which zone it is."""
