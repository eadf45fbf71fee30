"""From changed articles to hits: every watch looks at what changed since its own last good run.

It moves on only when all is written. What is news, and to whom, is decided in `rules`; here the store is
asked for what they need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.alert.find import corrections
from pipeline.alert.find.rules.later_stories import SURGE, defer_later_stories, hold_surge_hits
from pipeline.alert.find.rules.new_hits import ArticlesByWatch, make_hits, merge_hits
from pipeline.alert.find.rules.news import WINDOW, Background, ChangedArticle
from pipeline.alert.find.rules.watch_states import (
    advance_states,
    begin_state,
    find_start,
    rewind_state,
)
from pipeline.config.query import syntax
from pipeline.config.watches import Watch, Watchbook
from pipeline.model.mails import Hit
from pipeline.model.states import WatchState
from pipeline.model.times import parse_time
from pipeline.store import cycles, hits, surges, watches
from pipeline.store.articles import mail_queries, watch_queries
from pipeline.store.articles.watch_queries import Asked
from pipeline.store.client import Store


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run found: articles that changed, hits by kind, and the watches that could not look."""

    changed: int = 0
    new: int = 0
    updated: int = 0
    faults: Mapping[str, str] = field(default_factory=dict)


def find_hits(
    store: Store, book: Watchbook, now: datetime, look_back: Mapping[str, datetime] | None = None
) -> Findings:
    """Look for news with every watch and write the hits.

    A watch that fails keeps its mark and catches up when it works again. `look_back` are watches that look
    back to a time this once, for all who are on them.
    """
    states = watches.load_watch_states(store)
    faults = check_queries(store, book, states)
    looking = {w.id: begin_state(states.get(w.id), w, now) for w in book.watches if w.id not in faults}
    reached = {id_: rewind_state(state, (look_back or {}).get(id_, now)) for id_, state in looking.items()}
    articles = _load_changed(store, reached, now)
    found, failed = _match_watches(store, book, reached, articles)
    faults |= failed
    good = [watch for watch in book.watches if watch.id in found]
    made = make_hits(good, reached, found, load_background(store, found), now)
    new = _write_hits(store, book, made, now)
    updated = hits.add_hits(store, corrections.find_corrections(store, good, articles, now))
    watches.save_watch_states(store, advance_states(states, looking, faults, now))
    return Findings(len(articles), new, updated, faults)


def register_watches(store: Store, book: Watchbook, now: datetime) -> None:
    """Note down watches that are new, so that what is seen from now on is news to them."""
    states = watches.load_watch_states(store)
    faults = check_queries(store, book, states)
    new = [watch for watch in book.watches if watch.id not in states and watch.id not in faults]
    watches.save_watch_states(store, [begin_state(None, watch, now) for watch in new])


def check_queries(store: Store, book: Watchbook, states: Mapping[str, WatchState]) -> dict[str, str]:
    """Give the watches whose query is none, with the reason.

    A query that has worked, as its state says, is not asked about again.
    """
    faults = check_syntax(book)
    for watch in book.watches:
        if watch.query and watch.id not in faults and not _has_worked(watch, states.get(watch.id)):
            reason = watch_queries.find_fault(store, describe_query(watch))
            if reason:
                faults[watch.id] = f"query: {syntax.explain_query_refusal(reason, watch.query)}"
    return {watch.id: faults[watch.id] for watch in book.watches if watch.id in faults}


def check_syntax(book: Watchbook) -> dict[str, str]:
    """Give the watches whose query is none, with the reason, as far as Elasticsearch need not be asked."""
    fields = watch_queries.list_fields()
    reasons = {watch.id: syntax.describe_fault(watch.query, fields, book.known) for watch in book.watches}
    return {id_: f"query: {reason}" for id_, reason in reasons.items() if reason}


def list_doubts(book: Watchbook) -> dict[str, str]:
    """Give the watches whose query is one and is seldom what was meant, with the reason."""
    doubts = {watch.id: syntax.describe_doubt(watch.query) for watch in book.watches}
    return {id_: f"query: {doubt}" for id_, doubt in doubts.items() if doubt}


def describe_query(watch: Watch, ids: Sequence[str] = ()) -> Asked:
    """Give what a watch asks of the index."""
    return Asked(watch.query, watch.filters.model_dump(), ids)


def _has_worked(watch: Watch, state: WatchState | None) -> bool:
    return state is not None and state.query_hash == watch.query_hash and not state.error


def _load_changed(
    store: Store, looking: Mapping[str, WatchState], now: datetime
) -> dict[str, ChangedArticle]:
    if not looking:
        return {}
    since = min(find_start(state) for state in looking.values())
    found = watch_queries.find_changed_articles(store, since, now - WINDOW)
    return {id_: ChangedArticle.parse(id_, source) for id_, source in found.items()}


def _match_watches(
    store: Store,
    book: Watchbook,
    looking: Mapping[str, WatchState],
    articles: Mapping[str, ChangedArticle],
) -> tuple[dict[str, list[ChangedArticle]], dict[str, str]]:
    """Ask the index; give what each watch found, and the reasons of those that failed."""
    chosen = [watch for watch in book.watches if watch.id in looking]
    questions = []
    for watch in chosen:
        start = find_start(looking[watch.id])
        own = [article.id for article in articles.values() if article.changed_at >= start]
        questions.append(describe_query(watch, own))
    found: dict[str, list[ChangedArticle]] = {}
    failed: dict[str, str] = {}
    for watch, answer in zip(chosen, watch_queries.match_watches(store, questions), strict=True):
        if isinstance(answer, str):
            failed[watch.id] = f"query: {syntax.explain_query_refusal(answer, watch.query)}"
        else:
            found[watch.id] = [articles[id_] for id_ in answer]
    return found, failed


def load_background(store: Store, found: ArticlesByWatch) -> Background:
    """Give what tells news from history among the articles that watches found."""
    articles = {article.id: article for some in found.values() for article in some}
    copied = sorted({article.story for article in articles.values() if not article.leads})
    began: dict[str, datetime] = {}
    for story, members in mail_queries.load_stories(store, copied).items():
        times = [parse_time(member["first_seen_at"]) for member in members.values()]
        began[story] = min(at for at in times if at)
    cycle_ids = sorted({article.cycle for article in articles.values() if article.cycle})
    return Background(cycles.load_finish_times(store, cycle_ids), began)


def _write_hits(store: Store, book: Watchbook, found: Sequence[Hit], now: datetime) -> int:
    """Write the hits that are new and give their number; name more watches in those that are there."""
    events = sorted({hit.event for hit in found if hit.event})
    found = defer_later_stories(found, hits.find_event_hits(store, events), book, now)
    if any(hit.rhythm == SURGE for hit in found):
        found = hold_surge_hits(found, surges.find_surging_stories(store), now)
    by_id = {hit.id: hit for hit in found}
    stored = hits.load_hits(store, list(by_id))
    hits.rewrite_hits(store, merge_hits(by_id, stored))
    return hits.add_hits(store, [hit for id_, hit in by_id.items() if id_ not in stored])
