"""Follows the first ingest run of a stack that was just started, in words, until it is over."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.parse import quote

from local.airflow import Airflow
from pipeline.model.progress import StepProgress

SOON = timedelta(seconds=90)
"""How long to wait for a run to begin: a stack that was away for long begins one at once."""
OVER = frozenset({"success", "failed"})
SIGNS = {
    "success": "done",
    "failed": "failed",
    "skipped": "nothing new",
    "upstream_failed": "not begun",
    "up_for_retry": "tried again soon",
}


def follow_run(airflow: Airflow, since: datetime, tell: StepProgress) -> str | None:
    """Tell how the first run that began after `since` goes on.

    Give its final state, or None when none began soon.
    """
    while True:
        try:
            run = _find_first_run(airflow, since)
            if run is not None:
                tell(_describe_run(run, _list_tasks(airflow, run)), {})
                if run["state"] in OVER:
                    return str(run["state"])
            elif datetime.now(UTC) - since > SOON:
                return None
        except (OSError, HTTPException):
            tell("Airflow does not answer for the moment", {})
        time.sleep(1.0)


def _find_first_run(airflow: Airflow, since: datetime) -> Mapping[str, Any] | None:
    begun = quote(since.isoformat())
    runs: Sequence[Mapping[str, Any]] = airflow.get(
        f"/api/v2/dags/ingest/dagRuns?order_by=run_after&limit=1&start_date_gte={begun}"
    )["dag_runs"]
    return runs[0] if runs else None


def _list_tasks(airflow: Airflow, run: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = airflow.get(
        f"/api/v2/dags/ingest/dagRuns/{quote(str(run['dag_run_id']))}/taskInstances"
    )["task_instances"]
    return found


def _describe_run(run: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]]) -> str:
    order = {"plan": 0, "shard": 1, "publish": 2}
    ordered = sorted(tasks, key=lambda t: (order.get(t["task_id"], 3), t.get("map_index", -1)))
    said = [
        f"{t['task_id']} {SIGNS.get(str(t['state']), t['state'] or 'waits')}"
        for t in ordered
        if t["task_id"] in order
    ]
    return f"first cycle ({run['state']}): {', '.join(said)}"
