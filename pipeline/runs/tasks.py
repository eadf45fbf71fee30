"""What the tasks of the DAGs do, apart from Airflow: plain values in and out, each task reading settings and
catalogue anew.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.alert.send import operators
from pipeline.config import settings, sources, topic
from pipeline.programs import Program
from pipeline.runs.cycle import CycleLost, conclude_cycle
from pipeline.runs.limits import PROCESS_LIMIT
from pipeline.runs.plan_step import Means, Order, Plan, Shard, plan_cycle
from pipeline.runs.shard_step import ShardReport, check_report, run_shard
from pipeline.upkeep import CHORES, compose_report

log = logging.getLogger(__name__)

Json = dict[str, Any]


def plan_run(params: Mapping[str, Any]) -> tuple[Json, list[Json]]:
    """Open a cycle as asked; give it, and its shards with something to do."""
    planned = plan_cycle(_load_means(), parse_order(params))
    if planned.blind:
        log.warning("%s Every feed is asked and no page.", planned.blind)
    for shard_ in planned.shards:
        log.info(
            "%s: %d feeds, %d pages, %d left-over files",
            shard_.name,
            shard_.feeds,
            shard_.pages,
            shard_.left_over,
        )
    return planned.model_dump(mode="json", exclude={"shards"}), [
        s.model_dump(mode="json") for s in planned.shards
    ]


def parse_order(params: Mapping[str, Any]) -> Order:
    """Read the parameters of a run: `sources`, `now`, and for a backfill `since` and `until`, days in UTC;
    raise ConfigError.
    """
    return Order.parse_days(
        params.get("since"),
        params.get("until"),
        sources=tuple(params.get("sources") or ()),
        now=bool(params.get("now")),
    )


def handle_shard(given: Mapping[str, Any]) -> Json:
    """Crawl and process one shard; raise ShardFailed or ShardRefused when it could not be taken to its
    end.
    """
    return check_report(run_shard(_load_means(), Shard.model_validate(given))).model_dump(mode="json")


def publish_run(cycle: Mapping[str, Any], reports: Sequence[Mapping[str, Any]]) -> Json:
    """Publish a cycle with the reports of the shards that came to their end; raise CycleLost when there were
    shards and none did.
    """
    planned = Plan.model_validate(dict(cycle))
    failed = planned.dealt - len(reports)
    faults = [f"{failed} of {planned.dealt} shards failed; their tasks say why"] if failed else []
    report = conclude_cycle(_load_means(), planned, [ShardReport.model_validate(r) for r in reports], faults)
    log.info("%s", json.dumps(report.build_json(), ensure_ascii=False))
    if failed and not reports:
        raise CycleLost("every shard failed")
    return report.build_json() | {"changed": report.changed}


def run_alert_program() -> Json:
    """Run `python -m pipeline.alert` and give its report."""
    means = _load_means()
    printed = Program("pipeline.alert", means.environment, means.log, log.info).run(
        [], "", seconds=PROCESS_LIMIT / 2
    )
    report = json.loads(printed)
    log.info("%s", printed.strip())
    return dict(report)


def do_chore(name: str) -> list[str]:
    """Do one of the daily chores and give what it has to say."""
    lines = CHORES[name](settings.load_settings())
    for line in lines:
        log.info("%s", line)
    return lines


def mail_report(said: Mapping[str, Sequence[str] | None]) -> str:
    """Mail operators what the chores said, None for one that failed; give the text."""
    chosen = settings.load_settings()
    subject, text = compose_report(
        chosen,
        {n: lines for n, lines in said.items() if lines is not None},
        [n for n, x in said.items() if x is None],
    )
    told = operators.mail_operators(chosen, subject, text)
    log.info(
        "%s%s\n%s",
        subject,
        "" if told else " (not mailed: no operators or no mail server in the settings)",
        text,
    )
    return text


def _load_means() -> Means:
    """Give what a step works with; raise ConfigError for a wrong
    configuration.
    """
    chosen = settings.load_settings()
    logging.getLogger("elastic_transport").setLevel(logging.WARNING)
    return Means(
        chosen,
        sources.load_sources(chosen.config / "sources.yml"),
        topic.load_topic(chosen.config / "topic.yml"),
        {},  # the programs inherit the environment that these settings were read from
        _locate_log(chosen.archive),
        tell=_log_step,
        echo=log.info,
    )


def _locate_log(archive: Path) -> Path:
    return archive.parent / "log" / "cycle.log"


def _log_step(step: str, numbers: Mapping[str, Any]) -> None:
    log.info("%s %s", step, json.dumps(dict(numbers)))
