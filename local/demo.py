"""The demo: the whole way on the sample outlets, twice, under a fresh prefix.

Comes in: a workplace with an Elasticsearch. Goes out: what was found, thrown away and mailed, as values.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local import demo_mail, notes, places
from local.demo_result import count_discarded_pages, list_stories
from local.sample.server import Sample
from local.sample.truth import HERE, SEEDS
from pipeline.runs.cycle import CycleReport, run_cycle
from pipeline.runs.order import Order
from pipeline.runs.provision import provision_store
from pipeline.runs.status import list_broken_feeds
from pipeline.runs.workplace import Workplace
from pipeline.store.client import Store
from pipeline.store.feeds import load_feed_states
from pipeline.store.schema import templates
from pipeline.terminal.screen import print_line
from pipeline.terminal.show_progress import show_progress

PREFIX = "azvn-demo-"


@dataclass(frozen=True, slots=True)
class Cycle:
    """One of the two cycles: its report, and the number of requests that it made."""

    report: CycleReport
    requests: int


def run_demo(place: Workplace, *, quiet: bool, keep: bool) -> Mapping[str, Any]:
    """Run the demo and give what came out; with `keep` the indices of earlier demos stay.

    From its end on commands look at what it found; one that is interrupted changes nothing for them.
    """
    began = time.monotonic()
    # The indices and the configuration that its note names go now.
    notes.forget_demo()
    if not keep:
        _remove_earlier(place.store)
    sample = Sample()
    addresses = sample.start()
    try:
        here = _make_workplace(place, sample.format_let_through(addresses))
        cycles = _run_cycles(here, sample, quiet=quiet)
    finally:
        sample.stop()
    result = _build_result(here, cycles, time.monotonic() - began) | demo_mail.send_mails(here)
    notes.note_demo(here)
    return result


def _remove_earlier(store: Store) -> None:
    for prefix in templates.find_prefixes(store, PREFIX):
        templates.remove_indices(replace(store, prefix=prefix))


def _make_workplace(place: Workplace, let_through: str) -> Workplace:
    """The demo's own settings: a fresh prefix, an archive, and a configuration with the real topic."""
    folder = places.STATE / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    prefix = f"{PREFIX}{datetime.now(UTC):%Y%m%d%H%M%S}-"
    return prepare_workplace(place, folder, prefix, let_through)


def prepare_workplace(place: Workplace, folder: Path, prefix: str, let_through: str) -> Workplace:
    """Give a place that crawls the sample outlets, with configuration and archive in `folder`."""
    config = folder / "config"
    shutil.copytree(HERE / "config", config)
    shutil.copytree(SEEDS, config / "seeds")
    shutil.copy(SEEDS.parent / "topic.yml", config / "topic.yml")
    return place.change_settings(
        config=config,
        index_prefix=prefix,
        archive=folder / "archive",
        let_through=let_through,
        cycle_budget=60.0,
    )


def _run_cycles(place: Workplace, sample: Sample, *, quiet: bool) -> list[Cycle]:
    """Run two cycles over the outlets, the second after they published their next edition."""
    provision_store(place)
    cycles = []
    for edition in (1, 2):
        sample.advance(edition)
        before = len(sample.requests)
        if not quiet:
            later = " a while later" if edition == 2 else ""
            print_line(f"Cycle {edition}: {len(sample.catalogue)} sample outlets{later}")
        with show_progress(quiet=quiet) as tell:
            report = run_cycle(place.report_to(tell), Order(now=True))
        asked = [path for _, path, _ in sample.requests[before:] if path != "/robots.txt"]
        cycles.append(Cycle(report, len(asked)))
    return cycles


def _build_result(place: Workplace, cycles: list[Cycle], seconds: float) -> dict[str, Any]:
    return {
        "prefix": place.settings.index_prefix,
        "cycles": [cycle.report.build_json() for cycle in cycles],
        "requests": [cycle.requests for cycle in cycles],
        "stories": list_stories(place),
        "thrown_away": count_discarded_pages(place),
        "feeds": list_broken_feeds(load_feed_states(place.store).values(), datetime.now(UTC)),
        "seconds": round(seconds, 1),
    }
