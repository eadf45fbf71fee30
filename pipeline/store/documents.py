"""What the index keeps, as the rest of the store speaks of it, and the parts that many queries share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipeline.model.times import format_stamp

Document = Mapping[str, Any]
"""A document as Elasticsearch gives it: `_id`, `_source`, and when it was read by id `_seq_no` and
`_primary_term`.
"""
Fields = dict[str, Any]
"""The fields of a document, by the names of the index."""
Query = Mapping[str, Any]
SequenceNumber = tuple[int, int]
"""Number and primary term of a document's last write: a write that names it is refused once somebody else
wrote.
"""

EVERYTHING: Query = {"match_all": {}}


def read_sequence(document: Document) -> SequenceNumber:
    """Give the sequence number of a document that was read, or of the answer to a write."""
    return document["_seq_no"], document["_primary_term"]


def match_since(field: str, moment: datetime) -> Query:
    """Give the query for a time at or after a moment."""
    return {"range": {field: {"gte": format_stamp(moment)}}}


def match_until(field: str, moment: datetime) -> Query:
    """Give the query for a time at or before a moment."""
    return {"range": {field: {"lte": format_stamp(moment)}}}
