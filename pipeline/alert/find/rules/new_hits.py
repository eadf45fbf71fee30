"""From what watches found to hits: one for each person and story, whatever number of watches found it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pipeline.alert.find.rules.news import Background, ChangedArticle
from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch
from pipeline.model import rhythm
from pipeline.model.mails import Hit
from pipeline.model.states import WatchState

ArticlesByWatch = Mapping[str, Sequence[ChangedArticle]]
"""Watch id to the articles that it finds."""


def make_hits(
    watches: Sequence[Watch],
    states: Mapping[str, WatchState],
    found: ArticlesByWatch,
    background: Background,
    now: datetime,
) -> list[Hit]:
    """Give one hit for each person and story, with all the watches that found it.

    It is due at the earliest time at which one of them may mail.
    """
    made: dict[tuple[str, str], Hit] = {}
    for watch in watches:
        for hit in _make_watch_hits(watch, states[watch.id], found[watch.id], background, now):
            key = (hit.recipient, hit.story)
            made[key] = join_hits(made[key], hit) if key in made else hit
    return list(made.values())


def _make_watch_hits(
    watch: Watch,
    state: WatchState,
    articles: Sequence[ChangedArticle],
    background: Background,
    now: datetime,
) -> list[Hit]:
    """Give the hits of one watch; people who have been on it since the same time share what is news."""
    hits = []
    news: dict[datetime, list[ChangedArticle]] = {}
    for person in watch.recipients:
        since = max(state.since, state.recipients[person.id])
        if since not in news:
            news[since] = pick_leads(a for a in articles if background.is_news(a, state, since))
        due = rhythm.find_due_time(watch.rhythm, watch.collect_quiet_hours(person), person.clock, now)
        hits += [_make_hit(watch, person, article, due, now) for article in news[since]]
    return hits


def _make_hit(watch: Watch, person: Subscriber, article: ChangedArticle, due: datetime, now: datetime) -> Hit:
    return Hit(
        recipient=person.id,
        story=article.story,
        article=article.id,
        watches=(watch.id,),
        rhythm=str(watch.rhythm),
        found_at=now,
        due_at=due,
        revision=article.revision,
        event=article.event,
    )


def pick_leads(articles: Iterable[ChangedArticle]) -> list[ChangedArticle]:
    """Give one article for each story: its lead, or the one seen first."""
    chosen: dict[str, ChangedArticle] = {}
    for article in sorted(articles, key=lambda a: (not a.leads, a.first_seen_at, a.id)):
        chosen.setdefault(article.story, article)
    return list(chosen.values())


def join_hits(one: Hit, other: Hit) -> Hit:
    """Give a hit that several watches found: all of them named, mailed with the first that may."""
    first = min(one, other, key=lambda hit: hit.due_at)
    names = tuple(dict.fromkeys((*one.watches, *other.watches)))
    return one.model_copy(update={"watches": names, "rhythm": first.rhythm, "due_at": first.due_at})


def merge_hits(found: Mapping[str, Hit], stored: Mapping[str, Hit]) -> list[Hit]:
    """Give the stored hits, both by id, that more watches have found now and that no mail has taken yet."""
    merged = []
    for id_, old in stored.items():
        if old.state == "open" and not set(found[id_].watches) <= set(old.watches):
            merged.append(join_hits(old, found[id_]))
    return merged
