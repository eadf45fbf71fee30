"""What a bounded process does with a saved file: a page is read, or what a feed lists is given.

A fault that people can mend is given back as a value: the process that called says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.model.faults import KnownFault
from pipeline.runs import page_task
from pipeline.runs.read_files import PageReader, discover_file

if TYPE_CHECKING:
    from pipeline.discover import Discovery


def load(everything: bool | None) -> PageReader | KnownFault | None:
    """Load the configuration before there are workers; None where only feeds are read."""
    if everything is None:
        return None
    try:
        reader = PageReader.load(everything)
    except KnownFault as fault:
        return fault
    # What is loaded at first use is not to count as time of the first page.
    page_task.warm_up(reader.topic, everything)
    return reader


def answer_request(reader: PageReader | KnownFault, asked: Mapping[str, Any]) -> dict[str, Any] | KnownFault:
    """Read a page as `PageReader` does."""
    try:
        return reader if isinstance(reader, KnownFault) else reader.answer_request(asked)
    except KnownFault as fault:
        return fault


def discover_named(_: None, asked: Mapping[str, Any]) -> Discovery | KnownFault:
    """Give what a saved feed, sitemap or section page lists."""
    try:
        return discover_file(asked["path"], asked["url"], asked["source"], asked["body"])
    except KnownFault as fault:
        return fault
