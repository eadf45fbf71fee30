"""A month of the sample outlets, written straight into the indices: for pictures of Kibana and for tests.

The articles are those that the outlets publish, judged and grouped as ever, with their days drawn apart. What
cycles, feeds and mails leave behind is invented to match.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from local.sample.month_records import list_records
from local.sample.truth import SEEDS, SampleArticle, load_sample_sources, load_truth
from pipeline.config.topic import Topic
from pipeline.model.items import Article, Moment
from pipeline.model.times import format_stamp
from pipeline.read.judge import judge_article
from pipeline.read.seeds import load_seeds
from pipeline.runs.event_step import find_events
from pipeline.runs.group_step import group_articles
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.intake import write_articles
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.refused import send_operations
from pipeline.text.sketch import sketch_text

SLOWER = 12
"""Times that an hour of the sample lasts: its two days become 24."""
UNTIL_INDEXED = timedelta(seconds=40)
LONGEST_UNTIL_SEEN = 5400
"""Seconds from publication to the first look, at most."""


def fill_month(store: Store, topic: Topic, now: datetime) -> int:
    """Write the month before `now` into indices that are provisioned; give the number of articles."""
    truth = [article for article in load_truth(now) if not article.outcome]
    sources = load_sample_sources()
    seeds = list(load_seeds(SEEDS, now))
    web = [_make_article(article, now) for article in truth]
    writes = [ArticleWrite(one, judge_article(one, topic), sources.get(one.source)) for one in [*seeds, *web]]
    writes = [write for write in writes if write.verdict.grade]
    write_articles(store, writes)
    store.refresh("articles")
    group_articles(store)
    # The model would take most of the time, and pictures do not show what it finds.
    find_events(store, meanings=False)
    store.refresh("articles")
    send_operations(store, _list_afterthoughts(writes, now))
    send_operations(store, list_records(now))
    store.refresh("articles", "pages", "feeds", "counts", "cycles", "watches", "hits", "mails", "revisions")
    return len(writes)


def _make_article(article: SampleArticle, now: datetime) -> Article:
    site = load_sample_sources()[article.source].site
    published_at = now - timedelta(hours=article.hours * SLOWER)
    seen_at = min(now, published_at + timedelta(seconds=draw_number(article.id, LONGEST_UNTIL_SEEN)))
    return Article(
        url=f"{site}news/{article.id}",
        source=article.source,
        language=article.expect.language,
        title=article.title,
        text=article.text,
        summary=article.summary,
        authors=(article.author,) if article.author else (),
        published=Moment(at=published_at, on=f"{published_at:%Y-%m-%d}", rung="json-ld"),
        first_seen_at=seen_at,
        fetched_at=seen_at,
        partial=article.expect.partial,
        sketch=sketch_text(article.text),
    )


def _list_afterthoughts(writes: list[ArticleWrite], now: datetime) -> Iterator[Operation]:
    """Give what happened to articles later: when they were indexed, marked, revised, withdrawn."""
    web = [write.article for write in writes if write.article.origin == "web"]
    for number, article in enumerate(web):
        indexed_at = article.first_seen_at + UNTIL_INDEXED + timedelta(seconds=draw_number(article.id, 200))
        fields: dict[str, Any] = {
            "indexed_at": format_stamp(indexed_at),
            "changed_at": format_stamp(indexed_at),
        }
        if number % 3 == 0:
            verdict = "wrong" if number % 15 == 0 else "right"
            fields["review"] = {"verdict": verdict, "by": "editor", "at": format_stamp(now)}
        if number % 20 == 7:
            fields["withdrawn_at"] = format_stamp(min(now, indexed_at + timedelta(days=1)))
        if number % 20 == 9:
            fields |= {"revision": 2, "modified_at": format_stamp(indexed_at)}
            yield Operation("index", "revisions", f"{article.id}-1", _make_revision(article))
        yield Operation("update", "articles", article.id, fields)


def _make_revision(article: Article) -> dict[str, Any]:
    at = format_stamp(article.first_seen_at)
    return {
        "article": article.id,
        "url": article.url,
        "title": f"{article.title} (first version)",
        "source": {"id": article.source, "name": load_sample_sources()[article.source].name},
        "revision": 1,
        "language": article.language,
        "fetched_at": at,
        "changed_at": at,
    }


def draw_number(word: str, below: int) -> int:
    """Give a number that is the same for a word each time."""
    return int(sha256(word.encode()).hexdigest()[:8], 16) % below
