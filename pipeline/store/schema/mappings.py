"""The fields of every kind of document: strict, so that a new field is a reviewed change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.text.meaning import DIMENSIONS

Definition = dict[str, Any]
"""What Elasticsearch is told of a field, or of fields by name."""

KEYWORD: Definition = {"type": "keyword", "ignore_above": 1024}
# An address may be 2,048 characters; Lucene's limit is 32,766 bytes.
URL: Definition = {"type": "keyword", "ignore_above": 8191}
HIDDEN: Definition = {"type": "keyword", "index": False, "doc_values": False, "ignore_above": 1024}
DATE: Definition = {"type": "date"}
INTEGER: Definition = {"type": "integer"}
BOOLEAN: Definition = {"type": "boolean"}
FLOAT: Definition = {"type": "float"}
VECTOR: Definition = {"type": "dense_vector", "dims": DIMENSIONS, "index": True, "similarity": "cosine"}
STORED: Definition = {"type": "object", "enabled": False}
NOTE: Definition = {"type": "text", "index": False}


def make_searched_field(**more: Any) -> Definition:
    """Give a text that is found as written, folded, and by the forms of its words."""
    stemmed = {**_make_text_field("stemmed"), "index_phrases": True}
    fields = {"folded": _make_text_field("folded"), "stemmed": stemmed, **more}
    return {**_make_text_field("exact"), "fields": fields}


def _make_text_field(analyzer: str) -> Definition:
    return {"type": "text", "analyzer": analyzer, "search_analyzer": f"{analyzer}_search"}


def make_group_field(**fields: Definition) -> Definition:
    """Give an object with strict fields of its own."""
    return {"dynamic": "strict", "properties": fields}


ARTICLES: Definition = {
    "url": URL,
    "urls": URL,
    "source": make_group_field(id=KEYWORD, name=KEYWORD, kind=KEYWORD, country=KEYWORD, domain=KEYWORD),
    "found_in": KEYWORD,
    "language": KEYWORD,
    "language_sure": BOOLEAN,
    "title": make_searched_field(raw=KEYWORD),
    "title_from": KEYWORD,
    "text": make_searched_field(),
    "summary": make_searched_field(),
    "authors": KEYWORD,
    "image": URL,
    "alternates": URL,
    "published_at": DATE,
    "published_on": KEYWORD,
    "published_from": KEYWORD,
    "published_precision": KEYWORD,
    "first_seen_at": DATE,
    "indexed_at": DATE,
    "changed_at": DATE,
    "modified_at": DATE,
    "withdrawn_at": DATE,
    "fetched_at": DATE,
    "revision": INTEGER,
    "extractor": KEYWORD,
    "relevance": make_group_field(grade={"type": "byte"}, label=KEYWORD, reasons=KEYWORD, sentence=NOTE),
    "people": KEYWORD,
    "organisations": KEYWORD,
    "places": KEYWORD,
    "themes": KEYWORD,
    "story": make_group_field(id=KEYWORD, role=KEYWORD, copies=INTEGER, quotes=KEYWORD),
    "event": make_group_field(id=KEYWORD, stories=INTEGER, languages=KEYWORD),
    # Of a story's lead; Elasticsearch leaves vectors out of `_source`. `meaning_by` is the mark of the model.
    "meaning": VECTOR,
    "meaning_by": KEYWORD,
    "partial": BOOLEAN,
    "text_from": KEYWORD,
    "text_by": KEYWORD,
    "words": INTEGER,
    "text_hash": KEYWORD,
    "sketch": KEYWORD,
    "origin": KEYWORD,
    "cycle": KEYWORD,
    "archive": HIDDEN,
    "review": make_group_field(verdict=KEYWORD, by=KEYWORD, at=DATE),
}
PAGES: Definition = {
    "url": URL,
    "domain": KEYWORD,
    "source": KEYWORD,
    "candidate": STORED,
    "found_in": KEYWORD,
    "state": KEYWORD,
    # How the address stands, and what `cycle`, the last to look at it, found: the latter is counted.
    "outcome": make_group_field(
        crawl=KEYWORD, prescan=KEYWORD, extract=KEYWORD, judge=KEYWORD, index=KEYWORD
    ),
    "looked": make_group_field(crawl=KEYWORD, prescan=KEYWORD, extract=KEYWORD, judge=KEYWORD, index=KEYWORD),
    "detail": NOTE,
    "attempts": INTEGER,
    "tried_at": DATE,
    "first_seen_at": DATE,
    "next_try_at": DATE,
    "recheck_at": DATE,
    "listed_updated_at": DATE,
    "missing_since": DATE,
    "relevant": BOOLEAN,
    "forgotten": BOOLEAN,
    "article": KEYWORD,
    "etag": HIDDEN,
    "last_modified": HIDDEN,
    "body_hash": HIDDEN,
    "cycle": KEYWORD,
}
FEEDS: Definition = {
    "url": URL,
    "source": KEYWORD,
    "validators": STORED,
    "interval": FLOAT,
    "failures": FLOAT,
    "status": KEYWORD,
    "detail": NOTE,
    "next_check_at": DATE,
    "retry_at": DATE,
    "attempted_at": DATE,
    "succeeded_at": DATE,
    "parsed_at": DATE,
    "new_at": DATE,
    "moved_to": URL,
    "entries": STORED,
    "cycle": KEYWORD,
}
KINDS: Mapping[str, Definition] = {
    "articles": ARTICLES,
    "revisions": {**ARTICLES, "article": KEYWORD},
    "pages": PAGES,
    "feeds": FEEDS,
    "counts": {
        "cycle": KEYWORD,
        "source": KEYWORD,
        "stage": KEYWORD,
        "outcome": KEYWORD,
        "count": INTEGER,
        "at": DATE,
    },
    "cycles": {"started_at": DATE, "finished_at": DATE, "state": KEYWORD, "report": STORED},
    "watches": {
        "query_hash": KEYWORD,
        "since": DATE,
        "matched_until": DATE,
        "error": NOTE,
        "recipients": STORED,
        "session": KEYWORD,
    },
    "hits": {
        "recipient": KEYWORD,
        "story": KEYWORD,
        "event": KEYWORD,
        "article": KEYWORD,
        "kind": KEYWORD,
        "watches": KEYWORD,
        "mail": KEYWORD,
        "found_at": DATE,
        "due_at": DATE,
        "excerpts": STORED,
        "state": KEYWORD,
        "rhythm": KEYWORD,
        "revision": INTEGER,
    },
    "mails": {
        "recipient": KEYWORD,
        "channel": KEYWORD,
        "hits": KEYWORD,
        "message_id": KEYWORD,
        "state": KEYWORD,
        "attempts": INTEGER,
        "queued_at": DATE,
        "next_try_at": DATE,
        "sent_at": DATE,
        "reply": NOTE,
        "lease_owner": KEYWORD,
        "lease_until": DATE,
        "content": STORED,
        "kind": KEYWORD,
        "ended_at": DATE,
        "uncertain": INTEGER,
    },
    "recipients": {"state": KEYWORD, "address": KEYWORD, "changed_at": DATE, "bounces": STORED},
    "meanings": {"mark": KEYWORD, "sum": STORED, "number": INTEGER, "renewed_at": DATE},
    "surges": {
        "subject": KEYWORD,
        "kind": KEYWORD,
        "began_at": DATE,
        "noticed_at": DATE,
        "ended_at": DATE,
        "stories": INTEGER,
        "outlets": INTEGER,
        "expected": FLOAT,
        "leads": KEYWORD,
        "titles": STORED,
    },
    "leases": {"owner": KEYWORD, "until": DATE},
    # The document as JSON in a string: what is wrong with it must not make this one wrong as well.
    "refused": {"kind": KEYWORD, "id": KEYWORD, "reason": NOTE, "document": NOTE, "at": DATE},
}
DEFAULT_FIELDS = (
    "title.stemmed^3",
    "title.folded^2",
    "title^3",
    "summary.stemmed",
    "summary.folded",
    "text.stemmed",
    "text.folded",
    "text",
)
