"""The spool: WARC 1.1 files between the crawl and the pipeline; a segment is complete under its final name or
absent.

A feed or a page is one or more `response` (or `revisit`) records, hops first, and a `metadata` record with
our JSON about it.
"""

from __future__ import annotations

from pipeline.spool.answers import Answer
from pipeline.spool.folder import (
    archive_segment,
    find_stale_segments,
    list_waiting_segments,
    lock_shard,
    put_segment_aside,
)
from pipeline.spool.foreign import read_foreign_pages, read_pages
from pipeline.spool.reading import (
    GuiltyItem,
    Item,
    PackedItem,
    read_packed_segment,
    read_segment,
    unpack_page,
)
from pipeline.spool.records import Damaged
from pipeline.spool.segment_name import SegmentName, find_next_attempt
from pipeline.spool.writing import Full, Writer, build_item
from pipeline.text.coding import BrokenBody, TooLarge, decode_content, join_codings

__all__ = [
    "Answer",
    "BrokenBody",
    "Damaged",
    "Full",
    "GuiltyItem",
    "Item",
    "PackedItem",
    "SegmentName",
    "TooLarge",
    "Writer",
    "archive_segment",
    "build_item",
    "decode_content",
    "find_next_attempt",
    "find_stale_segments",
    "join_codings",
    "list_waiting_segments",
    "lock_shard",
    "put_segment_aside",
    "read_foreign_pages",
    "read_packed_segment",
    "read_pages",
    "read_segment",
    "unpack_page",
]
