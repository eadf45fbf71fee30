"""What a bounded process does with a saved page: it is read.

A fault that people can mend is given back as a value: the process that called says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.model.faults import KnownFault
from pipeline.runs import page_task
from pipeline.runs.page_reader import PageReader


def load(everything: bool) -> PageReader | KnownFault:
    """Load the configuration before there are workers."""
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
