"""What every DAG must have, and what becomes of a task that fails."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.alert.send.mailboxes import MailboxAway
from pipeline.config.settings import ROOT, Settings, get_settings
from pipeline.programs import ProgramFailed, ProgramRefused
from pipeline.runs.limits import compute_limits
from pipeline.runs.shard_report import ShardFailed, ShardRefused
from pipeline.store.errors import StoreAway, StoreRefused
from pipeline.store.leases import Held
from pipeline.store.schema.templates import SchemaDiffers

CHORES = ["retention", "counts", "snapshot", "health", "mutes", "quarantine", "clocks", "logs"]
GRAPHS = {
    "ingest": {"plan": {"shard", "publish"}, "shard": {"publish"}, "publish": set()},
    "alerts": {"alert": set()},
    "returned_mail": {"bounces": set()},
    "upkeep": {**{chore: {"report"} for chore in CHORES}, "report": set()},
}
SCREEN = 100


def test_all_dags_are_read_without_a_fault(dagbag: Any) -> None:
    assert dagbag.import_errors == {}
    assert {
        name: {t.task_id: set(t.downstream_task_ids) for t in d.tasks} for name, d in dagbag.dags.items()
    } == GRAPHS


@pytest.mark.parametrize(
    "url", ["smtp://user:p[ss-word@host:587", "smtp://user:word@a..b", "http://host", "smtp://"]
)
def test_all_dags_are_read_when_the_mail_server_s_address_is_wrong(
    airflow_home: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    from airflow.dag_processing.dagbag import BundleDagBag

    monkeypatch.setenv("AZVN_SMTP_URL", url)
    monkeypatch.setenv("AZVN_OPERATORS", "ops@azvn.example")
    get_settings.cache_clear()
    monkeypatch.delitem(sys.modules, "policy", raising=False)  # it is read anew, as by another process
    bag = BundleDagBag(dag_folder=str(ROOT / "dags"), bundle_path=ROOT / "dags", bundle_name="dags-folder")
    assert bag.import_errors == {}
    assert set(bag.dags) == set(GRAPHS)
    assert "AIRFLOW_CONN_SMTP_DEFAULT" not in os.environ


@pytest.mark.parametrize("name", GRAPHS)
def test_a_dag_says_what_it_is_and_whose_it_is(dagbag: Any, name: str) -> None:
    dag = dagbag.dags[name]
    assert dag.doc_md and dag.doc_md.strip().count("\n") >= 2
    assert dag.tags == {"azvn"}
    assert dag.dag_display_name.startswith(f"{name}: ") and len(dag.dag_display_name) < 40
    assert not any(vars(task).get("show_return_value_in_logs") for task in dag.tasks)
    assert dag.description and len(dag.description) < 90
    assert dag.max_active_runs == 1
    assert dag.catchup is False
    assert dag.dagrun_timeout
    assert {task.owner for task in dag.tasks} == {"monitor"}


@pytest.mark.parametrize("name", GRAPHS)
def test_every_task_has_limits_retries_and_somebody_who_hears(dagbag: Any, name: str) -> None:
    dag = dagbag.dags[name]
    for task in dag.tasks:
        known = task.partial_kwargs if task.task_id == "shard" else vars(task)
        assert known["execution_timeout"] < dag.dagrun_timeout, task.task_id
        assert known["retries"] >= 1, task.task_id
        assert known["retry_policy"] is not None, task.task_id
        callbacks = known["on_failure_callback"]
        callbacks = callbacks if isinstance(callbacks, list) else [callbacks]
        assert [callback.__name__ for callback in callbacks] == ["report_failure"], task.task_id


def test_no_parameter_of_a_run_is_required(dagbag: Any) -> None:
    parameters = dagbag.dags["ingest"].params
    kinds = {name: parameters.get_param(name).schema["type"] for name in parameters}
    assert set(kinds) == {"sources", "now", "since", "until"}
    assert [name for name, kind in kinds.items() if "null" not in kind] == []


def test_publish_alone_tells_the_asset_and_alerts_listens(dagbag: Any) -> None:
    telling = {t.task_id for d in dagbag.dags.values() for t in d.tasks if getattr(t, "outlets", None)}
    assert telling == {"publish"}
    (asset,) = dagbag.dags["ingest"].get_task("publish").outlets
    assert asset.uri in str(dagbag.dags["alerts"].timetable.asset_condition)


def test_a_late_cycle_has_a_deadline(dagbag: Any) -> None:
    (deadline,) = dagbag.dags["ingest"].deadline
    assert deadline.interval < dagbag.dags["ingest"].dagrun_timeout
    assert deadline.callback.path == "pipeline.alert.send.operators.page_operators"


@pytest.mark.parametrize("path", sorted((ROOT / "dags").glob("*.py")), ids=lambda p: p.name)
def test_a_file_fits_a_screen(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= SCREEN


@pytest.mark.parametrize("budget", [5.0, 480.0, 3000.0])
def test_time_limits_lie_within_each_other(budget: float) -> None:
    found = compute_limits(Settings(cycle_budget=budget))
    assert budget < found.crawl < found.task < found.run
    assert timedelta(seconds=found.crawl) < found.late < timedelta(seconds=found.run)


@pytest.mark.parametrize(
    ("fault", "action"),
    [
        (StoreRefused("wrong password"), "fail"),
        (SchemaDiffers("another schema"), "fail"),
        (ShardRefused("wrong setting"), "fail"),
        (ProgramRefused("exit code 2"), "fail"),
        (StoreAway("no answer"), "retry"),
        (Held("another run"), "retry"),
        (MailboxAway("no answer"), "retry"),
        (ShardFailed("crawl broke"), "retry"),
        (ProgramFailed("exit code 1"), "retry"),
        (KeyError("a fault of the code"), "fail"),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, Exception) else str(v),
)
def test_only_faults_that_may_pass_are_tried_again(dagbag: Any, fault: Exception, action: str) -> None:
    rules = vars(dagbag.dags["ingest"].get_task("plan"))["retry_policy"]
    assert rules.evaluate(fault, 1, 3).action.value == action


def test_a_task_that_ran_out_of_time_is_tried_again(dagbag: Any) -> None:
    from airflow.sdk.exceptions import AirflowTaskTimeout

    rules = vars(dagbag.dags["ingest"].get_task("plan"))["retry_policy"]
    assert rules.evaluate(AirflowTaskTimeout("limit"), 1, 3).action.value == "retry"


def test_kibana_is_linked_when_there_is_one(airflow_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.util import module_from_spec, spec_from_file_location

    def links() -> list[Any]:
        get_settings.cache_clear()
        spec = spec_from_file_location("kibana_link", ROOT / "plugins" / "kibana_link.py")
        assert spec and spec.loader
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        found: list[Any] = module.KibanaLink.external_views
        return found

    assert links() == []
    monkeypatch.setenv("AZVN_KIBANA_URL", "https://kibana.azvn.example/s/news")
    assert [link["href"] for link in links()] == ["https://kibana.azvn.example/s/news"]
