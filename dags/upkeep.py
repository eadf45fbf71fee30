"""Upkeep, once a day: throws away what is old, takes a snapshot, looks at the cluster, mails a report.

Each chore is a task of its own, so that one that fails stops no other:

- `retention`: spool files older than AZVN_KEEP_SPOOL_DAYS; records of articles that were kept go to a monthly
  file first
- `counts`, `logs`: counts and logs older than AZVN_KEEP_COUNTS_DAYS and AZVN_KEEP_LOGS_DAYS
- `snapshot`: of all indices, in the repository `azvn`
- `health`: the cluster and its disks
- `mutes`: outlets whose mute has run out

`report` mails AZVN_OPERATORS; without operators or a mail server it only writes its log.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import policy
from airflow.sdk import DAG, CronTriggerTimetable, task

CHORES = ("retention", "counts", "snapshot", "health", "mutes", "quarantine", "clocks", "logs")
LIMIT = timedelta(hours=1)

with DAG(
    "upkeep",
    dag_display_name="upkeep: cleans up, takes a snapshot",
    description="Throws away what is old, takes a snapshot, looks at the cluster: daily at 02:30 UTC",
    schedule=CronTriggerTimetable("30 2 * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=3 * LIMIT,
    default_args=policy.build_arguments() | {"execution_timeout": LIMIT},
    tags=policy.TAGS,
    doc_md=__doc__,
) as dag:

    @task
    def chore(name: str) -> list[str]:
        """Do one chore and give what it has to say."""
        from pipeline.runs import tasks

        return tasks.do_chore(name)

    @task(trigger_rule="all_done")
    def report(ti: Any = None) -> str:
        """Mail what the chores said."""
        from pipeline.runs import tasks

        said = {name: ti.xcom_pull(task_ids=name) for name in CHORES}
        return tasks.mail_report(said, ti.xcom_push)

    [chore.override(task_id=name)(name) for name in CHORES] >> report()
