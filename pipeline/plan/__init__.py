"""Plan: states of feeds, waiting pages and the clock in; what to ask now, in which shard, and when to ask
again out.

Nothing here reads or writes the index: `pipeline.runs.cycle` fetches the states, `pipeline.runs.process`
keeps what `pace` decided.
"""

from pipeline.plan.due import due_feeds
from pipeline.plan.pace import GOOD, after_fetch
from pipeline.plan.recheck import Again, again, missing_for_good
from pipeline.plan.shards import split

__all__ = ["GOOD", "Again", "after_fetch", "again", "due_feeds", "missing_for_good", "split"]
