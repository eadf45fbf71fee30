"""A spool file taken to its end: damage, and pages that are no longer there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local.elasticsearch import Server
from pipeline import spool
from pipeline.config.settings import Settings
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from pipeline.model.states import FeedState
from pipeline.runs.group_step import group_articles
from pipeline.runs.process import Processor, process_files
from pipeline.runs.workplace import Workplace
from pipeline.spool import Answer, Writer
from pipeline.store import feeds
from pipeline.store.articles.intake import withdraw_articles
from pipeline.store.articles.lookup import load_article
from pipeline.store.pages.frontier import find_due_pages
from pipeline.text.urls import make_url_id

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEXT = """<html lang="en"><head><title>Azerbaijan and Vietnam sign an agreement on
{0}</title></head><body><article>
<h1>Azerbaijan and Vietnam sign an agreement on {0}</h1><p>Hanoi, November 24. The governments of
Azerbaijan and Vietnam signed an agreement
on {0} on Tuesday. Both sides had talked about {0} for eleven months, in Baku and in Hanoi, and the last
hurdle fell in October.</p>
<p>The agreement on {0} takes effect in January. Azerbaijan opens an office in Hanoi for it, and Vietnam
sends experts to Baku in spring.</p>
</article></body></html>"""
TOPICS = ("seed oil and tea", "railway sleepers", "river ferries")
SOURCE = "azertag"


@pytest.fixture
def place(elasticsearch_server: Server, empty_prefix: str) -> Workplace:
    server = elasticsearch_server
    return Workplace(Settings(index_prefix=empty_prefix)).switch_store(
        server.url, server.username, server.password
    )


@pytest.fixture
def processor(place: Workplace) -> Processor:
    return Processor(place.store, place.catalogue, place.topic)


def url(number: int) -> str:
    return f"https://reed.example/news/{number}"


def fetched(number: int, outcome: Outcome = Outcome.FETCHED, hours: float = 0, **more: Any) -> PageFetch:
    at = NOW + timedelta(hours=hours)
    candidate = Candidate(url=url(number), source=SOURCE)
    return PageFetch(
        candidate=candidate,
        cycle=f"c{hours:g}",
        outcome=outcome,
        url=url(number),
        fetched_at=at,
        seen_at=at,
        first_seen_at=NOW,
        **more,
    )


def spooled(folder: Path, pages: list[PageFetch], cycle: str = "20261125T120000000") -> Path:
    writer = Writer(folder, cycle, 0, 1)
    for number, fetch in enumerate(pages):
        body = TEXT.format(TOPICS[number % 3]).encode()
        writer.write_page(
            fetch,
            (
                [Answer(fetch.url, 200, [("Content-Type", "text/html; charset=utf-8")], body)]
                if fetch.outcome is Outcome.FETCHED
                else []
            ),
        )
    writer.close()
    return spool.list_waiting_segments(folder)[-1]


def test_pages_before_a_damage_are_in_the_index_and_the_file_is_put_aside(
    processor: Processor, tmp_path: Path
) -> None:
    path = spooled(tmp_path / "spool", [fetched(n) for n in range(3)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 40] + b"damaged" * 4)
    report = process_files([path], processor, tmp_path / "archive")
    assert [failed.startswith(path.name) for failed in report.failed] == [True]
    assert report.files == 0
    assert [path.name for path in (tmp_path / "damaged").iterdir()] == [path.name]
    processor.store.refresh("articles")
    found = {
        hit["_source"]["url"]
        for hit in processor.store.stream_documents("articles", {"match_all": {}}, fields=["url"])
    }
    assert found >= {url(0), url(1)}


def look(processor: Processor, outcome: Outcome, hours: float) -> None:
    """What the next look at the first page does with what the index of pages hands out for it."""
    tasks = find_due_pages(processor.store, NOW + timedelta(hours=hours), 10)
    (task,) = [task for task in tasks if task.candidate.url == url(0)]
    processor.process_page(Page(fetched(0, outcome, hours, before=task.before, status=404), b""))
    processor.flush()


def withdrawn(processor: Processor) -> bool:
    article = load_article(processor.store, make_url_id(url(0)))
    assert article is not None
    return bool(article.get("withdrawn_at"))


@pytest.mark.parametrize(
    ("status", "missing", "gone"),
    [
        (Outcome.OK, Outcome.NOT_FOUND, True),
        (Outcome.UNCHANGED, Outcome.GONE, True),
        (Outcome.SERVER_ERROR, Outcome.NOT_FOUND, False),
    ],
)
def test_an_article_missing_twice_is_withdrawn_while_its_outlet_is_well(
    processor: Processor, tmp_path: Path, status: Outcome, missing: Outcome, gone: bool
) -> None:
    store = processor.store
    process_files(
        [spooled(tmp_path / "spool", [fetched(n) for n in range(2)])], processor, tmp_path / "archive"
    )
    feeds.save_feed_states(
        store, [FeedState(id="f", url="https://reed.example/rss", source=SOURCE, status=status)]
    )
    look(processor, missing, 1)
    assert not withdrawn(processor)
    look(processor, missing, 7)
    assert withdrawn(processor) is gone
    again = [task.candidate.url for task in find_due_pages(store, NOW + timedelta(hours=14), 10)]
    assert (url(0) in again) is not gone


def test_the_oldest_living_copy_leads_when_the_lead_is_withdrawn(processor: Processor) -> None:
    store = processor.store
    for number in (0, 3, 6):
        processor.process_page(Page(fetched(number), TEXT.format(TOPICS[0]).encode()))
    processor.flush()
    group_articles(store)
    before = {n: load_article(store, make_url_id(url(n))) for n in (0, 3, 6)}
    roles = {n: doc["story"]["role"] for n, doc in before.items() if doc}
    lead = next(n for n, role in roles.items() if role == "lead")
    assert sorted(roles.values()) == ["copy", "copy", "lead"]
    withdraw_articles(store, [make_url_id(url(lead))])
    group_articles(store)
    after = {n: load_article(store, make_url_id(url(n))) for n in (0, 3, 6)}
    assert {doc["story"]["id"] for doc in after.values() if doc} == {make_url_id(url(lead))}
    leads = [n for n, doc in after.items() if doc and doc["story"]["role"] == "lead"]
    assert len(leads) == 1
    assert leads != [lead]


def test_within_a_cycle_the_first_published_leads(processor: Processor) -> None:
    stamp = '<meta property="article:published_time" content="2026-11-25T{:02}:00:00Z">'
    for number, hour in ((0, 9), (1, 7), (2, 8)):
        page = TEXT.format(TOPICS[0]).replace("</title>", "</title>" + stamp.format(hour))
        processor.process_page(Page(fetched(number), page.encode()))
    processor.flush()
    group_articles(processor.store)
    documents = {n: load_article(processor.store, make_url_id(url(n))) for n in range(3)}
    assert {n: doc["story"]["role"] for n, doc in documents.items() if doc} == {
        0: "copy",
        1: "lead",
        2: "copy",
    }
