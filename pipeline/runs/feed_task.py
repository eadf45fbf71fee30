"""What a bounded process does with a saved feed: what it lists is given, and nothing is loaded for pages.

A fault that people can mend is given back as a value: the process that called says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.model.faults import KnownFault
from pipeline.runs.feed_lines import FeedLines, format_discovery
from pipeline.runs.read_files import discover_file


def discover_named(asked: Mapping[str, Any]) -> FeedLines | KnownFault:
    """Give what a saved feed, sitemap or section page lists."""
    try:
        return format_discovery(discover_file(asked["path"], asked["url"], asked["source"], asked["body"]))
    except KnownFault as fault:
        return fault
