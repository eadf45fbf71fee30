"""What is there beside what is wanted: Kibana adds to what it is given, so "holds at least" is the same."""

from __future__ import annotations

import difflib
from typing import Any

from kibana.files import format_object

MISSING = "(not there)"


def has_all(found: object, wanted: object) -> bool:
    """Say whether `found` has all that is wanted; arrays are as long, in the same order."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return all(name in found and has_all(found[name], value) for name, value in wanted.items())
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(has_all, found, wanted))
    return found == wanted


def select_wanted(found: Any, wanted: Any) -> Any:
    """Give of what is there that which is spoken of in what is wanted."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {
            name: select_wanted(found.get(name, MISSING), value)
            for name, value in wanted.items()
            if name in found
        }
    if isinstance(found, list) and isinstance(wanted, list):
        ahead = [*wanted, *[None] * len(found)]
        return [select_wanted(one, other) for one, other in zip(found, ahead, strict=False)]
    return found


def describe_difference(found: Any, wanted: Any, name: str) -> list[str]:
    """Give the lines by which what is there differs from what is wanted, as `diff -u` writes them."""
    before = format_object(select_wanted(found, wanted)).splitlines() if found else []
    after = format_object(wanted).splitlines()
    return list(difflib.unified_diff(before, after, f"Kibana: {name}", f"file: {name}", lineterm="", n=2))
