"""What a row's number may be in an address."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter, Map

LARGEST_ROW = 2**63 - 1
"""No row has a greater number, and a database asked for one fails: an address with such a number is not found."""


class RowNumber(IntegerConverter):
    """``<row:ticket_id>``: the number of a row."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ROW)
