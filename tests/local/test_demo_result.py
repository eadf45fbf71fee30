"""What a demo shows: each story once with who copied it, and why pages were thrown away."""

from __future__ import annotations

from datetime import UTC, datetime

from local.demo_result import count_discarded_pages, list_stories
from local.elasticsearch import Server
from pipeline.config.settings import Settings
from pipeline.model.fetches import PageFetch
from pipeline.model.items import Article, Candidate, Moment, Verdict
from pipeline.model.outcomes import Outcome, Stage
from pipeline.model.states import PageEnd
from pipeline.model.stories import Grouped
from pipeline.runs.workplace import Workplace
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.stories import set_story
from pipeline.store.client import Store
from pipeline.store.pages.ends import record_ends

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def write(store: Store, name: str, grade: int, story: str, hour: int) -> str:
    url = f"https://outlet.example/{name}"
    article = Article(
        url=url,
        urls=(url,),
        source="unlisted",
        domain=f"{name}.example",
        title=name,
        text=f"A text of {name}.",
        published=Moment(at=NOW.replace(hour=hour), on="2026-11-24", rung="json-ld"),
        first_seen_at=NOW,
        fetched_at=NOW,
    )
    write_articles(store, [ArticleWrite(article, Verdict(grade=grade, reasons=("headline",), sentence="."))])
    set_story(store, article.id, Grouped(story or article.id, "copy" if story else "lead"))
    return article.id


def test_stories_stand_by_grade_and_day_with_those_who_copied_them(
    empty_prefix: str, elasticsearch_server: Server
) -> None:
    server = elasticsearch_server
    place = Workplace(Settings(index_prefix=empty_prefix)).switch_store(
        server.url, server.username, server.password
    )
    lead = write(place.store, "agency", 3, "", hour=5)
    write(place.store, "reprint", 3, lead, hour=6)
    write(place.store, "later", 3, "", hour=7)
    write(place.store, "tea", 2, "", hour=8)
    write(place.store, "mention", 1, "", hour=8)
    stories = list_stories(place)
    assert [(s["title"], s["grade"]) for s in stories] == [("later", 3), ("agency", 3), ("tea", 2)]
    assert [len(s["copied_by"]) for s in stories] == [0, 1, 0]


def test_pages_thrown_away_are_counted_by_the_word_with_which_they_ended(
    empty_prefix: str, elasticsearch_server: Server
) -> None:
    server = elasticsearch_server
    place = Workplace(Settings(index_prefix=empty_prefix)).switch_store(
        server.url, server.username, server.password
    )
    ends = []
    for number, (stage, outcome) in enumerate(
        [
            (Stage.PRESCAN, Outcome.OFF_TOPIC),
            (Stage.PRESCAN, Outcome.OFF_TOPIC),
            (Stage.CRAWL, Outcome.NOT_FOUND),
        ]
    ):
        candidate = Candidate(url=f"https://outlet.example/{number}", source="unlisted")
        crawled = outcome if stage is Stage.CRAWL else Outcome.FETCHED
        fetch = PageFetch(candidate=candidate, cycle="c1", outcome=crawled, fetched_at=NOW, seen_at=NOW)
        ends.append(PageEnd(fetch, {Stage.CRAWL: crawled, stage: outcome}, "done"))
    record_ends(place.store, ends)
    counted = count_discarded_pages(place)
    assert [(c["stage"], c["outcome"], c["count"]) for c in counted] == [
        ("prescan", "off_topic", 2),
        ("crawl", "not_found", 1),
    ]
    assert all(c["meaning"] for c in counted)
