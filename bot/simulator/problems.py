"""How LINE says no: a status, a message, and what is wrong with which property."""

from collections.abc import Mapping, Sequence

from bot.simulator.shapes import Finding
from bot.simulator.state import Json


class Problem(Exception):
    """An answer other than success, with the body and headers LINE sends."""

    def __init__(self, status: int, body: Json | str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.body: Json = {"message": body} if isinstance(body, str) else body
        self.headers = dict(headers or {})
        super().__init__(f"{status} {self.body['message']}")


def refuse_findings(findings: Sequence[Finding]) -> None:
    """Raise the 400 that lists what is wrong, if anything is."""
    if findings:
        count = len(findings)
        raise Problem(400, {"message": f"The request body has {count} error(s)", "details": list(findings)})
