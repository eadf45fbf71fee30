"""An article as a document of the index, and what becomes of it beside the one that is there: pure
functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pipeline.config.sources import Source
from pipeline.model.items import Article, Verdict
from pipeline.model.outcomes import Outcome
from pipeline.model.times import format_stamp, parse_time
from pipeline.model.words import NO_COUNTRY, UNLISTED
from pipeline.text.urls import get_registrable_domain, identify_url

Document = dict[str, Any]

# What a reader sees: only a difference here is a new revision.
SEEN = ("title", "text")
# Merged, not replaced: every address and feed under which an article was met.
GATHERED = ("urls", "found_in", "alternates")
NAMED = ("people", "organisations", "places", "themes")


@dataclass(frozen=True, slots=True)
class ArticleWrite:
    """An article to be written, with its verdict and its outlet (None: unlisted)."""

    article: Article
    verdict: Verdict
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """What writing does: its outcome, the fields to change (None: nothing is written) and the revision to
    keep.
    """

    outcome: Outcome
    changes: Document | None = None
    revision: Document | None = None


def build_content(article: Article, source: Source | None) -> Document:
    """Give the fields that reading owns, by the names of the index."""
    return {
        "url": article.url,
        "urls": sorted({article.url, *article.urls}),
        "source": _build_source(article, source),
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
        "published_at": format_stamp(article.published.at),
        "published_on": article.published.on,
        "published_from": article.published.rung,
        "published_precision": article.published.precision,
        "modified_at": format_stamp(article.modified_at),
        "fetched_at": format_stamp(article.fetched_at),
        "extractor": article.extractor,
        "partial": article.partial,
        "text_from": article.text_from,
        "words": article.words,
        "text_hash": sha256(article.text.encode()).hexdigest()[:32],
        "sketch": list(article.sketch),
        "origin": article.origin,
        "archive": article.archive,
    }


def _build_source(article: Article, source: Source | None) -> Document:
    domain = article.domain or get_registrable_domain(article.url)
    if source is None:
        return {"id": UNLISTED, "name": domain, "kind": UNLISTED, "country": NO_COUNTRY, "domain": domain}
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "country": source.country,
        "domain": domain,
    }


def build_judgement(verdict: Verdict) -> Document:
    """Give the fields that judging owns."""
    relevance = {
        "grade": verdict.grade,
        "label": verdict.label,
        "reasons": list(verdict.reasons),
        "sentence": verdict.sentence,
    }
    return {"relevance": relevance, **{name: sorted(getattr(verdict, name)) for name in NAMED}}


def merge_article(current: Mapping[str, Any] | None, write: ArticleWrite, now: datetime) -> Merge:
    """Decide what becomes of an article beside the document that is there.

    New: indexed. Newer capture with another headline or text: a revision, the old one kept. The same capture
    read again: replaced. Older: into the revisions only. A page replaces the feed's words and never the other
    way round. Nothing different: nothing written, save addresses and feeds that are new.
    """
    new = {**build_content(write.article, write.source), **build_judgement(write.verdict)}
    if current is None:
        return Merge(Outcome.INDEXED, _build_first(new, write.article, now))
    if _is_another(current, new):
        return Merge(Outcome.ID_COLLISION)
    gathered = {name: sorted({*(current.get(name) or ()), *new[name]}) for name in GATHERED}
    then, here = parse_time(current["fetched_at"]), parse_time(new["fetched_at"])
    older = bool(then and here and here < then)
    back: Document = {"withdrawn_at": None} if current.get("withdrawn_at") and not older else {}
    more = {
        **{name: value for name, value in gathered.items() if value != (current.get(name) or [])},
        **back,
    } or None
    same = all(new[name] == current.get(name) for name in SEEN)
    if _is_worse(current, new) or (same and (older or not _reads_otherwise(current, new))):
        return Merge(Outcome.UNCHANGED, more)
    if older:
        return Merge(Outcome.OLDER, more, {**_build_first(new, write.article, now), "revision": 0})
    changes = {**new, **gathered, **back, "changed_at": format_stamp(now)}
    if same or then == here or current.get("text_from") == "feed" != new["text_from"]:
        return Merge(Outcome.REPLACED, changes)
    return Merge(Outcome.REVISED, {**changes, "revision": int(current["revision"]) + 1}, dict(current))


def derive_outcome(document: Mapping[str, Any], fetched_at: datetime) -> Outcome:
    """Give the word with which a capture entered the index, from the document that is there.

    A run that died between the index and the ledger finds its own article unchanged; the ledger must say what
    an undisturbed run says.
    """
    captured, indexed = parse_time(document["fetched_at"]), parse_time(document["indexed_at"])
    if captured is None or indexed is None or format_stamp(captured) != format_stamp(fetched_at):
        return Outcome.UNCHANGED
    if indexed >= captured:
        return Outcome.INDEXED
    return Outcome.REVISED if document["revision"] > 1 else Outcome.REPLACED


def _is_another(current: Mapping[str, Any], new: Document) -> bool:
    """Whether the id stands for two articles: its address is another, or a page under an address of its own
    that claims this one shares neither headline nor a single passage with what is there. Some outlets give
    all their pages the canonical address of one.
    """
    if identify_url(str(current["url"])) != identify_url(new["url"]):
        return True
    canonical = identify_url(new["url"])
    own = {identify_url(url) for url in new["urls"]} - {canonical}
    met = {identify_url(url) for url in current.get("urls") or ()} - {canonical}
    if not own or own & met or any(new[name] == current.get(name) for name in SEEN):
        return False
    here, there = set(new["sketch"]), set(current.get("sketch") or ())
    return bool(here and there) and not here & there


def _is_worse(current: Mapping[str, Any], new: Document) -> bool:
    """Whether what is there is to be kept: a page over the feed's words, a whole text over one cut by a wall,
    the web over a seed.
    """
    feed = new["text_from"] == "feed" and current.get("text_from") != "feed"
    cut = new["partial"] and not current.get("partial") and new["words"] < current["words"]
    seed = new["origin"] == "seed" and current.get("origin") != "seed"
    return bool(feed or cut or seed)


def _reads_otherwise(current: Mapping[str, Any], new: Document) -> bool:
    """Whether the same words were read or judged otherwise: another grade, date, outlet, or reading code."""
    names = ("source", "published_at", "extractor", "language", "partial", "text_from", "relevance", *NAMED)
    return any(new[name] != current.get(name) for name in names)


def _build_first(new: Document, article: Article, now: datetime) -> Document:
    times = {
        "first_seen_at": format_stamp(article.seen_at),
        "indexed_at": format_stamp(now),
        "changed_at": format_stamp(now),
    }
    return {**new, **times, "revision": 1, "cycle": article.cycle}
