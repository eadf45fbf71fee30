"""Suggest: from the address of an outlet to an entry of `sources.yml`; the outlet is asked once, politely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pipeline.config import source_entries
from pipeline.config.codes import list_languages, suggest_language
from pipeline.config.sources import Source
from pipeline.discover.site_page import SitePage, list_robots_sitemaps
from pipeline.model.fetches import Page
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.programs.bounded import BoundedFunction, CallFailed, Overrun
from pipeline.runs.ask_once import ask_feeds, ask_pages
from pipeline.runs.found_feeds import FEEDS, SITEMAPS, FoundFeed, describe_feed, drop_repeated
from pipeline.runs.refusal import Refusal
from pipeline.runs.workplace import Workplace
from pipeline.text.addresses import explain_refusal
from pipeline.text.urls import resolve_link

STEPS = "look", "suggest"
USUAL_FEEDS = ("rss", "rss.xml", "feed", "feed.xml", "atom.xml")
USUAL_SITEMAPS = ("sitemap.xml", "news-sitemap.xml", "sitemap_index.xml")
"""Where feeds and sitemaps lie at many outlets; asked only where neither page nor robots.txt names one."""
MOST_ASKED = 20
"""Feeds and sitemaps of one outlet that are asked: one a second."""
BY_PERSON, BY_PAGE, BY_ROBOTS, BY_HABIT = "you", "the page", "robots.txt", "a usual place"
PAGE_TASK = "pipeline.runs.site_task:read_page"


@dataclass(frozen=True, slots=True)
class Hints:
    """What the person who asks tells beside the address: empty where the outlet has to say it."""

    country: str = ""
    languages: tuple[str, ...] = ()


def read_hints(country: str, languages: Sequence[str] | None) -> Hints:
    """Read what the person tells; raise Refusal for a country or language that there is not."""
    if country and not source_entries.find_country(country):
        raise Refusal(f"--country: {country!r} is no code of a country such as AZ.")
    for one in languages or ():
        if one not in list_languages():
            meant = suggest_language(one)
            right = f": did you mean {meant}?" if meant else " such as az."
            raise Refusal(f"--language: {one!r} is no code of a language{right}")
    return Hints(country, tuple(languages or ()))


@dataclass(frozen=True, slots=True)
class Site:
    """An outlet as its first answers show it: its front page, and the addresses to ask by who named them."""

    url: str
    page: SitePage
    named: Mapping[str, str]


def suggest_source(place: Workplace, address: str, hints: Hints) -> dict[str, Any]:
    """Ask an outlet for its feeds and sitemaps; give what each is, and the entry that they make.

    Raise Refusal where the address may not be asked, or its page does not answer.
    """
    now = datetime.now(UTC)
    site = _look_at_site(place, address)
    draft = draft_source(site.url)
    tasks = [FeedTask(source=draft.id, url=url, kind="rss") for url in site.named]
    found = [
        describe_feed(fetch, site.named[fetch.url], now)
        for fetch in ask_feeds(place, [draft], tasks[:MOST_ASKED], STEPS[1])
    ]
    known = place.catalogue.find_source(site.url)
    polled = {feed.url for source in place.catalogue.sources for feed in source.polled}
    kept = drop_repeated(_leave_out_vain(_sort_by_name(found)), polled)
    entry = None if known else build_entry(site, kept, hints, sorted(place.catalogue.by_id), now)
    return {
        "site": site.url,
        "known_as": known.id if known else None,
        "feeds": [feed.build_json() for feed in kept],
        "entry": entry,
        "missing": source_entries.list_missing(entry) if entry else [],
        "new_feeds": [make_feed(feed, (), now) for feed in kept if known and not feed.why],
    }


def draft_source(url: str) -> Source:
    """Give the source under which an outlet is asked that has no entry yet."""
    host = urlsplit(url).hostname or ""
    return Source(
        id=source_entries.make_source_id(host, ()), name=host, country="ZZ", languages=("mul",), site=url
    )


def _look_at_site(place: Workplace, address: str) -> Site:
    """Ask the page of an address, the front page of its host, and robots.txt."""
    for url in _spell_addresses(address):
        reason = explain_refusal(url)
        if reason:
            raise Refusal(f"{address} is no address that may be asked ({reason}).")
        root = resolve_link(url, "/")
        robots = resolve_link(url, "/robots.txt")
        pages = ask_pages(place, draft_source(root), [url, root, robots], STEPS[0])
        # One without a front page may have feeds where many have them.
        if pages[url].fetch.status:
            return _read_site(place, url, pages, root, robots)
    outcome = pages[url].fetch.outcome
    raise Refusal(f"{url} gives no page: {outcome}: {outcome.help}.")


def _spell_addresses(address: str) -> Sequence[str]:
    """Give an address as it may be meant: without a scheme with TLS, and then without."""
    return [address] if "://" in address else [f"https://{address}", f"http://{address}"]


def _read_site(place: Workplace, url: str, pages: Mapping[str, Page], root: str, robots: str) -> Site:
    settings = place.settings
    task = BoundedFunction(PAGE_TASK, (), seconds=settings.page_seconds, megabytes=settings.page_megabytes)
    read = {asked: _read_page(task, pages[asked]) for asked in dict.fromkeys((url, root))}
    task.close()
    front = pages[root].url if pages[root].fetch.outcome is Outcome.FETCHED else pages[url].url
    site = resolve_link(front, "/")
    named: dict[str, str] = {} if read[url].name else {url: BY_PERSON}
    for page in read.values():
        for feed in page.feeds:
            named.setdefault(feed, BY_PAGE)
    for listed in list_robots_sitemaps(pages[robots].body, pages[robots].url):
        named.setdefault(listed, BY_ROBOTS)
    usual = [] if BY_PAGE in named.values() else list(USUAL_FEEDS)
    usual += [] if BY_ROBOTS in named.values() else USUAL_SITEMAPS
    for path in usual:
        named.setdefault(resolve_link(site, f"/{path}"), BY_HABIT)
    return Site(site, read[root] if read[root].name else read[url], named)


def _read_page(task: BoundedFunction, page: Page) -> SitePage:
    try:
        found: SitePage = task.call(page.body, page.url)
    except (Overrun, CallFailed):
        return SitePage()
    return found


def _sort_by_name(found: Iterable[FoundFeed]) -> list[FoundFeed]:
    order = {BY_PERSON: 0, BY_PAGE: 1, BY_ROBOTS: 2, BY_HABIT: 3}
    return sorted(found, key=lambda feed: order[feed.named_by])


def _leave_out_vain(found: Iterable[FoundFeed]) -> list[FoundFeed]:
    """Leave out the usual places where nothing lies: nobody said that something does."""
    return [feed for feed in found if feed.named_by != BY_HABIT or feed.ids]


def build_entry(
    site: Site, found: Sequence[FoundFeed], hints: Hints, taken: Sequence[str], now: datetime
) -> dict[str, Any] | None:
    """Give the entry of what was found, as far as it is known; None without a feed and sitemap of use."""
    good = [feed for feed in found if not feed.why]
    if not good:
        return None
    host = urlsplit(site.url).hostname or ""
    spoken = [language for language, _ in Counter(feed.language for feed in good).most_common() if language]
    languages = list(hints.languages or dict.fromkeys(spoken or filter(None, [site.page.language])))
    top = host.rpartition(".")[2]
    country = source_entries.find_country(hints.country, top if len(top) == 2 else "", site.page.country)
    entry: dict[str, Any] = {
        "id": source_entries.make_source_id(host, taken),
        "name": site.page.name or host.removeprefix("www."),
        "country": country,
        "languages": languages,
        "timezone": source_entries.find_zone(country),
        "site": site.url,
    }
    for group, kinds in (("feeds", FEEDS), ("sitemaps", SITEMAPS)):
        entry[group] = [make_feed(feed, languages, now) for feed in good if feed.kind in kinds]
    return {field: value for field, value in entry.items() if value}


def make_feed(feed: FoundFeed, languages: Sequence[str], now: datetime) -> dict[str, Any]:
    """Give a feed as its outlet's entry has it."""
    own = [feed.language] if feed.language and len(languages) > 1 else []
    made = {"url": feed.url, "kind": feed.kind, "languages": own, "proof": f"live {now:%Y-%m-%d}"}
    if not feed.asked:
        made["proof"] = "listed"
    return {field: value for field, value in made.items() if value}
