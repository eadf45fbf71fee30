"""`python -m bench.planning`: the time and memory that the plan of a cycle over 10,000 sources takes."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bench.testbed import make_settings, open_testbed
from pipeline.config.sources import Feed, Source, load_sources
from pipeline.model.outcomes import Outcome
from pipeline.model.states import FeedState
from pipeline.store import feeds
from pipeline.store.connect import connect_store

SECONDS = 2.0
MEGABYTES = 300
"""The aims: of the plan, and of the peak memory with the catalogue."""
DUE = 10
"""One feed in so many is due."""
PROGRAM = """
import json, resource, time
from pipeline.runs import tasks
began = time.monotonic()
place = tasks.open_workplace()
place.catalogue, place.topic
loaded = time.monotonic()
plan = tasks.plan_cycle(place, tasks.read_params({}))
planned = time.monotonic()
print(json.dumps({
    "catalogue": loaded - began,
    "plan": planned - loaded,
    "feeds": plan.feeds,
    "shards": len(plan.shards),
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def main(arguments: Sequence[str]) -> int:
    """Plan a cycle over invented sources whose feeds are all known; exit code 1 when an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.planning", description=__doc__)
    parser.add_argument("--sources", type=int, default=10_000)
    count = parser.parse_args(arguments).sources
    with TemporaryDirectory(prefix="azvn-bench-") as name, open_testbed(Path(name)) as environment:
        config = Path(name) / "config"
        (config / "sources.yml").write_text(
            yaml.dump({"sources": [_make_source(n) for n in range(count)]}, Dumper=yaml.CSafeDumper)
        )
        _store_states(environment, config)
        # Shards are the way to that many sources; a cold process, as a task is one.
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, **environment, "AZVN_SHARDS": "16"},
            capture_output=True,
            text=True,
            check=True,
        )
    found = json.loads(done.stdout)
    print(f"{count} sources, {found['feeds']} feeds due, {found['shards']} shards")
    print(f"catalogue read in {found['catalogue']:.1f} s; plan {found['plan']:.1f} s (aim < {SECONDS:.0f} s)")
    print(f"peak memory {found['megabytes']:.0f} MB (aim < {MEGABYTES} MB)")
    return 0 if found["plan"] < SECONDS and found["megabytes"] < MEGABYTES else 1


def _make_source(number: int) -> dict[str, object]:
    site = f"http://outlet-{number:05}.example/"
    return {
        "id": f"outlet-{number:05}",
        "name": "Outlet",
        "country": "AZ",
        "languages": ["az"],
        "site": site,
        "feeds": [{"url": f"{site}rss", "kind": "rss"}],
    }


def _store_states(environment: Mapping[str, str], config: Path) -> None:
    """Give every feed a state; one in ten is due."""
    now = datetime.now(UTC)
    states: list[FeedState] = []
    for number, source in enumerate(load_sources(config / "sources.yml").sources):
        minutes = -1 if number % DUE == 0 else 30
        states += [_make_state(feed, source, now + timedelta(minutes=minutes)) for feed in source.polled]
    feeds.save_feed_states(connect_store(make_settings(environment)), states)


def _make_state(feed: Feed, source: Source, next_check_at: datetime) -> FeedState:
    return FeedState(
        id=feed.id,
        url=feed.url,
        source=source.id,
        status=Outcome.OK,
        interval=timedelta(minutes=30),
        next_check_at=next_check_at,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
