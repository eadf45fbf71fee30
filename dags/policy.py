"""What all DAGs share: owner, retries as a closed set of rules, limits, and who hears of failures."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.providers.smtp.notifications.smtp import SmtpNotifier
from airflow.sdk import Asset, RetryAction, RetryRule
from airflow.sdk import ExceptionRetryPolicy as Rules
from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from pipeline.alert.send.operators import build_connection, page_operators, summarize_fault
from pipeline.config.settings import get_settings
from pipeline.runs import limits as limits_

OWNER = "monitor"
ARTICLES = Asset("azvn://articles")
"""Changed whenever a cycle indexed something that a reader has not seen."""
LIMITS = limits_.compute_limits(get_settings())

# Whatever is not named here is a fault of the code: another try would end the same way.
RETRIES = Rules(
    rules=[
        RetryRule(
            [
                "pipeline.store.errors.StoreRefused",
                "pipeline.store.schema.templates.SchemaDiffers",
                "pipeline.runs.shard_report.ShardRefused",
                "pipeline.programs.ProgramRefused",
            ],
            RetryAction.FAIL,
            reason="a refusal or a wrong configuration",
        ),
        RetryRule(
            [
                "pipeline.store.errors.StoreAway",
                "pipeline.store.leases.Held",
                "pipeline.runs.shard_report.ShardFailed",
                "pipeline.programs.ProgramFailed",
            ],
            RetryAction.RETRY,
            reason="Elasticsearch, the network or another run may be done by then",
        ),
        RetryRule("airflow.sdk.exceptions.AirflowTaskTimeout", RetryAction.RETRY, reason="time limit"),
    ],
    default=RetryAction.FAIL,
)

SUBJECT = "[azvn] {{ dag.dag_id }} failed: {{ ti.rendered_map_index or ti.task_id }}: {{ fault.reason }}"
BODY = (
    "<p>Task <b>{{ ti.task_id }}</b> of <b>{{ dag.dag_id }}</b>, run {{ run_id }}, try {{ ti.try_number"
    " }}.</p><p>{{ (ti.rendered_map_index or '') | string | e }}</p><pre>{{ fault.text | e }}</pre><p>Its"
    " log: <a href='{{ ti.log_url }}'>{{ ti.log_url }}</a></p>"
)

os.environ.update(build_connection(get_settings()))


def failed(context: Any) -> None:
    """Mail operators of a task that failed for good, with shard, outlets and reason in the subject; without
    operators nothing is sent.
    """
    chosen = get_settings()
    if chosen.operators and chosen.smtp_url:
        error = context.get("exception") or ""
        told = {**context, "fault": {"reason": summarize_fault(error), "text": str(error)[:4000]}}
        # One of its own for every mail: it keeps what it has rendered.
        SmtpNotifier(to=chosen.operators, from_email=chosen.mail_from, subject=SUBJECT, html_content=BODY)(
            told
        )


def arguments() -> dict[str, Any]:
    """Give the default arguments of every task."""
    return {
        "owner": OWNER,
        "retries": limits_.RETRIES,
        "retry_delay": timedelta(seconds=limits_.FIRST_WAIT),
        "retry_exponential_backoff": True,
        "retry_policy": RETRIES,
        "execution_timeout": timedelta(seconds=LIMITS.task),
        "on_failure_callback": failed,
    }


def late(after: timedelta) -> DeadlineAlert:
    """Give the alert of a run that is not over in time; it runs in the executor, so that no triggerer is
    needed.
    """
    return DeadlineAlert(DeadlineReference.DAGRUN_QUEUED_AT, after, SyncCallback(page_operators))
