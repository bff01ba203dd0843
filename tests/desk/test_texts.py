"""The words that templates reach by name: no page takes another page's."""

from __future__ import annotations

import pkgutil
from collections import Counter
from importlib import import_module

import backend.desk
from backend.desk import texts


def test_no_two_pages_give_their_words_one_name() -> None:
    names = [one.name for one in pkgutil.iter_modules(backend.desk.__path__) if one.name.endswith("_texts")]
    given = [getattr(import_module(f"backend.desk.{name}"), "FILTERS", {}) for name in names]
    counted = Counter(filter for filters in given for filter in filters)

    assert [filter for filter, times in counted.items() if times > 1] == []
    taken = [filter for filters in given for filter, words in filters.items() if texts.FILTERS.get(filter) is not words]
    assert taken == []
