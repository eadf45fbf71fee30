"""The values that a query asks of fields by name: those that a field never has find nothing for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.config.known_values import KnownFields

_VALUE = r'"(?:\\.|[^"\\])*+"|(?:\\.|[^\s()"\\])++'
_ASKED = re.compile(rf"(?<![\\\w.*])([\w.]++)\s*+:\s*+(\((?:[^()\"]|\"[^\"]*+\")*+\)|{_VALUE})")
_ONE = re.compile(_VALUE)
_OPEN = re.compile(r"^[\[{/<>]|[*?~]")
"""Ranges, comparisons, expressions, wildcards: more values than one."""
_OPERATORS = frozenset({"AND", "OR", "NOT", "&&", "||"})


def describe_unknown_value(query: str, known: KnownFields) -> str:
    """Say which value of a query its field never has, or give an empty string."""
    for name, value in list_values(query):
        reason = known[name].describe_unknown(value) if name in known else ""
        if reason:
            return f"{name}: {reason}"
    return ""


def list_values(query: str) -> Iterator[tuple[str, str]]:
    """Give each field with each single value that is asked of it; `people:(a OR b)` asks for two."""
    for found in _ASKED.finditer(query):
        inner = found[2][1:-1] if found[2].startswith("(") else found[2]
        for one in _ONE.finditer(inner):
            value = one[0]
            if value in _OPERATORS:
                continue
            if value.startswith('"'):
                yield found[1], value[1:-1].replace("\\", "")
            elif not _OPEN.search(value):
                yield found[1], value.lstrip("+-!").partition("^")[0].replace("\\", "")
