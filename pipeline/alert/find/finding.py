"""From changed articles to hits: every watch looks at what changed since its own last good run, and moves on
only when all is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.alert.find import corrections, syntax
from pipeline.alert.find.news import WINDOW, Background, Changed
from pipeline.config.watches import Subscriber, Watch, Watchbook
from pipeline.model import rhythm
from pipeline.model.mails import Hit
from pipeline.model.states import WatchState
from pipeline.model.times import parse_time
from pipeline.store import cycles, hits, watches
from pipeline.store.articles import mail_queries, watch_queries
from pipeline.store.articles.watch_queries import Asked
from pipeline.store.client import Store

OVERLAP = timedelta(hours=1)
"""How far back each run looks again; what it finds twice is written once."""

Found = Mapping[str, Sequence[Changed]]
"""Watch id to the articles that it finds."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run found: articles that changed, hits by kind, and the watches that could not look."""

    changed: int = 0
    new: int = 0
    updated: int = 0
    faults: Mapping[str, str] = field(default_factory=dict)


def find_hits(store: Store, book: Watchbook, now: datetime) -> Findings:
    """Look for news with every watch and write the hits; a watch that fails keeps its mark and catches up
    when it works again.
    """
    states = watches.load_watch_states(store)
    faults = check_queries(store, book, states)
    looking = {w.id: begin_state(states.get(w.id), w, now) for w in book.watches if w.id not in faults}
    articles = _load_changed(store, looking, now)
    found = _match_watches(store, book, looking, articles, faults)
    good = [w for w in book.watches if w.id in found]
    new = _write_hits(store, _make_hits(good, looking, found, _load_background(store, found), now))
    updated = hits.add_hits(store, corrections.find_corrections(store, good, articles, now))
    _advance_states(store, states, looking, faults, now)
    return Findings(len(articles), new, updated, faults)


def register_watches(store: Store, book: Watchbook, now: datetime) -> None:
    """Note down watches that are new, so that what is seen from now on is news to them."""
    states = watches.load_watch_states(store)
    faults = check_queries(store, book, states)
    watches.save_watch_states(
        store, [begin_state(None, w, now) for w in book.watches if w.id not in states and w.id not in faults]
    )


def check_queries(store: Store, book: Watchbook, states: Mapping[str, WatchState]) -> dict[str, str]:
    """Give the watches whose query is none, with the reason; a query that has worked is not asked about
    again.
    """
    faults = check_syntax(book)
    for watch in book.watches:
        state = states.get(watch.id)
        if (
            not watch.query
            or watch.id in faults
            or (state and state.query_hash == watch.query_hash and not state.error)
        ):
            continue
        reason = watch_queries.find_fault(store, describe_query(watch))
        if reason:
            faults[watch.id] = f"query: {reason}"
    return {watch.id: faults[watch.id] for watch in book.watches if watch.id in faults}


def check_syntax(book: Watchbook) -> dict[str, str]:
    """Give the watches whose query can be told to be none without asking Elasticsearch, with the reason."""
    known = watch_queries.list_fields()
    reasons = {watch.id: syntax.describe_fault(watch.query, known) for watch in book.watches}
    return {id_: f"query: {reason}" for id_, reason in reasons.items() if reason}


def describe_query(watch: Watch, ids: Sequence[str] = ()) -> Asked:
    """Give what a watch asks of the index."""
    return Asked(watch.query, watch.filters.model_dump(), ids)


def begin_state(state: WatchState | None, watch: Watch, now: datetime) -> WatchState:
    """Give the state of a watch at the start of a run.

    A new watch, and a person who is new on one, begin now. One that looks for something else begins where it
    last looked: what it has not seen yet is not lost, and no history comes.
    """
    if state is None:
        return WatchState(
            id=watch.id,
            query_hash=watch.query_hash,
            since=now,
            matched_until=now,
            recipients={p.id: now for p in watch.recipients},
        )
    since = (
        state.since
        if state.query_hash == watch.query_hash
        else max(state.since, state.matched_until - OVERLAP)
    )
    people = {p.id: state.recipients.get(p.id, now) for p in watch.recipients}
    return state.model_copy(update={"query_hash": watch.query_hash, "since": since, "recipients": people})


def _load_changed(store: Store, looking: Mapping[str, WatchState], now: datetime) -> dict[str, Changed]:
    if not looking:
        return {}
    since = min(state.matched_until for state in looking.values()) - OVERLAP
    found = watch_queries.find_changed_articles(store, since, now - WINDOW)
    return {id_: Changed.parse(id_, source) for id_, source in found.items()}


def _match_watches(
    store: Store,
    book: Watchbook,
    looking: Mapping[str, WatchState],
    articles: Mapping[str, Changed],
    faults: dict[str, str],
) -> dict[str, list[Changed]]:
    """Ask the index; the reason of a watch that fails goes to `faults`."""
    chosen = [w for w in book.watches if w.id in looking]
    own = [
        [a.id for a in articles.values() if a.changed_at >= looking[w.id].matched_until - OVERLAP]
        for w in chosen
    ]
    found: dict[str, list[Changed]] = {}
    for watch, answer in zip(
        chosen,
        watch_queries.match_watches(
            store, [describe_query(w, ids) for w, ids in zip(chosen, own, strict=True)]
        ),
        strict=True,
    ):
        if isinstance(answer, str):
            faults[watch.id] = f"query: {answer}"
        else:
            found[watch.id] = [articles[id_] for id_ in answer]
    return found


def _load_background(store: Store, found: Found) -> Background:
    articles = {a.id: a for some in found.values() for a in some}
    copied = sorted({a.story for a in articles.values() if not a.leads})
    began: dict[str, datetime] = {}
    for story, members in mail_queries.load_stories(store, copied).items():
        began[story] = min(at for m in members.values() if (at := parse_time(m["first_seen_at"])))
    return Background(
        cycles.load_finish_times(store, sorted({a.cycle for a in articles.values() if a.cycle})), began
    )


def _make_hits(
    good: Sequence[Watch],
    looking: Mapping[str, WatchState],
    found: Found,
    background: Background,
    now: datetime,
) -> list[Hit]:
    """Give one hit for each person and story, with all the watches that found it and the earliest time at
    which one of them may mail.
    """
    made: dict[tuple[str, str], Hit] = {}
    for watch in good:
        state = looking[watch.id]
        news: dict[datetime, list[Changed]] = {}
        for person in watch.recipients:
            since = max(state.since, state.recipients[person.id])
            if since not in news:
                news[since] = _pick_leads(a for a in found[watch.id] if background.is_news(a, state, since))
            due = rhythm.find_due_time(watch.rhythm, watch.collect_quiet_hours(person), person.clock, now)
            for article in news[since]:
                hit, key = _make_hit(watch, person, article, due, now), (person.id, article.story)
                made[key] = join_hits(made[key], hit) if key in made else hit
    return list(made.values())


def _pick_leads(articles: Iterator[Changed]) -> list[Changed]:
    """Give one article for each story: its lead, or the one seen first."""
    chosen: dict[str, Changed] = {}
    for article in sorted(articles, key=lambda a: (not a.leads, a.first_seen_at, a.id)):
        chosen.setdefault(article.story, article)
    return list(chosen.values())


def _make_hit(watch: Watch, person: Subscriber, article: Changed, due: datetime, now: datetime) -> Hit:
    return Hit(
        recipient=person.id,
        story=article.story,
        article=article.id,
        watches=(watch.id,),
        rhythm=str(watch.rhythm),
        found_at=now,
        due_at=due,
        revision=article.revision,
    )


def join_hits(one: Hit, other: Hit) -> Hit:
    """Give a hit that several watches found: all of them named, mailed with the first that may."""
    first = min(one, other, key=lambda hit: hit.due_at)
    names = tuple(dict.fromkeys((*one.watches, *other.watches)))
    return one.model_copy(update={"watches": names, "rhythm": first.rhythm, "due_at": first.due_at})


def _write_hits(store: Store, found: Sequence[Hit]) -> int:
    by_id = {hit.id: hit for hit in found}
    there = hits.load_hits(store, list(by_id))
    more = [
        join_hits(old, by_id[id_])
        for id_, old in there.items()
        if old.state == "open" and not set(by_id[id_].watches) <= set(old.watches)
    ]
    hits.rewrite_hits(store, more)
    return hits.add_hits(store, [hit for id_, hit in by_id.items() if id_ not in there])


def _advance_states(
    store: Store,
    states: Mapping[str, WatchState],
    looking: Mapping[str, WatchState],
    faults: Mapping[str, str],
    now: datetime,
) -> None:
    done = [
        state.model_copy(update={"matched_until": now, "error": ""})
        for id_, state in looking.items()
        if id_ not in faults
    ]
    failed = [
        states[id_].model_copy(update={"error": reason}) for id_, reason in faults.items() if id_ in states
    ]
    watches.save_watch_states(store, [*done, *failed])
