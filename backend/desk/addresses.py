"""What may stand in an address: the number of a row, a fiscal year, a quarter of it."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter, Map

LARGEST_ROW = 2**63 - 1
"""No row has a greater number, and a database asked for one fails: an address with such a number is not found."""
FISCAL_YEAR = "<int(min=2500, max=2700):year>"
"""A fiscal year (B.E.), as the argument ``year``."""
NUMBER = "<int(min=1, max=4):number>"
"""Which quarter of its fiscal year, as the argument ``number``."""
QUARTER = f"{FISCAL_YEAR}/{NUMBER}"


class RowNumber(IntegerConverter):
    """``<row:ticket_id>``: the number of a row."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ROW)
