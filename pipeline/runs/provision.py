"""Provision: indices, templates and seed articles are made; safe to run again."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.config.topic import list_name_forms
from pipeline.model.outcomes import Outcome
from pipeline.read.judge import judge_article
from pipeline.read.seeds import load_seeds
from pipeline.runs.event_step import find_events
from pipeline.runs.group_step import group_articles
from pipeline.runs.workplace import Workplace
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.intake import write_articles
from pipeline.store.schema import templates


def provision_store(place: Workplace, *, reindex: bool = False) -> list[str]:
    """Make indices, templates and seed articles; return a line for each thing that was made or changed."""
    lines = templates.provision_indices(place.store, list_name_forms(place.topic), reindex=reindex)
    return lines + _write_seeds(place)


def _write_seeds(place: Workplace) -> list[str]:
    now = datetime.now(UTC)
    writes = []
    for article in load_seeds(place.settings.config / "seeds", now):
        verdict = judge_article(article, place.topic)
        writes.append(ArticleWrite(article, verdict, place.catalogue.by_id.get(article.source)))
    outcomes = write_articles(place.store, writes)
    new = [w.article.title for w, o in zip(writes, outcomes, strict=True) if o is not Outcome.UNCHANGED]
    if new:
        group_articles(place.store)
        find_events(place.store)
    return [f"seed: {title}" for title in new]
