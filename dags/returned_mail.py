"""Returned mail: reads the mailbox of the sender, as `azvn mail bounces` does, when AZVN_MAILBOX names one.

An address whose mails came back three times is held, somebody who wants no more mails gets none, and
operators are mailed what is new. Nothing in the mailbox is changed, and what was read counts once, however
often the task runs. It is skipped while no mailbox is set, and tried again while the mailbox is away.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import policy
from airflow.sdk import DAG, DeltaTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

EVERY = timedelta(hours=6)
LIMIT = timedelta(minutes=30)

with DAG(
    "returned_mail",
    dag_display_name="returned_mail: notes what comes back",
    description=f"Notes whose mails come back and who wants none: every {EVERY.seconds // 3600} hours",
    schedule=DeltaTriggerTimetable(EVERY),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=3 * LIMIT,
    default_args=policy.build_arguments() | {"execution_timeout": LIMIT},
    tags=policy.TAGS,
    doc_md=__doc__,
) as dag:

    @task
    def bounces(ti: Any = None) -> dict[str, Any]:
        """Read the mailbox and give what was new in it."""
        from pipeline.runs import tasks

        report = tasks.read_returned_mail(ti.xcom_push)
        if report is None:
            raise AirflowSkipException("AZVN_MAILBOX is not set: no mailbox to read")
        return report

    bounces()
