"""Shards: one place asks a host, a step that runs twice does nothing twice, and what died leaves nothing
behind.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from local import daemon
from local.demo import prepare_workplace
from local.sample.server import Sample
from pipeline import spool
from pipeline.config.settings import Settings
from pipeline.runs.cycle import conclude_cycle
from pipeline.runs.locks import Held
from pipeline.runs.order import Order, parse_order
from pipeline.runs.plan_step import Shard, find_left_over, plan_cycle
from pipeline.runs.provision import provision_store
from pipeline.runs.shard_report import ShardRefused, raise_faults
from pipeline.runs.shard_step import run_shard
from pipeline.runs.workplace import Workplace
from pipeline.store import cycles
from pipeline.store.errors import StoreAway
from pipeline.store.leases import hold_lease
from pipeline.store.schema import templates


@pytest.fixture(scope="module")
def outlets() -> Iterator[tuple[Sample, str]]:
    started = Sample()
    let_through = started.format_let_through(started.start())
    yield started, let_through
    started.stop()


@pytest.fixture
def sample(outlets: tuple[Sample, str]) -> Sample:
    outlets[0].requests.clear()
    return outlets[0]


@pytest.fixture(scope="module")
def place(
    outlets: tuple[Sample, str], elasticsearch_server: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workplace]:
    """One place for all tests: each asks outlets of its own."""
    server = elasticsearch_server
    base = Workplace(Settings()).switch_store(server.url, server.username, server.password)
    made = prepare_workplace(
        base, tmp_path_factory.mktemp("shards"), f"azvn-test-shards-{os.getpid()}-", outlets[1]
    )
    provision_store(made)
    yield made
    templates.remove_indices(made.store)


def owned(place: Workplace, owner: str = "one:1") -> Workplace:
    return replace(place, owner=owner)


def of(*sources: str) -> Order:
    """An order for these outlets."""
    return Order(sources=sources)


def test_a_cleared_task_asks_nothing_again_and_writes_nothing_again(place: Workplace, sample: Sample) -> None:
    plan = plan_cycle(owned(place), of("caspian-wire", "lotus-desk"))
    (shard,) = plan.shards
    first = run_shard(owned(place), shard)
    raise_faults(first)
    asked = len(sample.requests)
    again = run_shard(owned(place, "two:2"), shard)
    raise_faults(again)
    assert first.crawl and first.crawl.pages["fetched"] > 0
    assert again.crawl is None and again.processed == ()
    assert len(sample.requests) == asked
    report = conclude_cycle(owned(place), plan, [first])
    assert report.changed > 0 and not report.faults
    late = run_shard(owned(place), shard)
    raise_faults(late)
    assert late.crawl is None, "a closed cycle asks nobody; what is due belongs to the next"


def test_a_shard_at_work_is_left_alone_by_others(place: Workplace, sample: Sample) -> None:
    (shard,) = plan_cycle(owned(place), of("xezer-xeber")).shards
    with hold_lease(place.store, "shard-00", "another:7", 60.0), pytest.raises(Held, match="another:7"):
        run_shard(owned(place), shard)
    assert sample.requests == []


def test_two_runs_of_a_shard_do_not_ask_side_by_side_while_elasticsearch_is_away(
    place: Workplace, sample: Sample
) -> None:
    away = owned(place.change_settings(elasticsearch_url="http://127.0.0.1:9", elasticsearch_patience=0))
    (shard,) = plan_cycle(away, of("xezer-xeber")).shards
    with (
        spool.lock_shard(place.settings.spool, 0) as alone,
        pytest.raises(Held, match="on this machine is at work on shard 00"),
    ):
        assert alone
        run_shard(away, shard)
    assert sample.requests == []


def test_a_backfill_waits_for_elasticsearch_and_reads_what_the_open_cycle_has_read_for_its_own_days(
    place: Workplace, sample: Sample
) -> None:
    order = parse_order(since="2020-01-01", sources=("bao-song-cuu",))
    away = owned(place.change_settings(elasticsearch_url="http://127.0.0.1:9", elasticsearch_patience=0))
    with pytest.raises(StoreAway):
        plan_cycle(away, order)
    plan = plan_cycle(owned(place), of("bao-song-cuu"))
    raise_faults(run_shard(owned(place), plan.shards[0]))
    again = plan_cycle(owned(place), order)
    assert (again.cycle, again.feeds) == (plan.cycle, 1)
    with pytest.raises(StoreAway):
        run_shard(away, again.shards[0])
    conclude_cycle(owned(place), again, [run_shard(owned(place), again.shards[0])])


def test_two_runs_that_start_together_share_one_cycle(place: Workplace) -> None:
    plans: list[str] = []

    def plan(owner: str) -> None:
        try:
            plans.append(plan_cycle(owned(place, owner), of("bakinskiy-vestnik")).cycle)
        except Held:
            plans.append("held")

    threads = [threading.Thread(target=plan, args=(f"run:{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({p for p in plans if p != "held"}) == 1
    assert len(cycles.find_unfinished_cycles(place.store)) == 1


def test_what_is_left_over_is_processed_first_and_by_its_own_shard(place: Workplace, sample: Sample) -> None:
    plan = plan_cycle(owned(place), of("sen-hong"))
    (shard,) = plan.shards
    away = owned(place.change_settings(elasticsearch_url="http://127.0.0.1:9", elasticsearch_patience=0))
    blind = run_shard(away, shard)
    assert "127.0.0.1:9" in blind.faults[0] and blind.waiting == 1
    asked = len(sample.requests)
    assert run_shard(away, shard).waiting == 1, "without the index a second try asks nobody again"
    assert len(sample.requests) == asked
    steps: list[tuple[str, Any]] = []
    here = owned(place)
    heard = here.report_to(lambda step, numbers: steps.append((step, numbers.get("left_over"))))
    found = run_shard(heard, shard)
    assert found.faults == () and found.waiting == 0
    assert steps[0] == ("process", True)


def test_without_elasticsearch_every_feed_is_asked_once_and_no_page(place: Workplace, sample: Sample) -> None:
    away = owned(place.change_settings(elasticsearch_url="http://127.0.0.1:9", elasticsearch_patience=0))
    plan = plan_cycle(away, of("steppe-courier"))
    assert plan.blind and plan.pages == 0
    (shard,) = plan.shards
    report = run_shard(away, shard)
    assert report.crawl and set(report.crawl.pages) <= {"waiting"}, "no page was asked for"
    done = run_shard(owned(place), shard)
    raise_faults(done)
    assert done.processed[0].candidates > 0, "Elasticsearch is back: the same task takes its files on"
    closed = conclude_cycle(owned(place), plan, [done])
    assert cycles.read_cycle_state(place.store, closed.cycle) == "finished", (
        "a cycle that began blind is noted down late"
    )


def test_files_of_shards_that_are_no_more_find_one(tmp_path: Path) -> None:
    for number in (0, 1, 5):
        writer = spool.Writer(tmp_path, "20261125T100000000", number, 1)
        writer._open_segment()
        writer.close()
    shares = [[path.name.split("-")[1] for path in find_left_over(tmp_path, number, 2)] for number in (0, 1)]
    assert shares == [["s00"], ["s01", "s05"]]


def test_a_wrong_configuration_is_refused_not_tried_again(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shard,) = plan_cycle(owned(place), of("turan-yolu")).shards
    monkeypatch.setenv("AZVN_NO_SUCH_SETTING", "1")
    with pytest.raises(ShardRefused, match="ended with 2"):
        raise_faults(run_shard(owned(place), shard))


class _Slow(BaseHTTPRequestHandler):
    """An outlet that answers every request after ten seconds, and notes down who is waiting."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        time.sleep(10)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


SCRIPT = """
import json, sys
from pipeline.config.settings import load_settings
from pipeline.runs.plan_step import Shard
from pipeline.runs.shard_step import run_shard
from pipeline.runs.workplace import Workplace
run_shard(Workplace(load_settings()), Shard.model_validate(json.loads(sys.stdin.read())))
"""


def test_a_killed_task_takes_its_crawl_along_and_a_retry_waits_for_the_lease(
    place: Workplace, tmp_path: Path
) -> None:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Slow,), {"asked": asked}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    slow = place.change_settings(
        config=_one_outlet(tmp_path / "slow"), let_through=f"slow.example:80=127.0.0.1:{server.server_port}"
    )
    (shard,) = plan_cycle(owned(slow), Order()).shards
    child = _started(slow, shard, tmp_path)
    try:
        _until(lambda: bool(asked))
        programs = [p for p in daemon.list_processes() if _parent(p.pid) == child.pid]
        assert len(programs) == 1, "the crawl runs as a program of its own"
        child.send_signal(signal.SIGKILL)
        child.wait()
        with pytest.raises(Held, match="Another run is at work"):
            run_shard(owned(slow), shard)
        _until(lambda: daemon.find_process(programs[0].pid) is None)
        assert len(asked) == 1, "the host was asked from one place"
    finally:
        child.kill()
        server.shutdown()
        server.server_close()


def _one_outlet(folder: Path) -> Path:
    folder.mkdir()
    site = "http://slow.example/"
    source = {
        "id": "slow",
        "name": "Slow",
        "country": "AZ",
        "languages": ["en"],
        "site": site,
        "feeds": [{"url": f"{site}rss", "kind": "rss"}],
    }
    (folder / "sources.yml").write_text(yaml.safe_dump({"sources": [source]}))
    (folder / "topic.yml").write_text((Path(__file__).parents[3] / "config" / "topic.yml").read_text())
    return folder


def _started(place: Workplace, shard: Shard, folder: Path) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AZVN_")} | place.environment
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder / "log")], env=environment, stdin=subprocess.PIPE, text=True
    )
    assert child.stdin
    child.stdin.write(json.dumps(shard.model_dump(mode="json")))
    child.stdin.close()
    return child


def _parent(pid: int) -> int:
    try:
        found = subprocess.run(
            ["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout.strip()
    except OSError:
        return 0
    return int(found or 0)


def _until(done: Any, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
