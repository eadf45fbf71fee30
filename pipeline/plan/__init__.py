"""Plan: states of feeds, waiting pages and the time in; what to ask now and when to ask again out.

Nothing here reads the index or the clock: `pipeline.runs` fetches the states and keeps what is decided.
"""

from pipeline.plan.due import count_unbelievable, find_due_feeds, find_next_check, find_next_checks
from pipeline.plan.moves import describe_move, list_moved_feeds
from pipeline.plan.pace import apply_fetch
from pipeline.plan.recheck import FURTHEST_RECHECK, FURTHEST_TRY, Again, decide_recheck, is_gone
from pipeline.plan.shards import find_shard, split_tasks

__all__ = [
    "FURTHEST_RECHECK",
    "FURTHEST_TRY",
    "Again",
    "apply_fetch",
    "count_unbelievable",
    "decide_recheck",
    "describe_move",
    "find_due_feeds",
    "find_next_check",
    "find_next_checks",
    "find_shard",
    "is_gone",
    "list_moved_feeds",
    "split_tasks",
]
