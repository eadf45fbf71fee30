"""What all DAGs share: owner, retries as a closed set of rules, limits, and who hears of failures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, RetryAction, RetryRule
from airflow.sdk import ExceptionRetryPolicy as Rules
from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from pipeline.alert.send.operators import TaskFailure, mail_failure, page_operators
from pipeline.config.settings import get_settings
from pipeline.runs import limits as limits_

OWNER = "monitor"
TAGS = [get_settings().index_prefix.strip("-")]
"""What the list of DAGs shows beside each: which indices it works on, so that the sample is told apart."""
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
                "pipeline.alert.send.mailboxes.MailboxAway",
                "pipeline.runs.shard_report.ShardFailed",
                "pipeline.programs.ProgramFailed",
            ],
            RetryAction.RETRY,
            reason="Elasticsearch, the network, the mailbox or another run may be back by then",
        ),
        RetryRule("airflow.sdk.exceptions.AirflowTaskTimeout", RetryAction.RETRY, reason="time limit"),
    ],
    default=RetryAction.FAIL,
)


def report_failure(context: Any) -> None:
    """Mail operators of a task that failed for good, with shard, outlets and reason in the subject.

    It goes through the one sender of mail; without operators nothing is sent.
    """
    task = context["ti"]
    failure = TaskFailure(
        dag=task.dag_id,
        task=task.task_id,
        part=task.rendered_map_index or "",
        run=task.run_id,
        attempt=task.try_number,
        fault=str(context.get("exception") or ""),
        log=task.log_url,
    )
    mail_failure(failure)


def build_arguments() -> dict[str, Any]:
    """Give the default arguments of every task."""
    return {
        "owner": OWNER,
        # The log says it in words; a dictionary of a thousand characters says nothing to people.
        "show_return_value_in_logs": False,
        "retries": limits_.RETRIES,
        "retry_delay": timedelta(seconds=limits_.FIRST_WAIT),
        "retry_exponential_backoff": True,
        "retry_policy": RETRIES,
        "execution_timeout": timedelta(seconds=LIMITS.task),
        "on_failure_callback": report_failure,
    }


def build_deadline(after: timedelta) -> DeadlineAlert:
    """Give the alert of a run that is not over in time.

    It runs in the executor, so that no triggerer is needed.
    """
    return DeadlineAlert(DeadlineReference.DAGRUN_QUEUED_AT, after, SyncCallback(page_operators))
