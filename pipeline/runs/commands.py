"""What the commands do, apart from how it is shown: each takes a workplace and plain values and returns plain
values.
"""

from __future__ import annotations

import getpass
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline import spool
from pipeline.config import settings as settings_
from pipeline.config import sources as sources_
from pipeline.config import topic
from pipeline.config.settings import Settings
from pipeline.config.sources import Catalogue
from pipeline.config.topic import Topic
from pipeline.model.fetches import FeedFetch
from pipeline.model.jobs import CrawlJob
from pipeline.model.outcomes import FEED_GOOD, Outcome, Stage
from pipeline.model.times import format_utc
from pipeline.plan import find_due_feeds
from pipeline.programs import Program
from pipeline.read import seeds
from pipeline.read.judge import judge_article
from pipeline.runs.crawl import run_crawl
from pipeline.runs.cycle import Event, Report, Runner
from pipeline.runs.plan_step import Order
from pipeline.runs.process import Processor
from pipeline.runs.publish_step import group_articles
from pipeline.spool import shipping
from pipeline.store import articles, cycles, feeds, pages
from pipeline.store import search as search_
from pipeline.store.articles import ArticleWrite
from pipeline.store.client import Store, connect_store
from pipeline.store.schema import templates


class Refusal(Exception):
    """A command cannot do what was asked; the message is the sentence that says why and what to do."""


@dataclass(frozen=True)
class Workplace:
    """The settings of a run, with the store, catalogue and topic that they lead to."""

    settings: Settings

    def switch_store(self, url: str, user: str, password: str) -> Workplace:
        """Give the same with another Elasticsearch."""
        return self.change_settings(
            elasticsearch_url=url, elasticsearch_user=user, elasticsearch_password=password
        )

    def change_settings(self, **changes: object) -> Workplace:
        """Give the same with some settings changed, checked like those of the environment."""
        return Workplace(Settings.model_validate({**_dump_settings(self.settings), **changes}))

    @cached_property
    def store(self) -> Store:
        """The door to Elasticsearch, opened at first use."""
        return connect_store(self.settings)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The outlets."""
        return sources_.load_sources(self.settings.config / "sources.yml")

    @cached_property
    def topic(self) -> Topic:
        """The vocabulary."""
        return topic.load_topic(self.settings.config / "topic.yml")

    @property
    def environment(self) -> dict[str, str]:
        """These settings as environment variables, for the two programs."""
        return {
            f"{settings_.PREFIX}{name.upper()}": str(value)
            for name, value in _dump_settings(self.settings).items()
            if value is not None
        }

    def describe_address(self) -> str:
        """The sentence that says where Elasticsearch is."""
        return (
            f"Elasticsearch answers at {self.settings.elasticsearch_url} (indices"
            f" {self.settings.index_prefix}…)."
        )


def _dump_settings(chosen: Settings) -> dict[str, Any]:
    values = chosen.model_dump()
    return {k: v.get_secret_value() if hasattr(v, "get_secret_value") else v for k, v in values.items()}


def provision_store(place: Workplace, *, reindex: bool = False) -> list[str]:
    """Make indices, templates and seed articles; return a line for each thing that was made or changed."""
    lines = templates.provision_indices(place.store, place.topic, reindex=reindex)
    return lines + _write_seeds(place)


def _write_seeds(place: Workplace) -> list[str]:
    now = datetime.now(UTC)
    writes = []
    for article in seeds.load_seeds(place.settings.config / "seeds", now):
        verdict = judge_article(article, place.topic)
        writes.append(ArticleWrite(article, verdict, place.catalogue.by_id.get(article.source)))
    outcomes = articles.write_articles(place.store, writes)
    new = [w.article.title for w, o in zip(writes, outcomes, strict=True) if o is not Outcome.UNCHANGED]
    if new:
        articles.refresh_articles(place.store)
        group_articles(place.store, now)
    return [f"seed: {title}" for title in new]


def run_cycle(place: Workplace, order: Order, tell: Event) -> Report:
    """Run one cycle as ordered."""
    log = place.settings.archive.parent / "log" / "cycle.log"
    return Runner(place.settings, place.catalogue, place.topic, place.environment, log, tell).run(order)


def find_stories(place: Workplace, query: str, size: int) -> dict[str, Any]:
    """Find stories; each with its copies."""
    hits = search_.search_stories(place.store, query, size=size)
    return {
        "query": query,
        "prefix": place.settings.index_prefix,
        "stories": [hit.build_json() for hit in hits],
    }


def replay_pages(place: Workplace, paths: Sequence[Path], everything: bool, tell: Event) -> dict[str, Any]:
    """Read archived pages again, ours and foreign ones, and group what is new."""
    processor = Processor(
        place.store,
        place.catalogue,
        place.topic,
        everything,
        lambda n, kept: tell("process", {"read": n, "kept": kept}),
    )
    failed: list[str] = []
    for path in paths:
        try:
            for page in spool.read_pages(path):
                processor.process_page(page)
        except spool.Damaged as error:
            failed.append(f"{path.name}: {error}")
        processor.flush()
    articles.refresh_articles(place.store)
    leads, copies = group_articles(place.store, datetime.now(UTC))
    report = processor.build_report(len(paths) - len(failed), failed, 0.0)
    return {**report.model_dump(mode="json", exclude={"seconds"}), "stories": leads, "copies": copies}


def keep_judgement(place: Workplace, url: str, verdict: str, by: str | None) -> str:
    """Keep a person's judgement; raise Refusal when the word or the article is unknown."""
    if verdict not in {"right", "wrong"}:
        raise Refusal(f"The verdict is right or wrong, not {verdict!r}.")
    if not articles.mark_article(place.store, url, verdict, by or getpass.getuser()):
        raise Refusal(f"No article with the address {url} is in the index.")
    return f"Marked {verdict}: {url}"


def forget_url(place: Workplace, url: str) -> str:
    """Remove an article; raise Refusal when there is none."""
    if not articles.forget_article(place.store, url):
        raise Refusal(f"No article with the address {url} is in the index.")
    return f"Removed: {url}"


def load_status(place: Workplace) -> dict[str, Any]:
    """Give the last cycle, sources in trouble and what waits; `healthy` is false when the last cycle is older
    than two intervals.
    """
    now = datetime.now(UTC)
    last = cycles.find_last_cycle(place.store)
    states = feeds.load_feed_states(place.store)
    late = timedelta(seconds=2 * place.settings.cycle_interval)
    trouble = list_broken_feeds(place)
    return {
        "healthy": bool(last and last.started_at >= now - late),
        "last_cycle": (
            dict(last.report) | {"cycle": last.id, "started_at": format_utc(last.started_at)}
            if last
            else None
        ),
        "age_seconds": (now - last.started_at).total_seconds() if last else None,
        "articles": articles.count_by_grade(place.store),
        "feeds": {"known": len(states), "in_trouble": len(trouble)},
        "trouble": trouble,
        "pages_waiting": pages.count_waiting_pages(place.store),
        "spool_waiting": len(spool.list_waiting_segments(place.settings.spool)),
        "archive_waiting": shipping.count_waiting_files(place.settings.archive)
        if place.settings.archive_store
        else 0,
        "refused": articles.count_refused(place.store),
    }


def list_sources() -> list[dict[str, Any]]:
    """The catalogue, an object per outlet."""
    outlets = sources_.load_sources(settings_.get_settings().config / "sources.yml")
    return [
        {
            "id": s.id,
            "name": s.name,
            "kind": s.kind,
            "country": s.country,
            "languages": list(s.languages),
            "feeds": len(s.polled),
            "muted": str(s.muted.until) if s.muted else None,
            "site": s.site,
        }
        for s in outlets.sources
    ]


def list_stories(place: Workplace) -> list[dict[str, Any]]:
    """Give every story of grade 2 and 3 with its copies, the newest first."""
    articles.refresh_articles(place.store)
    query = {"range": {"relevance.grade": {"gte": 2}}}
    fields = ["url", "title", "source", "published_at", "relevance", "story", "text_from", "origin"]
    found = [hit["_source"] for hit in place.store.stream_documents("articles", query, fields=fields)]
    families: dict[str, list[dict[str, Any]]] = {}
    for article in found:
        families.setdefault((article.get("story") or {}).get("id") or article["url"], []).append(article)
    told = [_describe_story(family) for family in families.values()]
    return sorted(told, key=lambda s: (int(s["grade"]), str(s["published_at"])), reverse=True)


def _describe_story(family: list[dict[str, Any]]) -> dict[str, Any]:
    lead = next((a for a in family if (a.get("story") or {}).get("role") == "lead"), family[0])
    return {
        "title": lead["title"],
        "url": lead["url"],
        "source": lead["source"]["name"],
        "grade": lead["relevance"]["grade"],
        "published_at": lead["published_at"],
        "text_from": lead["text_from"],
        "origin": lead["origin"],
        "copied_by": sorted(a["source"]["name"] for a in family if a is not lead),
    }


def count_discarded_pages(place: Workplace) -> list[dict[str, Any]]:
    """Count the pages that ended before the index, by the stage and the word with which they ended."""
    place.store.refresh("pages")
    counts: dict[tuple[str, str], int] = {}
    query = {
        "bool": {"must_not": {"exists": {"field": "article"}}, "filter": {"exists": {"field": "tried_at"}}}
    }
    for hit in place.store.stream_documents("pages", query, fields=["outcome"]):
        stage, outcome = list(_order_outcomes(hit["_source"]["outcome"]))[-1]
        counts[stage, outcome] = counts.get((stage, outcome), 0) + 1
    ordered = sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    return [{"stage": s, "outcome": o, "meaning": Outcome(o).help, "count": n} for (s, o), n in ordered]


def _order_outcomes(outcomes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((str(stage), outcomes[stage]) for stage in Stage if stage in outcomes)


def list_broken_feeds(place: Workplace) -> list[dict[str, Any]]:
    """Give the feeds whose last answer was none that we can use."""
    states = feeds.load_feed_states(place.store).values()
    return [
        {
            "source": s.source,
            "feed": s.url,
            "status": str(s.status or ""),
            "detail": s.detail,
            "failures": s.failures,
            "last_success": format_utc(s.succeeded_at),
        }
        for s in sorted(states, key=lambda s: (-s.failures, s.source))
        if s.failures > 0
    ]


def check_sources(ids: Sequence[str], offline: bool, tell: Event) -> dict[str, Any]:
    """Check the catalogue and, unless `offline`, ask each of its feeds once; nothing is kept and no page is
    fetched.
    """
    chosen = settings_.get_settings()
    outlets = sources_.load_sources(chosen.config / "sources.yml")
    outlets = outlets.select_sources(ids) if ids else outlets
    asked = [] if offline else _ask_feeds(outlets, chosen, tell)
    rows = [
        {
            "source": f.source,
            "url": f.url,
            "outcome": str(f.outcome),
            "detail": f.detail,
            "entries": sum(f.entries.values()),
        }
        for f in asked
    ]
    return {"sources": len(outlets), "feeds": rows, "trouble": sum(f.outcome not in FEED_GOOD for f in asked)}


def _ask_feeds(outlets: Catalogue, chosen: Settings, tell: Event) -> list[FeedFetch]:
    with tempfile.TemporaryDirectory() as folder:
        job = CrawlJob(
            cycle="check",
            started_at=datetime.now(UTC),
            spool=folder,
            ask_pages=False,
            sources=tuple(s.model_dump(mode="json") for s in outlets.sources),
            feeds=tuple(find_due_feeds(outlets, {}, datetime.now(UTC))),
        )
        program = Program("spiders", Workplace(chosen).environment, Path(folder) / "log")
        run_crawl(job, program, lambda line: tell("crawl", json.loads(line)))
        found = [
            item
            for path in spool.list_waiting_segments(Path(folder))
            for item in spool.read_segment(path)
            if isinstance(item, FeedFetch)
        ]
    return sorted(found, key=lambda f: (f.source, f.url))
