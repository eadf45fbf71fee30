"""Which of the programs that tests start are measured by coverage: those whose code runs nowhere else.

Measured, a program takes a second more to start: all of them together would slow the tests by a tenth.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

_NAME = "COVERAGE_PROCESS_CONFIG"
_held_back: dict[str, str] = {}


def hold_back() -> None:
    """Keep from programs started later that this process is measured."""
    if _NAME in os.environ:
        _held_back[_NAME] = os.environ.pop(_NAME)


def build_environment() -> dict[str, str]:
    """Return what the environment of a program needs for it to be measured as this process is."""
    return dict(_held_back)


def take_out(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which a program is not measured."""
    return {name: value for name, value in environment.items() if name != _NAME}
