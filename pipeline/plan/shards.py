"""Which shard a host belongs to: all addresses of a registrable domain are asked from one place."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from pipeline.model.jobs import FeedTask, PageTask
from pipeline.text.urls import get_registrable_domain


def find_shard(url: str, shards: int) -> int:
    """Give the number of the shard of an address; the same domain always gives the same."""
    return int.from_bytes(sha256(get_registrable_domain(url).encode()).digest()[:8], "big") % shards


def split_tasks(
    feeds: Iterable[FeedTask], pages: Iterable[PageTask], shards: int
) -> list[tuple[tuple[FeedTask, ...], tuple[PageTask, ...]]]:
    """Deal feeds and pages to `shards` shards by registrable domain; a shard may be empty."""
    feed_lists: list[list[FeedTask]] = [[] for _ in range(shards)]
    page_lists: list[list[PageTask]] = [[] for _ in range(shards)]
    for feed in feeds:
        feed_lists[find_shard(feed.url, shards)].append(feed)
    for page in pages:
        page_lists[find_shard(page.candidate.url, shards)].append(page)
    return [(tuple(f), tuple(p)) for f, p in zip(feed_lists, page_lists, strict=True)]
