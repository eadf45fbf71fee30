"""Which addresses are those of the sample outlets: nothing of theirs belongs into real indices."""

from __future__ import annotations

from functools import lru_cache

from local.places import PROJECT
from pipeline.config.sources import Catalogue, load_sources


def is_invented(url: str) -> bool:
    """Say whether an address lies on a sample outlet."""
    return _load_catalogue().find_source(url) is not None


@lru_cache(maxsize=1)
def _load_catalogue() -> Catalogue:
    return load_sources(PROJECT / "local" / "sample" / "config" / "sources.yml")
