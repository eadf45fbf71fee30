"""What is said while a step runs: the step's name, and numbers that tell how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

StepProgress = Callable[[str, Mapping[str, Any]], None]


def stay_silent(_step: str, _numbers: Mapping[str, Any]) -> None:
    """Say nothing."""
