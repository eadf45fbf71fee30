"""Ingest: asks the feeds that are due, reads new pages, and publishes what is about the relation.

- `plan` opens a cycle, or goes on with one that died, and deals feeds and waiting pages to shards by
  registrable domain.
- `shard`, one task a shard: left-over spool files first, then the crawl and the processing, as two programs.
  A dead outlet is data; the task fails only when we failed. It may be cleared or run twice: what a cycle has
  asked, it does not ask again.
- `publish` groups copies, counts, closes the cycle, and tells the asset `azvn://articles` when a reader has
  not seen something yet. It is skipped when nothing is new, and fails when every shard failed.

By hand: `sources` (ids, all when empty), `now` (every feed whatever its next check), `since` and `until`
(backfill: the sitemaps of these days).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import policy
from airflow.sdk import DAG, DeltaTriggerTimetable, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from pipeline.config.settings import get_settings

PARAMS = {
    "sources": Param(
        [], type=["null", "array"], items={"type": "string"}, description="ids of sources.yml; all when empty"
    ),
    "now": Param(
        get_settings().ask_all,
        type=["null", "boolean"],
        description="ask every feed, whatever its next check; Retry-After is still honoured",
    ),
    "since": Param(
        None, type=["null", "string"], format="date", description="backfill: read sitemaps back to this day"
    ),
    "until": Param(
        None,
        type=["null", "string"],
        format="date",
        description="backfill: and up to this day; today when empty",
    ),
}

with DAG(
    "ingest",
    dag_display_name="ingest: asks feeds, reads new pages",
    description=f"Asks feeds and reads new pages, every {get_settings().cycle_interval:g} seconds",
    schedule=DeltaTriggerTimetable(timedelta(seconds=get_settings().cycle_interval)),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(seconds=policy.LIMITS.run),
    deadline=policy.build_deadline(policy.LIMITS.late),
    default_args=policy.build_arguments(),
    params=PARAMS,
    tags=policy.TAGS,
    doc_md=__doc__,
) as dag:

    @task(execution_timeout=timedelta(seconds=policy.LIMITS.crawl))
    def plan(params: dict[str, Any] | None = None, ti: Any = None) -> list[dict[str, Any]]:
        """Open a cycle and give its shards that have something to do."""
        from pipeline.runs import tasks

        cycle, shards = tasks.plan_run(params or {})
        ti.xcom_push("cycle", cycle)
        return shards

    @task(map_index_template="{{ name }}", max_active_tis_per_dagrun=16)
    def shard(given: dict[str, Any]) -> dict[str, Any]:
        """Crawl and process one shard."""
        from pipeline.runs import tasks

        get_current_context()["name"] = given["name"]  # type: ignore[typeddict-unknown-key]
        return tasks.handle_shard(given)

    @task(
        trigger_rule="all_done",
        outlets=[policy.ARTICLES],
        execution_timeout=timedelta(seconds=policy.LIMITS.crawl),
    )
    def publish(shards: Any, ti: Any = None, outlet_events: Any = None) -> dict[str, Any]:
        """Publish the cycle; skipped when nothing is new or plan failed, failed when every shard failed."""
        from pipeline.runs import tasks

        cycle = ti.xcom_pull(task_ids="plan", key="cycle")
        if cycle is None:
            raise AirflowSkipException("plan failed and says why: there is nothing to publish")
        report = tasks.publish_run(cycle, list(shards or ()), ti.xcom_push)
        if not report["changed"]:
            raise AirflowSkipException("nothing that a reader has not seen")
        outlet_events[policy.ARTICLES].extra = {"cycle": report["cycle"], "articles": report["changed"]}
        return report

    planned = plan()
    planned >> publish(shard.expand(given=planned))
