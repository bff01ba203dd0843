"""Whole numbers as forms and addresses carry them. What is typed by people is first made plain of Thai digits."""

from __future__ import annotations


def read_whole(text: str, *, most: int, least: int = 1) -> int | None:
    """The number in ``text``, plain digits alone and from ``least`` to ``most`` of them; None for whatever else."""
    plain = text.isascii() and text.isdecimal() and least <= len(text) <= most
    return int(text) if plain else None
