"""Plan: states of feeds, waiting pages and the clock in; what to ask now, in which shard, and when to ask again out.

Nothing here reads or writes the index: `pipeline.cycle` fetches the states, `pipeline.process` keeps what `pace` decided.
"""

from pipeline.plan.due import due_feeds
from pipeline.plan.pace import after_fetch
from pipeline.plan.recheck import Again, again
from pipeline.plan.shards import split

__all__ = ["Again", "after_fetch", "again", "due_feeds", "split"]
