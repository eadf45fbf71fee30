"""What a reader has not seen yet: articles written since a moment."""

from __future__ import annotations

from datetime import datetime

from pipeline.model.times import format_stamp
from pipeline.store.client import Store


def count_changed(store: Store, since: datetime) -> int:
    """Count the articles that changed, for a reader, at or after `since`."""
    store.refresh("articles")
    query = {"range": {"changed_at": {"gte": format_stamp(since)}}}
    return int(store.ask(lambda: store.client.count(index=store.get_alias("articles"), query=query))["count"])
