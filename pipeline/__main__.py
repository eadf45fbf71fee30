"""Program 2: `python -m pipeline FILE…` takes spool files to their end and prints one JSON report; the log
goes to standard error.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
import time
from pathlib import Path

from pipeline import spool
from pipeline.config import settings, sources, topic
from pipeline.programs import end_with_parent, run_guarded
from pipeline.runs.process import Processor, process_files
from pipeline.spool.shipping import ship_archive
from pipeline.store.connect import connect_store
from pipeline.store.schema.templates import check_schema

EVERY = 0.5
"""Seconds between two progress lines."""


def main(arguments: list[str]) -> int:
    """Process the files given, or all that wait; exit code 0 when all were taken, 1 when some were not.

    Raise ConfigError for wrong configuration, StoreFault when Elasticsearch cannot be used.
    """
    end_with_parent()
    chosen = settings.get_settings()
    logging.basicConfig(level=chosen.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("elastic_transport").setLevel(logging.WARNING)
    outlets = sources.load_sources(chosen.config / "sources.yml")
    words = topic.load_topic(chosen.config / "topic.yml")
    paths = [Path(a) for a in arguments] or spool.list_waiting_segments(chosen.spool)
    store = connect_store(chosen)
    processor = Processor(store, outlets, words, tell=_Teller(), settings=chosen, by_fork=True)
    processor.reader.start()  # it loads while Elasticsearch is asked
    check_schema(store)
    gc.freeze()  # what is loaded stays: looking through it again and again takes a tenth of a page's time
    report = process_files(paths, processor, chosen.archive)
    if chosen.archive_store:
        fault = ship_archive(chosen.archive, chosen.archive_store).fault
        report = report.model_copy(update={"unstored": fault})
    print(report.model_dump_json())
    return 1 if report.failed else 0


class _Teller:
    """Writes progress lines, at most two a second."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, pages: int, kept: int) -> None:
        if time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            sys.stderr.write(f"progress {json.dumps({'read': pages, 'kept': kept})}\n")
            sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(run_guarded(lambda: main(sys.argv[1:])))
