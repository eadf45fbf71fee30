"""The mean sentence vectors of the four languages that the product ships: an index begins with them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def load_shipped_means() -> Mapping[str, Sequence[float]]:
    """Give the means by language, of 450 texts of our own about both countries.

    They belong to the model that `pipeline.text.meaning` names.
    """
    text = (files(__package__) / "language_means.json").read_text(encoding="utf-8")
    means: Mapping[str, Sequence[float]] = json.loads(text)
    return means
