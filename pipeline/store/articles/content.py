"""An article as a document of the index: pure."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from pipeline.config.sources import Source
from pipeline.model.items import Article, Verdict
from pipeline.model.times import format_stamp
from pipeline.model.words import NO_COUNTRY, UNLISTED
from pipeline.store.documents import Fields
from pipeline.text.urls import get_registrable_domain

NAMED = ("people", "organisations", "places", "themes")
"""What a verdict names."""


@dataclass(frozen=True, slots=True)
class ArticleWrite:
    """An article to be written, with its verdict and its outlet (None: unlisted)."""

    article: Article
    verdict: Verdict
    source: Source | None = None


def build_content(article: Article, source: Source | None) -> Fields:
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
        **_build_times(article),
        "extractor": article.extractor,
        "partial": article.partial,
        "text_from": article.text_from,
        "text_by": article.text_by,
        "words": article.words,
        "text_hash": sha256(article.text.encode()).hexdigest()[:32],
        "sketch": list(article.sketch),
        "origin": article.origin,
        "archive": article.archive,
    }


def _build_source(article: Article, source: Source | None) -> Fields:
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


def _build_times(article: Article) -> Fields:
    return {
        "published_at": format_stamp(article.published.at),
        "published_on": article.published.on,
        "published_from": article.published.rung,
        "published_precision": article.published.precision,
        "modified_at": format_stamp(article.modified_at),
        "fetched_at": format_stamp(article.fetched_at),
    }


def build_judgement(verdict: Verdict) -> Fields:
    """Give the fields that judging owns."""
    relevance = {
        "grade": verdict.grade,
        "label": verdict.label,
        "reasons": list(verdict.reasons),
        "sentence": verdict.sentence,
    }
    named = {name: sorted(getattr(verdict, name)) for name in NAMED}
    # Themes stand as the judge ranked them: the first is the one that a mail tells the story under.
    return {"relevance": relevance, **named, "themes": list(verdict.themes)}
