"""The ground of all errors that people meet: their message is the sentence that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class KnownFault(Exception):
    """Something stands in the way; the message says in a sentence what, and what to do about it.

    `exit_code` is that of a program which ends by it: 2 where somebody has to write something else, 1 where
    the same may work another time.
    """

    exit_code = 1
    report: Mapping[str, Any] | None = None
    """What a run had done until then, for who reads its report."""
