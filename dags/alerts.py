"""Alerts: mails what readers have not seen yet, when a cycle brought something and every five minutes.

The one task runs `python -m pipeline.alert`, which reads watches, articles and earlier mails from the index;
a mail is on its way once, however often the task runs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import policy
from airflow.sdk import DAG, AssetOrTimeSchedule, DeltaTriggerTimetable, task

EVERY = timedelta(minutes=5)

with DAG(
    "alerts",
    dag_display_name="alerts: mails what is new",
    description=f"Mails what readers have not seen: after each find, and every {EVERY.seconds // 60} minutes",
    schedule=AssetOrTimeSchedule(timetable=DeltaTriggerTimetable(EVERY), assets=policy.ARTICLES),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(seconds=policy.LIMITS.run),
    default_args=policy.build_arguments(),
    tags=policy.TAGS,
    doc_md=__doc__,
) as dag:

    @task(execution_timeout=timedelta(seconds=policy.LIMITS.crawl))
    def alert(ti: Any = None) -> dict[str, Any]:
        """Find hits and send the mails that are due."""
        from pipeline.runs import tasks

        return tasks.run_alert_program(ti.xcom_push)

    alert()
