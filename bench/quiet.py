"""`python -m bench.quiet`: a cycle with nothing new under Airflow, and what Airflow costs a shard."""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bench.testbed import make_settings, open_testbed
from local import airflow, stack
from pipeline.config.settings import ROOT
from pipeline.runs.workplace import Workplace

SECONDS = 30.0
OVERHEAD = 3.0
"""The aims: of a cycle, and of Airflow's part of a shard."""
SOURCES = 116
EVERY = 30.0
"""Seconds from one cycle to the next."""
RUNS = 4
RUN_URL = "/api/v2/dags/ingest/dagRuns"
FEED = (
    b'<?xml version="1.0"?><rss version="2.0">'
    b"<channel><title>t</title><link>http://x.example/</link></channel></rss>"
)


def main(arguments: Sequence[str]) -> int:
    """Let a stack of its own run some cycles and print the last ones; exit code 1 when an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.quiet", description=__doc__)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--runs", type=int, default=RUNS)
    chosen = parser.parse_args(arguments)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Unchanged)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with TemporaryDirectory(prefix="azvn-bench-") as name, open_testbed(Path(name)) as environment:
        place = _make_workplace(Path(name), environment, server.server_port, chosen.shards)
        where = stack.Stack(Path(name) / "stack")
        try:
            stack.start_stack(place, sample=False, stack=where)
            runs = _wait_for_runs(airflow.prepare_airflow(where.state / "airflow"), chosen.runs)
        finally:
            stack.stop_stack(where, server=False)
    return _print_figures(runs[1:])


class _Unchanged(BaseHTTPRequestHandler):
    """Answers 304 to who has asked before, and an empty feed otherwise."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, body = 200, FEED
        if self.path == "/robots.txt":
            status, body = 404, b""
        elif self.headers.get("If-None-Match"):
            status, body = 304, b""
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _make_workplace(folder: Path, environment: Mapping[str, str], port: int, shards: int) -> Workplace:
    sources = [_make_source(number) for number in range(SOURCES)]
    (folder / "config" / "sources.yml").write_text(yaml.safe_dump({"sources": sources}))
    (folder / "config" / "seeds").symlink_to(ROOT / "config" / "seeds")
    let_through = [f"outlet-{number:03}.example:80=127.0.0.1:{port}" for number in range(SOURCES)]
    return Workplace(
        make_settings(
            environment,
            let_through=",".join(let_through),
            ask_all=True,
            cycle_interval=EVERY,
            shards=shards,
            log_level="INFO",
        )
    )


def _make_source(number: int) -> dict[str, Any]:
    site = f"http://outlet-{number:03}.example/"
    feeds = [{"url": f"{site}rss/{n}", "kind": "rss"} for n in (1, 2)]
    return {
        "id": f"outlet-{number:03}",
        "name": "Outlet",
        "country": "AZ",
        "languages": ["en"],
        "site": site,
        "feeds": feeds,
        "delay": 0,
    }


def _wait_for_runs(there: airflow.Airflow, number: int) -> list[dict[str, Any]]:
    """Wait for so many runs; give each with its tasks and what the shards reported."""
    while True:
        found = there.get(f"{RUN_URL}?order_by=run_after&limit=50")["dag_runs"]
        over = [run for run in found if run["state"] in {"success", "failed"}]
        if len(over) >= number:
            return [run | {"tasks": _list_tasks(there, run["dag_run_id"])} for run in over[:number]]
        time.sleep(1)


def _list_tasks(there: airflow.Airflow, run: str) -> list[dict[str, Any]]:
    url = f"{RUN_URL}/{run}/taskInstances"
    tasks: list[dict[str, Any]] = there.get(url)["task_instances"]
    for task in tasks:
        if task["task_id"] == "shard":
            report = there.get(f"{url}/shard/xcomEntries/return_value?map_index={task['map_index']}")
            task["own"] = report["value"]["seconds"]
    return tasks


def _print_figures(runs: Sequence[Mapping[str, Any]]) -> int:
    lengths = [_measure_seconds(run["queued_at"], run["end_date"]) for run in runs]
    overheads = [overhead for run in runs for overhead in _list_overheads(run)]
    median = statistics.median(overheads)
    states = {str(run["state"]) for run in runs}
    print(
        f"{len(runs)} cycles over {SOURCES} sources with nothing new:"
        f" {', '.join(f'{x:.1f}' for x in lengths)} s (aim < {SECONDS:.0f} s), {states}"
    )
    print(
        f"Airflow's part of a shard: median {median:.1f} s, most {max(overheads):.1f} s"
        f" (aim < {OVERHEAD:.0f} s)"
    )
    return 0 if max(lengths) < SECONDS and median < OVERHEAD and states == {"success"} else 1


def _list_overheads(run: Mapping[str, Any]) -> list[float]:
    """List what Airflow added to each shard of a run, from queued to ended, in seconds."""
    shards = [task for task in run["tasks"] if task["task_id"] == "shard"]
    return [_measure_seconds(task["queued_when"], task["end_date"]) - task["own"] for task in shards]


def _measure_seconds(one: str, two: str) -> float:
    return (datetime.fromisoformat(two) - datetime.fromisoformat(one)).total_seconds()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
