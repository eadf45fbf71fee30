"""Dates that come as markup: a time element in a field of a feed, as systems write it there by template."""

from __future__ import annotations

import re

LONGEST_MARKUP = 1_000
"""Characters looked at: an element with its attributes and the date as it prints it."""

# In the time element of HTML, and in the attribute that RDFa has for what machines read.
_ATTRIBUTE = re.compile(
    r"""<[a-z][^<>]*?\s(?:datetime|content) ?= ?["']?((?:19|20)\d\d-?[\dW][^"'<>]{3,40})""", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def unwrap_date(value: str) -> str:
    """Give the date that markup holds: that of its attribute, else its words."""
    if "<" not in value:
        return value
    value = value[:LONGEST_MARKUP]
    found = _ATTRIBUTE.search(value)
    return (found[1] if found else _TAG.sub(" ", value)).strip()
