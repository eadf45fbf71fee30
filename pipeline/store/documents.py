"""An article as a document of the index, and what becomes of it beside the one that is there: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pipeline.catalogue import Source
from pipeline.model import Article, Verdict
from pipeline.outcomes import Outcome
from pipeline.store.times import moment, stamp
from pipeline.urls import identity, registrable_domain

Document = dict[str, Any]

# What a reader sees: only a difference here is a new revision.
SEEN = ("title", "text")
# Merged, not replaced: every address and feed under which an article was met.
GATHERED = ("urls", "found_in", "alternates")


@dataclass(frozen=True, slots=True)
class ArticleWrite:
    """An article to be written, with its verdict and its outlet (None: unlisted)."""

    article: Article
    verdict: Verdict
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """What writing does: its outcome, the fields to change (None: nothing is written) and the revision to keep."""

    outcome: Outcome
    changes: Document | None = None
    revision: Document | None = None


def content(article: Article, source: Source | None) -> Document:
    """Give the fields that reading owns, by the names of the index."""
    return {
        "url": article.url,
        "urls": sorted({article.url, *article.urls}),
        "source": _source(article, source),
        "found_in": sorted(article.found_in),
        "language": article.language,
        "language_sure": article.language_sure,
        "title": article.title,
        "title_from": article.title_from,
        "text": article.text,
        "summary": article.summary,
        "authors": list(article.authors),
        "image": article.image,
        "alternates": sorted(article.alternates),
        "published_at": stamp(article.published.at),
        "published_on": article.published.on,
        "published_from": article.published.rung,
        "published_precision": article.published.precision,
        "modified_at": stamp(article.modified_at),
        "fetched_at": stamp(article.fetched_at),
        "extractor": article.extractor,
        "partial": article.partial,
        "text_from": article.text_from,
        "words": article.words,
        "text_hash": sha256(article.text.encode()).hexdigest()[:32],
        "sketch": list(article.sketch),
        "origin": article.origin,
        "archive": article.archive,
    }


def _source(article: Article, source: Source | None) -> Document:
    domain = article.domain or registrable_domain(article.url)
    if source is None:
        return {"id": "unlisted", "name": domain, "kind": "unlisted", "country": "XX", "domain": domain}
    return {"id": source.id, "name": source.name, "kind": source.kind, "country": source.country, "domain": domain}


def judgement(verdict: Verdict) -> Document:
    """Give the fields that judging owns."""
    relevance = {"grade": verdict.grade, "label": verdict.label, "reasons": list(verdict.reasons), "sentence": verdict.sentence}
    names = {name: sorted(getattr(verdict, name)) for name in ("people", "organisations", "places", "themes")}
    return {"relevance": relevance, **names}


def merge(current: Mapping[str, Any] | None, write: ArticleWrite, now: datetime) -> Merge:
    """Decide what becomes of an article beside the document that is there.

    New: indexed. Newer capture with another headline or text: a revision, the old one kept. The same capture read again: replaced. Older:
    into the revisions only. A page replaces the feed's words and never the other way round. Nothing different: nothing written.
    """
    new = {**content(write.article, write.source), **judgement(write.verdict)}
    if current is None:
        return Merge(Outcome.INDEXED, _first(new, write.article, now))
    if identity(str(current["url"])) != identity(write.article.url):
        return Merge(Outcome.ID_COLLISION)
    gathered = {name: sorted({*(current.get(name) or ()), *new[name]}) for name in GATHERED}
    only_gathered = {name: value for name, value in gathered.items() if value != (current.get(name) or [])}
    worse = new["text_from"] == "feed" and current.get("text_from") != "feed"
    new |= gathered
    then, here = moment(current["fetched_at"]), moment(new["fetched_at"])
    if worse or (write.article.origin == "seed" and current.get("origin") != "seed"):
        return _gather(only_gathered, now)
    if all(new[name] == current.get(name) for name in SEEN) and not _reads_better(current, new):
        return _gather(only_gathered, now)
    if then and here and here < then:
        return Merge(Outcome.OLDER, revision=_older(new, write.article, now))
    changes = {**new, "changed_at": stamp(now)}
    if then == here or current.get("text_from") != new["text_from"]:
        return Merge(Outcome.REPLACED, changes)
    if all(new[name] == current.get(name) for name in SEEN):
        return Merge(Outcome.REPLACED, changes)
    return Merge(Outcome.REVISED, {**changes, "revision": int(current["revision"]) + 1}, dict(current))


def _reads_better(current: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether the same words were read or judged otherwise: another grade, date, or reading code."""
    names = ("relevance", "published_at", "extractor", "language", "partial", "text_from", "people", "organisations", "places", "themes")
    return any(new[name] != current.get(name) for name in names)


def _gather(changes: Document, now: datetime) -> Merge:
    return Merge(Outcome.UNCHANGED, {**changes, "changed_at": stamp(now)} if changes else None)


def _first(new: Document, article: Article, now: datetime) -> Document:
    times = {"first_seen_at": stamp(article.seen_at), "indexed_at": stamp(now), "changed_at": stamp(now)}
    return {**new, **times, "revision": 1, "cycle": article.cycle}


def _older(new: Document, article: Article, now: datetime) -> Document:
    return {**_first(new, article, now), "revision": 0}
