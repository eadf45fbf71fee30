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
from pipeline.store import watches
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.intake import write_articles
from pipeline.store.schema import templates


def provision_store(place: Workplace, *, reindex: bool = False) -> list[str]:
    """Make indices, templates and seed articles; return a line for each thing that was made or changed."""
    lines = templates.provision_indices(place.store, list_name_forms(place.topic), reindex=reindex)
    return lines + _write_seeds(place)


def preview_store(place: Workplace) -> list[str]:
    """Give a line for each index that would be made or changed; nothing is written."""
    return templates.preview_indices(place.store, list_name_forms(place.topic))


def mark_sessions(place: Workplace) -> None:
    """Note of each watch in use that Kibana has a saved search for it as it now asks."""
    states = watches.load_watch_states(place.store)
    for watch in place.watchbook.watches:
        state = states.get(watch.id)
        if state and state.session != watch.query_hash:
            watches.mark_session(place.store, watch.id, watch.query_hash)


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
