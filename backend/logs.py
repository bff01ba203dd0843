"""Logs, set up alike in every process: one JSON object a line, and of a failure its kind and place, never its message.

A message may hold what a customer said: PostgreSQL quotes whole rows in it, and Flask and RQ log whole exceptions.
So whatever is logged with an exception loses the message here, and of a library's text of many lines, which is what a
traceback looks like, only the first one is kept.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

OURS = f"{Path(__file__).parent.parent}/"
LIBRARIES = "site-packages"
log = structlog.get_logger()


def set_up_logs(level: str) -> None:
    """Our own lines from ``level`` on, libraries' from WARNING on, and the last word of a process that fails."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_message,
    ]
    in_json = structlog.processors.JSONRenderer(ensure_ascii=True)  # control characters are escaped by JSON itself
    structlog.configure(
        processors=[*shared, in_json],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    libraries = logging.StreamHandler(sys.stdout)
    libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, _first_line, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, in_json],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[libraries], force=True)
    sys.excepthook = _last_word


def fault(problem: BaseException) -> dict[str, str]:
    """A failure as it is logged: ``error`` is its class and the driver's, ``where`` our line, ``way`` the way there."""
    beneath = getattr(problem, "orig", None)
    kind = type(problem).__name__
    return {
        "error": f"{kind} ({type(beneath).__name__})" if beneath is not None else kind,
        "where": where(problem),
        "way": " > ".join(_places(problem)),
    }


def in_short(problem: BaseException) -> str:
    """A failure in one line, for a note or an alarm."""
    told = fault(problem)
    return f"{told['error']} {told['where']}"


def where(problem: BaseException) -> str:
    """File and line of a fault, the innermost of our own code where any took part."""
    places = list(_places(problem))
    return places[-1] if places else "?"


def _places(problem: BaseException) -> Iterator[str]:
    frames = traceback.extract_tb(problem.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(OURS) and LIBRARIES not in frame.filename]
    for frame in own or frames[-1:]:
        yield f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"


def _without_message(_logger: object, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    caught = fields.pop("exc_info", None)
    fields.pop("stack_info", None)
    problem = caught[1] if isinstance(caught, tuple) else sys.exc_info()[1] if caught is True else caught
    return {**fields, **fault(problem)} if isinstance(problem, BaseException) else fields


def _first_line(_logger: object, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {**fields, "event": str(fields["event"]).partition("\n")[0]}


def _last_word(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, problem, trace)
    else:
        log.critical("process_failed", **fault(problem))
