"""Index: readings in; articles, and how far each page came, in Elasticsearch.

Articles are written first, then the ends of their pages: a run that dies in between finds its own articles
unchanged, and says of them what an undisturbed run says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.config.sources import Source
from pipeline.model.fetches import PageFetch
from pipeline.model.outcomes import FEED_GOOD, NOT_INDEXED, Outcome, Stage
from pipeline.model.readings import Reading
from pipeline.model.states import PageEnd
from pipeline.plan import decide_recheck, is_gone
from pipeline.store import feeds
from pipeline.store.articles import intake
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.client import Store
from pipeline.store.pages.ends import record_ends


@dataclass(frozen=True, slots=True)
class BatchItem:
    """A reading with the source of its page; `written` is the word with which its article ended, if any."""

    reading: Reading
    source: Source | None
    written: Outcome | None = None


Written = Sequence[tuple[Stage, Outcome]]
"""What became of a batch: the outcome of each page at each stage."""


def write_batch(store: Store, items: Sequence[BatchItem]) -> Written:
    """Write articles, then the ends of their pages, then which articles their sources took off."""
    written = index_articles(store, items)
    gone = find_withdrawn(store, [item.reading.fetch for item in items])
    ends = [end_page(item, withdrawn=item.reading.fetch.candidate.id in gone) for item in written]
    record_ends(store, ends)
    intake.withdraw_articles(store, gone.values())
    return [outcome for end in ends for outcome in end.outcomes.items()]


def index_articles(store: Store, items: Sequence[BatchItem]) -> list[BatchItem]:
    """Write the articles of readings that have one; give the items with the word with which each ended."""
    writes = [_make_write(item) for item in items]
    outcomes = iter(intake.write_articles(store, [write for write in writes if write]))
    written = [next(outcomes) if write else None for write in writes]
    return [replace(item, written=outcome) for item, outcome in zip(items, written, strict=True)]


def _make_write(item: BatchItem) -> ArticleWrite | None:
    article, verdict = item.reading.article, item.reading.verdict
    return ArticleWrite(article, verdict, item.source) if article and verdict else None


def find_withdrawn(store: Store, fetches: Iterable[PageFetch]) -> dict[str, str]:
    """Give the pages whose articles were taken off, with these; a source in trouble takes nothing off."""
    missing = [fetch for fetch in fetches if is_gone(fetch)]
    if not missing:
        return {}
    states = feeds.load_feed_states(store).values()
    well = {state.source for state in states if state.status in FEED_GOOD}
    withdrawn = {}
    for fetch in missing:
        if fetch.before and fetch.before.article and fetch.candidate.source in well:
            withdrawn[fetch.candidate.id] = fetch.before.article
    return withdrawn


def end_page(item: BatchItem, *, withdrawn: bool = False) -> PageEnd:
    """Say how far a page came in this fetch, what it gave, and when it is asked again."""
    reading, written = item.reading, item.written
    if written is not None:
        reading = reading.add_index_outcome(written)
    article = reading.article if written is not None and written not in NOT_INDEXED else None
    grade = reading.verdict.grade if reading.verdict and article else None
    future = decide_recheck(reading.fetch, reading.ended, grade, withdrawn=withdrawn)
    return PageEnd(
        fetch=reading.fetch,
        outcomes=reading.outcomes,
        article=article.id if article else None,
        article_urls=article.urls if article else (),
        grade=grade,
        next_try_at=future.next_try_at,
        recheck_at=future.recheck_at,
        state=future.state,
        detail=reading.detail,
    )
