"""Upkeep, once a day: what is old is thrown away, what was kept is safe, and operators read how the monitor
is doing.

Comes in: the settings, the archive and the index. Goes out: for each chore lines of a report, in plain words;
`Trouble` ones first.
"""

from pipeline.upkeep.chores import CHORES, Lines
from pipeline.upkeep.clocks import describe_disbelieved
from pipeline.upkeep.report import compose_report

__all__ = ["CHORES", "Lines", "compose_report", "describe_disbelieved"]
