"""The live stack on the sample outlets: runs come on their schedule, a killed scheduler loses nothing, and
nothing is left behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from local import LocalError, airflow, daemon, notes, parts, stack, stack_screen
from local.sample.server import Sample
from local.sample.truth import load_truth
from pipeline.config.settings import ROOT, Settings
from pipeline.runs.workplace import Workplace
from pipeline.store import cycles
from pipeline.store.articles.totals import count_by_grade
from pipeline.store.schema import templates

PATIENCE = 300.0
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import os, time; os.setpgid(0, 0); time.sleep(600)"])
time.sleep(600)
"""


SLOW = '''
"""A run that is not over in time."""
import time
from datetime import timedelta
import policy
from airflow.sdk import DAG, task

soon = policy.build_deadline(timedelta(seconds=1))
with DAG("slow", schedule=None, deadline=soon, default_args=policy.build_arguments()) as dag:
    @task
    def sleep():
        time.sleep(15)
    sleep()
'''


@pytest.fixture(scope="module")
def since() -> datetime:
    """Return a time before anything of the stack runs."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def running(
    since: datetime, elasticsearch_server: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[stack.Stack, Workplace]]:
    """A stack of its own beside whatever else runs on this machine; its cycles are quick and its failures
    noticed soon.
    """
    dags = shutil.copytree(
        ROOT / "dags",
        tmp_path_factory.mktemp("stack-dags") / "dags",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    (dags / "slow.py").write_text(SLOW)
    soon = {
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    }
    where = stack.Stack(tmp_path_factory.mktemp("stack"), f"azvn-test-stack-{os.getpid()}-", 20.0, soon)
    server = elasticsearch_server
    base = Workplace(Settings()).switch_store(server.url, server.username, server.password)
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("AZVN_")]:
            patch.delenv(name)
        place = stack.start_stack(base, sample=True, stack=where)
        yield where, place
        began = time.monotonic()
        stack.stop_stack(where, server=False)
        assert time.monotonic() - began < 30
    templates.remove_indices(place.store)


def test_runs_on_schedule_survive_the_scheduler_and_find_everything(
    since: datetime, running: tuple[stack.Stack, Workplace], capsys: pytest.CaptureFixture[str]
) -> None:
    where, place = running
    there = airflow.prepare_airflow(where.state / "airflow-sample")
    stack_screen.follow_first_cycle(place, since, where)
    assert "Cycle 2" in capsys.readouterr().out
    _until(lambda: _states(there)[:1] == ["success"] or len(_states(there)) > 1)
    before = len(_states(there))
    _until(lambda: _task_of_newest(there, before, "shard") == "running")
    _kill(where, "airflow scheduler")
    with pytest.raises(LocalError, match="scheduler died"):
        airflow.wait_until_ready(lambda: False, parts.read_parts(where.noted))
    again = stack.start_stack(place, sample=True, stack=where)
    _until(lambda: _complete(again) and all(s == "success" for s in _states(there)[: before + 1]))
    found = {
        hit["_source"]["url"]
        for hit in again.store.stream_documents("articles", {"term": {"origin": "web"}}, fields=["url"])
    }
    sample = Sample()
    assert found == {sample.build_url(r) for r in load_truth() if r.grade > 0}, (
        "both editions, nothing twice, nothing lost"
    )
    assert cycles.find_last_cycle(again.store) is not None


def test_a_run_that_is_late_is_mailed_to_operators_by_airflow(running: tuple[stack.Stack, Workplace]) -> None:
    where, place = running
    run = airflow.prepare_airflow(where.state / "airflow-sample").post(
        "/api/v2/dags/slow/dagRuns", {"logical_date": None}
    )
    late = f"[azvn] slow is late: {run['dag_run_id']}"
    _until(lambda: late in [str(mail["Subject"]).replace("\n", "") for mail in _mails(where)])
    assert [str(mail["To"]) for mail in _mails(where) if "is late" in str(mail["Subject"])] == [
        place.settings.operators
    ]


def test_commands_find_the_stack_that_runs(running: tuple[stack.Stack, Workplace]) -> None:
    where, place = running
    noted = notes.read_running_stack(where)
    assert noted is not None
    assert (noted.prefix, noted.invented) == (place.settings.index_prefix, True)
    assert noted.settings["AZVN_LET_THROUGH"] == place.settings.let_through


def test_the_parts_of_the_stack_are_shown_with_where_they_are(
    running: tuple[stack.Stack, Workplace], capsys: pytest.CaptureFixture[str]
) -> None:
    where, place = running
    stack_screen.show_stack(place, where)
    shown = capsys.readouterr().out
    there = airflow.prepare_airflow(where.state / "airflow-sample")
    for part in ("mailbox", "sample outlets", "airflow scheduler", there.url, there.secrets.password):
        assert part in shown
    assert "dead" not in shown


def test_no_mark_on_airflows_page_is_red(running: tuple[stack.Stack, Workplace]) -> None:
    there = airflow.prepare_airflow(running[0].state / "airflow-sample")
    health = there.get("/api/v2/monitor/health", login=False)
    assert {name: about["status"] for name, about in health.items()} == dict.fromkeys(
        ("metadatabase", "scheduler", "triggerer", "dag_processor"), "healthy"
    )


def test_started_twice_it_says_so(
    running: tuple[stack.Stack, Workplace], capsys: pytest.CaptureFixture[str]
) -> None:
    where, place = running
    noted = parts.read_parts(where.noted)
    again = stack.start_stack(place, sample=True, stack=where)
    assert "running already" in capsys.readouterr().out
    assert parts.read_parts(where.noted) == noted
    assert again.settings.index_prefix == place.settings.index_prefix
    with pytest.raises(LocalError, match="watches the sample outlets"):
        stack.start_stack(place, sample=False, stack=where)


def test_passwords_are_for_their_owner_alone_and_needed(running: tuple[stack.Stack, Workplace]) -> None:
    where, _ = running
    for path in [
        where.noted,
        where.mode,
        *(where.state / "airflow-sample").glob("*.json"),
        *where.log.glob("*.log"),
    ]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    there = airflow.prepare_airflow(where.state / "airflow-sample")
    with pytest.raises(airflow.HTTPException, match="401"):
        there._ask("GET", "/api/v2/dags", None, 10.0, "")


def test_nothing_listens_beyond_this_machine(running: tuple[stack.Stack, Workplace]) -> None:
    where, _ = running
    sessions = {part.pid for part in parts.read_parts(where.noted)}
    members = parts.find_members(sessions)
    inodes = {_link(f) for pid in members for f in Path(f"/proc/{pid}/fd").glob("*")}
    for table, anywhere in (("tcp", "00000000"), ("tcp6", "0" * 32)):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            listens = fields[3] == "0A" and f"socket:[{fields[9]}]" in inodes
            assert not (listens and fields[1].startswith(anywhere)), line


def test_a_stack_that_stops_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "GENTLE", 1.0)
    monkeypatch.setattr(parts, "INSISTENT", 1.0)
    part = parts.start_part("stubborn", [sys.executable, "-c", STUBBORN], dict(os.environ), tmp_path / "log")
    _until(lambda: len(parts.find_members({part.pid})) == 2)
    parts.stop_parts([part])
    assert parts.find_members({part.pid}) == set()


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""


def _states(there: airflow.Airflow) -> list[str]:
    return [str(run["state"]) for run in _runs(there)]


def _runs(there: airflow.Airflow) -> list[dict[str, Any]]:
    """The runs that the schedule began, the oldest first."""
    found: list[dict[str, Any]] = there.get("/api/v2/dags/~/dagRuns?order_by=run_after&limit=50")["dag_runs"]
    return [run for run in found if run["dag_id"] == "ingest" and run["run_type"] == "scheduled"]


def _task_of_newest(there: airflow.Airflow, number: int, task: str) -> str:
    runs = _runs(there)
    if len(runs) <= number:
        return ""
    found = there.get(f"/api/v2/dags/ingest/dagRuns/{runs[number]['dag_run_id']}/taskInstances")[
        "task_instances"
    ]
    return next((str(t["state"]) for t in found if t["task_id"] == task), "")


def _mails(where: stack.Stack) -> list[EmailMessage]:
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (where.state / "mail").glob("*.eml")
    ]  # type: ignore[misc]


def _complete(place: Workplace) -> bool:
    return sum(count_by_grade(place.store).values()) >= sum(r.grade > 0 for r in load_truth()) + 2


def _kill(where: stack.Stack, name: str) -> None:
    (part,) = [p for p in parts.read_parts(where.noted) if p.name == name]
    for pid in parts.find_members({part.pid}):
        os.kill(pid, signal.SIGKILL)
    _until(lambda: daemon.find_process(part.pid) is None)


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.25)
