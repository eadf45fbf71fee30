"""Judge: an article and the vocabulary in; grade, reasons and names out. Before that, a cheap look at a page's characters.

Nothing here knows where an article came from.
"""

from pipeline.judge.prescan import prescan
from pipeline.judge.verdict import judge

__all__ = ["judge", "prescan"]
