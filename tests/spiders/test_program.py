"""The program as its caller sees it: input, exit code, report, progress, budget, and its ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pipeline import spool
from pipeline.config.settings import ROOT
from pipeline.model.fetches import Page
from pipeline.model.jobs import CrawlReport
from pipeline.model.outcomes import Outcome
from tests import measuring
from tests.spiders.conftest import Crawled, environment, feed, fetches, job, page, run, source, start
from tests.spiders.site import Site, Wire, answer, rss

BAD: dict[str, tuple[Any, dict[str, str], str]] = {
    "nothing": ("", {}, "the job on standard input: invalid JSON"),
    "no json": ("cycle: 1", {}, "the job on standard input: invalid JSON"),
    "no cycle": ('{"started_at":"2026-05-07T09:00:00Z","spool":"/x"}', {}, "cycle: is missing"),
    "unknown field": (
        '{"cycle":"c","started_at":"2026-05-07T09:00:00Z","spool":"/x","bogus":1}',
        {},
        "bogus: no such field",
    ),
    "wrong source": (
        '{"cycle":"c","started_at":"2026-05-07T09:00:00Z","spool":"/x","sources":[{"id":"x"}]}',
        {},
        "name: is missing",
    ),
    "wrong setting": ("{}", {"AZVN_DELAY": "-1"}, "AZVN_DELAY: is at least 0"),
    "unknown setting": ("{}", {"AZVN_DELLAY": "1"}, "AZVN_DELLAY: no such setting"),
    "open let-through": ("{}", {"AZVN_LET_THROUGH": "*"}, "is not host:port"),
}


def test_wrong_input_is_refused_in_one_sentence_and_with_code_2() -> None:
    # Side by side: most of the time is Python's start.
    started = {name: (start(environment([], **settings)), text) for name, (text, settings, _) in BAD.items()}
    for name, (program, text) in started.items():
        out, err = program.communicate(text.encode(), timeout=120)
        assert (program.returncode, out) == (2, b""), name
        assert err.decode().startswith("python -m spiders: "), name
        assert BAD[name][2] in err.decode(), name
        assert err.count(b"\n") == 1, name


pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def slow() -> Any:
    """A site where every page of one host takes a while, and where a feed of another lists many."""
    site = Site()

    def act(wire: Wire) -> None:
        time.sleep(0.4)
        answer()(wire)

    site.otherwise = act  # type: ignore[method-assign]
    site.on("http://reed.example/robots.txt", answer(b"User-agent: *\nCrawl-delay: 100\n"))
    site.on("http://fen.example/robots.txt", answer(status=404))
    site.on("http://fen.example/rss", answer(rss(*[f"http://fen.example/listed-{n}" for n in range(50)])))
    yield site.start()
    site.stop()


def many(folder: Path, **given: Any) -> Any:
    pages = [page(f"http://{host}.example/{n}") for n in range(30) for host in ("reed", "fen")]
    tasks = [feed(f"http://fen.example/late-{n}") for n in range(20)]
    return job(folder, pages=pages, feeds=tasks, sources=(source(domains=["fen.example"]),), **given)


@pytest.fixture(scope="module")
def ended(slow: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """A crawl that has two seconds for what would take a minute."""
    return run(many(tmp_path_factory.mktemp("spool"), budget=2.0), environment([slow], AZVN_TIMEOUT="5"))


def test_after_its_budget_nothing_is_asked_and_everything_has_an_outcome(ended: Crawled) -> None:
    report = ended.report
    assert (ended.code, report.finish) == (0, "budget"), ended.err
    assert sum(report.feeds.values()) == 20
    assert sum(report.pages.values()) == len(fetches(ended)) == 60
    budget = [i for i in fetches(ended) if i.outcome is Outcome.BUDGET]
    assert len(budget) > 40
    assert {i.attempts for i in budget} == {0}
    assert {name for counts in report.sources.values() for name in counts} >= {"budget"}


def test_a_host_that_wants_long_pauses_does_not_hold_up_the_end(ended: Crawled) -> None:
    assert ended.report.seconds < 60


def test_progress_is_written_at_most_twice_a_second_and_at_the_end(ended: Crawled) -> None:
    lines = [
        json.loads(line.removeprefix("progress "))
        for line in ended.err.splitlines()
        if line.startswith("progress ")
    ]
    assert 2 <= len(lines) <= ended.report.seconds * 2 + 2
    assert all(line.keys() == {"feeds", "of_feeds", "pages", "waiting", "bytes"} for line in lines)
    asked = sum(n for word, n in ended.report.pages.items() if word != "budget")
    last = {"feeds": 20, "of_feeds": 20, "pages": asked, "waiting": 0}
    assert {k: v for k, v in lines[-1].items() if k != "bytes"} == last
    assert lines[-1]["bytes"] == sum(path.stat().st_size for path in ended.files())


def wait_for(condition: Any) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_asked_to_stop_it_closes_its_segment_and_reports(slow: Site, tmp_path: Path) -> None:
    program = start(environment([slow]))
    assert program.stdin is not None
    program.stdin.write(many(tmp_path).model_dump_json().encode())
    program.stdin.close()
    program.stdin = None
    wait_for(lambda: list(tmp_path.iterdir()))
    program.send_signal(signal.SIGTERM)
    out, err = program.communicate(timeout=120)
    report = CrawlReport.model_validate_json(out)
    assert (program.returncode, report.finish) == (1, "stopped"), err
    assert [path.name for path in tmp_path.iterdir()] == list(report.files)
    items = [item for name in report.files for item in spool.read_segment(tmp_path / name)]
    assert sum(isinstance(item, Page) for item in items) == 60


STARTER = """
import subprocess, sys
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
child = subprocess.Popen([sys.executable, "-m", "spiders"], stdin=subprocess.PIPE, **quiet)
child.stdin.write(sys.stdin.buffer.read())
child.stdin.close()
print(child.pid, flush=True)
child.wait()
"""


def alive(pid: int) -> bool:
    """Whether a thread of the process still runs: not only the first one may hold files open."""
    states = []
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            states.append(stat.read_text().rpartition(")")[2].split()[0])
    return any(state not in {"Z", "X"} for state in states)


def test_left_alone_by_its_starter_it_ends_and_leaves_nothing_under_a_final_name(
    slow: Site, tmp_path: Path
) -> None:
    env = dict(environment([slow]))
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, cwd=ROOT
    )
    assert starter.stdin is not None
    assert starter.stdout is not None
    starter.stdin.write(many(tmp_path).model_dump_json().encode())
    starter.stdin.close()
    child = int(starter.stdout.readline())
    wait_for(lambda: any(path.stat().st_size for path in tmp_path.iterdir()))
    starter.kill()
    starter.wait()
    starter.stdout.close()
    wait_for(lambda: not alive(child))
    assert [path.suffix for path in tmp_path.iterdir()] == [".open"]
    assert spool.list_waiting_segments(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


FAT = """
import subprocess, sys
held = bytearray(700 * 1024 * 1024)
held[::4096] = b"x" * len(held[::4096])
sys.exit(subprocess.run([sys.executable, "-m", "spiders"]).returncode)
"""


def test_the_memory_of_the_program_that_started_it_is_not_its_own(site: Site, tmp_path: Path) -> None:
    site.on("http://reed.example/a", answer())
    crawled = run(
        job(tmp_path, pages=["http://reed.example/a"]),
        environment([site]),
        program=(sys.executable, "-c", FAT),
    )
    assert (crawled.code, crawled.report.finish) == (0, "finished")


def test_a_full_disk_ends_the_crawl_with_a_sentence_and_whole_segments(site: Site, tmp_path: Path) -> None:
    pages = [f"http://reed.example/{number}" for number in range(30)]
    for url in pages:
        site.on(url, answer(os.urandom(4000)))
    small = (60_000, 60_000)
    crawled = run(
        job(tmp_path, pages=pages),
        measuring.take_out(environment([site])),  # what coverage writes would not fit either
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, small),
    )
    assert (crawled.code, crawled.report.finish) == (1, "spool")
    assert f"The spool in {tmp_path} cannot be written (File too large): free some space there" in crawled.err
    assert "Traceback" not in crawled.err
    assert [path.name for path in tmp_path.iterdir()] == list(crawled.report.files)
    assert 5 < len(fetches(crawled)) < 20
    assert len(site.log) < 30


def test_nothing_to_do_is_no_fault(tmp_path: Path) -> None:
    crawled = run(job(tmp_path), environment([]))
    assert (crawled.code, crawled.report.finish, crawled.report.files) == (0, "finished", ())
