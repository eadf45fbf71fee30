"""What the tasks of the DAGs do, apart from Airflow: plain values in and out, each task reading settings and
catalogue anew.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from pipeline.alert.send import operators
from pipeline.config import settings
from pipeline.model.progress import describe_step
from pipeline.programs.private import keep_files_private
from pipeline.runs import locks, run_words
from pipeline.runs.cycle import CycleLost, conclude_cycle
from pipeline.runs.limits import PROCESS_LIMIT
from pipeline.runs.order import Order, parse_order
from pipeline.runs.plan_step import Plan, Shard, plan_cycle
from pipeline.runs.returned_mail import take_returned_mail
from pipeline.runs.shard_report import ShardReport, raise_faults
from pipeline.runs.shard_step import run_shard
from pipeline.runs.workplace import Workplace
from pipeline.upkeep import CHORES, compose_report

log = logging.getLogger(__name__)

Json = dict[str, Any]
LOGGED_EVERY = 15.0
"""Seconds between two lines of a log about one step: programs tell how far they are twice a second."""
MAIL_GRACE = 25.0
"""Seconds for the answer to the one message that the mailer has handed over when it is told to end."""
RETENTION = "retention"
"""The chore that two runs must not do at once."""


Push = Callable[[str, Any], None]
"""Keeps a value of a task beside what it returns, by a key."""
NOTE = "note"
"""The key of what is written on the run on Airflow's page."""


def _push_nowhere(key: str, value: Any) -> None:
    """Keep nothing: there is no page."""


def plan_run(params: Mapping[str, Any]) -> tuple[Json, list[Json]]:
    """Open a cycle as asked; give it, and its shards with something to do."""
    planned = plan_cycle(open_workplace(), read_params(params))
    if planned.blind:
        log.warning("%s Every feed is asked and no page.", planned.blind)
    for shard_ in planned.shards:
        log.info(
            "%s: %d feeds are due, %d pages wait, %d files were left over",
            shard_.name,
            shard_.feeds,
            shard_.pages,
            shard_.left_over,
        )
    if not planned.shards:
        log.info("No feed is due and no page waits.")
    return planned.model_dump(mode="json", exclude={"shards"}), [
        s.model_dump(mode="json") for s in planned.shards
    ]


def read_params(params: Mapping[str, Any]) -> Order:
    """Read the parameters of a run: `sources`, `now`, and for a backfill `since` and `until`, days in UTC.

    Raise ConfigError for what is no day.
    """
    return parse_order(
        sources=params.get("sources") or (),
        now=bool(params.get("now")),
        since=params.get("since"),
        until=params.get("until"),
    )


def handle_shard(given: Mapping[str, Any]) -> Json:
    """Crawl and process one shard; raise ShardFailed or ShardRefused when it did not come to its end."""
    report = run_shard(open_workplace(), Shard.model_validate(given))
    log.info("%s", run_words.describe_shard(report))
    raise_faults(report)
    return report.model_dump(mode="json")


def publish_run(
    cycle: Mapping[str, Any], reports: Sequence[Mapping[str, Any]], push: Push = _push_nowhere
) -> Json:
    """Publish a cycle with the reports of the shards that came to their end; raise CycleLost when there were
    shards and none did. What the cycle found is pushed as the run's `note`.
    """
    planned = Plan.model_validate(dict(cycle))
    failed = planned.dealt - len(reports)
    faults = [f"{failed} of {planned.dealt} shards failed; their tasks say why"] if failed else []
    place = open_workplace()
    report = conclude_cycle(place, planned, [ShardReport.model_validate(r) for r in reports], faults)
    note = run_words.describe_cycle(report.build_json())
    push(NOTE, note)
    for line in (
        *run_words.list_failed_feeds(place.store, planned.cycle),
        *run_words.list_kept(place.store, planned.cycle),
        note,
    ):
        log.info("%s", line)
    if failed and not reports:
        raise CycleLost("every shard failed")
    return report.build_json() | {"changed": report.changed}


def run_alert_program(push: Push = _push_nowhere) -> Json:
    """Run `python -m pipeline.alert`, push what it did as the run's `note`, and give its report."""
    program = open_workplace().prepare_program("pipeline.alert", MAIL_GRACE)
    report: Json = json.loads(program.run([], "", seconds=PROCESS_LIMIT / 2))
    note = run_words.describe_alerts(report)
    push(NOTE, note)
    log.info("%s", note)
    return report


def read_returned_mail(push: Push = _push_nowhere) -> Json | None:
    """Read the sender's mailbox, push what was new as the run's `note`, and give its report.

    None while AZVN_MAILBOX is not set. Raise ConfigError and MailboxAway for one that cannot be used.
    """
    place = open_workplace().act_as_mailer()
    if place.settings.mailbox is None:
        return None
    report = take_returned_mail(place, None)
    note = run_words.describe_returned(report)
    push(NOTE, note)
    log.info("%s", "\n".join([note, *report["lines"]]))
    return report


def do_chore(name: str) -> list[str]:
    """Do one of the daily chores and give what it has to say; raise Held when another run is at it."""
    place = open_workplace()
    with locks.take_lease(place.store, locks.RETENTION, place.owner) if name == RETENTION else nullcontext():
        lines = CHORES[name](place.settings)
    for line in lines:
        log.info("%s", line)
    return lines


def mail_report(said: Mapping[str, Sequence[str] | None], push: Push = _push_nowhere) -> str:
    """Mail operators what the chores said, None for one that failed; give the text."""
    push(NOTE, run_words.describe_chores(said))
    chosen = settings.load_settings()
    done = {name: lines for name, lines in said.items() if lines is not None}
    failed = [name for name, lines in said.items() if lines is None]
    subject, text = compose_report(chosen, done, failed)
    mailed = operators.mail_operators(chosen, subject, text)
    hint = "" if mailed else " (not mailed: no operators or no mail server in the settings)"
    log.info("%s%s\n%s", subject, hint, text)
    return text


def open_workplace() -> Workplace:
    """Give the place that a task works in, settings read anew; raise ConfigError for wrong ones."""
    logging.getLogger("elastic_transport").setLevel(logging.WARNING)
    keep_files_private()
    return Workplace(settings.load_settings(), tell=_StepLog(), echo=log.info)


class _StepLog:
    """Writes each step into the log as it begins, and how far it has come a few times a minute."""

    def __init__(self) -> None:
        self._step = ""
        self._at = 0.0

    def __call__(self, step: str, numbers: Mapping[str, Any]) -> None:
        if step != self._step or time.monotonic() - self._at >= LOGGED_EVERY:
            self._step, self._at = step, time.monotonic()
            log.info("%s", describe_step(step, numbers))
