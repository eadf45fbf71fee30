"""Plan: states of feeds, waiting pages and the clock in; what to ask now, in which shard, and when to ask
again out.

Nothing here reads or writes the index: `pipeline.runs.cycle` fetches the states, `pipeline.runs.process`
keeps what `pace` decided.
"""

from pipeline.plan.due import find_due_feeds
from pipeline.plan.pace import GOOD, apply_fetch
from pipeline.plan.recheck import Again, decide_recheck, is_gone
from pipeline.plan.shards import split_tasks

__all__ = ["GOOD", "Again", "apply_fetch", "decide_recheck", "find_due_feeds", "is_gone", "split_tasks"]
