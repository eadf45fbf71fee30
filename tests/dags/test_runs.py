"""Runs of the DAGs over the sample outlets, with the real programs and a real Elasticsearch, in one process
of Airflow.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from local.demo import prepare_workplace
from local.sample.server import Sample
from local.sample.truth import load_truth
from pipeline.config.settings import Settings, get_settings
from pipeline.runs import tasks
from pipeline.runs.plan_step import Shard
from pipeline.runs.provision import provision_store
from pipeline.runs.shard_report import ShardReport
from pipeline.runs.workplace import Workplace
from pipeline.store import cycles
from pipeline.store.articles.totals import count_by_grade
from pipeline.store.schema import templates
from tests.pipeline.alert.send.notices import write_notice, write_wish
from tests.pipeline.runs.test_returned_mail import fill_mailbox

# Given in full: in one process Airflow keeps the values of the run before.
ASKED: dict[str, Any] = {"sources": [], "now": False, "since": None}


@dataclass
class World:
    """The sample outlets, and the DAGs with the settings that watch them."""

    sample: Sample
    place: Workplace
    dags: dict[str, Any]
    note: str = ""

    def run(self, name: str, **conf: Any) -> dict[str, list[tuple[str, Any]]]:
        """Run a DAG to its end; give for each task the states of its instances with what they returned."""
        dag = self.dags[name]
        with pytest.MonkeyPatch.context() as patch:
            # dag.test() of 3.3.2 takes the definition of a deadline for its id in the database;
            patch.setattr(dag, "deadline", None)
            run = dag.test(run_conf=ASKED | conf if name == "ingest" else None)
        self.note = read_note(run.id)
        found: dict[str, list[tuple[str, Any]]] = {}
        for ti in sorted(run.get_task_instances(), key=lambda t: t.map_index):
            found.setdefault(ti.task_id, []).append(
                (str(ti.state), ti.xcom_pull(task_ids=ti.task_id, map_indexes=ti.map_index))
            )
        return found

    def articles(self) -> int:
        return sum(count_by_grade(self.place.store).values())


def read_note(run: int) -> str:
    """Return what stands on a run on Airflow's page."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    with create_session() as session:
        return str(session.get_one(DagRun, run).note or "")


@pytest.fixture(scope="module")
def world(
    database: Path, dagbag: Any, elasticsearch_server: Any, operators: dict[str, str], tmp_path_factory: Any
) -> Iterator[World]:
    sample = Sample()
    let_through = sample.format_let_through(sample.start())
    base = Workplace(Settings()).switch_store(
        elasticsearch_server.url, elasticsearch_server.username, elasticsearch_server.password
    )
    place = prepare_workplace(
        base, tmp_path_factory.mktemp("runs"), f"azvn-test-dags-{os.getpid()}-", let_through
    ).change_settings(shards=2)
    provision_store(place)
    yield World(sample, place, dagbag.dags)
    templates.remove_indices(place.store)
    sample.stop()


@pytest.fixture(autouse=True)
def settings(
    world: World, operators: dict[str, str], monkeypatch: pytest.MonkeyPatch, no_settings: None
) -> None:
    for name, value in (world.place.environment | operators).items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()


def states(found: dict[str, list[tuple[str, Any]]]) -> dict[str, list[str]]:
    return {task: [state for state, _ in instances] for task, instances in found.items()}


def test_ingest_finds_the_articles_then_the_next_edition_then_nothing(world: World) -> None:
    first = world.run("ingest")
    assert states(first) == {"plan": ["success"], "shard": ["success", "success"], "publish": ["success"]}
    editions = [sum(r.grade > 0 and r.edition == edition for r in load_truth()) for edition in (1, 2)]
    assert first["publish"][0][1]["stages"]["index"] == {"indexed": editions[0]}
    seeds = 2
    assert world.articles() == editions[0] + seeds
    assert re.fullmatch(r"\d+ new stories, \d+ copies; 13 feeds asked, 2 in trouble", world.note)
    world.sample.advance(2)
    second = world.run("ingest", now=True)
    assert second["publish"][0][1]["stages"]["index"] == {
        "indexed": editions[1],
        "revised": sum(bool(r.correction) for r in load_truth()),
    }
    third = world.run("ingest", now=True)
    assert states(third)["publish"] == ["skipped"], "nothing new: no asset event"
    assert world.note.startswith("nothing new; ")
    assert world.articles() == sum(editions) + seeds


def test_a_backfill_reads_sitemaps_alone(world: World) -> None:
    found = world.run("ingest", since="2020-01-01", sources=["bao-song-cuu", "lotus-desk"])
    feeds = [report["crawl"]["feeds"] for _, report in found["shard"] if report["crawl"]]
    assert sum(sum(f.values()) for f in feeds) == 1, "the sitemap of the one outlet that has one"


def test_alerts_run_to_their_end(world: World) -> None:
    assert states(world.run("alerts")) == {"alert": ["success"]}
    assert world.note.startswith("0 new hits, 0 mails written, 0 sent")


def test_the_sender_s_mailbox_is_read_when_there_is_one(
    world: World, letters: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert states(world.run("returned_mail")) == {"bounces": ["skipped"]}
    assert world.note == ""
    monkeypatch.setenv("AZVN_MAILBOX", fill_mailbox(tmp_path / "box", write_notice(), write_wish()))
    monkeypatch.setenv("AZVN_CONFIG", str(copy_config(world.place, tmp_path, "lan@desk.example")))
    get_settings.cache_clear()
    ((state, report),) = world.run("returned_mail")["bounces"]
    assert (state, report["bounced"], report["unsubscribed"]) == ("success", ["lan"], ["lan"])
    assert world.note.startswith("2 messages read, 1 came back, 1 unsubscribed; A mail to lan (")
    assert [letter["To"] for letter in letters] == ["ops@azvn.example"]


def copy_config(place: Workplace, folder: Path, address: str) -> Path:
    """Copy the configuration beside a watch with one reader."""
    config = Path(shutil.copytree(place.settings.config, folder / "config"))
    reader = f"{{id: lan, address: {address}}}"
    (config / "watches.yml").write_text(f"watches: [{{id: all, title: All, recipients: [{reader}]}}]\n")
    return config


def test_a_wrong_parameter_fails_once_with_its_reason(world: World, letters: list[EmailMessage]) -> None:
    found = world.run("ingest", sources=["caspian-wir"])
    assert states(found) == {"plan": ["failed"], "shard": ["upstream_failed"], "publish": ["skipped"]}
    (letter,) = letters
    assert "no source with the id 'caspian-wir': did you mean caspian-wire?" in letter["Subject"]


def test_a_shard_that_is_refused_fails_at_once_and_operators_hear_of_it(
    world: World, letters: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A setting of the crawl program alone: the plan of the cycle does not ask outlets.
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    found = world.run("ingest", now=True, sources=["caspian-wire"])
    assert states(found) == {"plan": ["success"], "shard": ["failed"], "publish": ["failed"]}
    (about_shard,) = [letter for letter in letters if "caspian-wire" in letter["Subject"]]
    assert about_shard["Subject"].startswith("[azvn] ingest failed: shard")
    assert "https_proxy: a proxy of the kind 'socks5' is not supported" in about_shard["Subject"]
    assert str(about_shard["From"]) == "azvn <monitor@azvn.example>"
    assert about_shard["Message-ID"].endswith("@azvn.example>") and about_shard["Date"]
    plain = about_shard.get_body(("plain",))
    assert plain is not None
    text = plain.get_content()
    for part in ("Task shard of ingest failed.", "caspian-wire", "Try: 1", "/dags/ingest/runs/", "socks5"):
        assert part in text
    assert any("every shard failed" in letter["Subject"] for letter in letters)


def test_a_wrong_address_of_the_mail_server_fails_what_mails_and_nothing_else(
    world: World, letters: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZVN_SMTP_URL", "smtp://user:p[ss-word@host:587")
    get_settings.cache_clear()
    found = world.run("ingest", now=True, sources=["caspian-wire"])
    assert states(found)["shard"] == ["success"]
    assert states(world.run("alerts")) == {"alert": ["failed"]}
    assert letters == []


def test_one_failed_shard_neither_stops_nor_hides_the_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tasks.run_shard

    def one_refused(place: Workplace, shard: Shard) -> ShardReport:
        return (
            whole(place, shard)
            if shard.number
            else ShardReport(number=0, faults=("the disk is full",), refused=True)
        )

    monkeypatch.setattr(tasks, "run_shard", one_refused)
    found = world.run("ingest", now=True)
    assert states(found) == {"plan": ["success"], "shard": ["failed", "success"], "publish": ["skipped"]}
    last = cycles.find_last_cycle(world.place.store)
    assert last is not None
    assert last.report["faults"] == ["1 of 2 shards failed; their tasks say why"]
    assert sum(last.report["feeds"].values()) > 0


def test_upkeep_does_its_chores_and_mails_the_report(world: World, letters: list[EmailMessage]) -> None:
    found = world.run("upkeep")
    assert {state for instances in states(found).values() for state in instances} == {"success"}
    (letter,) = letters
    assert letter["To"] == "ops@azvn.example"
    assert "daily report" in letter["Subject"]
    plain = letter.get_body(("plain",))
    assert plain is not None
    assert "snapshot" in plain.get_content()
