"""The most memory that the programs of a run have, looked at while they work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

PROGRAMS = {"spiders": "crawl", "pipeline": "process", "pipeline.programs.bounded_host": "reader"}
"""What programs are run as (`python -m …`), and what they are called."""
LOOK_EVERY = 0.2
MEGABYTE = 1024 * 1024


@contextmanager
def watch_peaks() -> Iterator[dict[str, int]]:
    """Fill a table with the megabytes that each kind of program among our own children has at most."""
    peaks: dict[str, int] = {}
    over = threading.Event()

    def look() -> None:
        us = psutil.Process()
        while not over.wait(LOOK_EVERY):
            for child in us.children(recursive=True):
                with suppress(psutil.Error):
                    name = PROGRAMS.get(next(iter(child.cmdline()[2:3]), ""))
                    if name:
                        peaks[name] = max(peaks.get(name, 0), child.memory_info().rss // MEGABYTE)

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield peaks
    finally:
        over.set()
        watching.join()
