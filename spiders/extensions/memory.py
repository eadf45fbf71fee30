"""Memory: the limit on what this program holds now."""

from __future__ import annotations

import psutil
from scrapy.extensions import memusage


class MemoryUsage(memusage.MemoryUsage):
    """Ends the crawl above MEMUSAGE_LIMIT_MB.

    Scrapy looks at the greatest size ever, which a program inherits from the one that started it: a task of
    Airflow that had been large would end every crawl at its beginning.
    """

    def get_virtual_size(self) -> int:
        """Give the resident memory in bytes."""
        return int(psutil.Process().memory_info().rss)
