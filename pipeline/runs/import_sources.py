"""Import: the feeds of an OPML file as entries of `sources.yml`, one for each outlet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.config import source_entries
from pipeline.config.sources import Source
from pipeline.discover.opml import Outline
from pipeline.discover.site_page import SitePage
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.programs.bounded import BoundedFunction, CallFailed, Overrun
from pipeline.runs.ask_once import ask_feeds
from pipeline.runs.found_feeds import FoundFeed, describe_feed, drop_repeated
from pipeline.runs.refusal import Refusal
from pipeline.runs.suggest_source import STEPS, Hints, Site, build_entry, draft_source
from pipeline.runs.workplace import Workplace
from pipeline.text.addresses import explain_refusal
from pipeline.text.urls import get_registrable_domain, resolve_link

LIST_TASK = "pipeline.runs.site_task:read_list"
BY_LIST = "the list"


def import_sources(place: Workplace, body: bytes, hints: Hints, *, offline: bool) -> dict[str, Any]:
    """Give the entries that a list of feeds makes, what is missing in each, and what is left out and why.

    Each feed is asked once for its kind and language, unless `offline`: all are taken for RSS then. Raise
    Refusal for what is no OPML.
    """
    now = datetime.now(UTC)
    outlines = _read_list(place, body)
    polled = {feed.url: source.id for source in place.catalogue.sources for feed in source.polled}
    left_out = list(_list_refused(outlines, polled))
    refused = {one["url"] for one in left_out}
    groups: dict[str, list[Outline]] = defaultdict(list)
    for outline in outlines:
        if outline.url not in refused:
            groups[get_registrable_domain(_find_site(outline))].append(outline)
    found = _take_for_rss(outlines) if offline else _ask_outlets(place, groups.values(), now)
    entries: list[dict[str, Any]] = []
    for outlet in groups.values():
        known = place.catalogue.find_source(_find_site(outlet[0]))
        kept = drop_repeated([found[one.url] for one in outlet if one.url in found], polled)
        left_out += [{"url": feed.url, "why": feed.why} for feed in kept if feed.why]
        if known:
            why = f"{known.id} is in sources.yml: add it to its feeds by hand"
            left_out += [{"url": feed.url, "why": why} for feed in kept if not feed.why]
            continue
        taken = [*place.catalogue.by_id, *(entry["id"] for entry in entries)]
        entry = build_entry(_make_site(outlet), kept, _tell_more(hints, outlet), taken, now)
        entries += [entry] if entry else []
    missing = {entry["id"]: lacks for entry in entries if (lacks := source_entries.list_missing(entry))}
    return {"feeds": len(outlines), "entries": entries, "missing": missing, "left_out": left_out}


def _read_list(place: Workplace, body: bytes) -> list[Outline]:
    limits = place.settings
    if len(body) > limits.max_bytes:
        raise Refusal(f"The list has more than {limits.max_bytes} bytes (AZVN_MAX_BYTES).")
    task = BoundedFunction(LIST_TASK, (), seconds=limits.page_seconds, megabytes=limits.page_megabytes)
    try:
        outlines: list[Outline] | None = task.call(body)
    except (Overrun, CallFailed) as fault:
        raise Refusal(f"The list cannot be read: {fault}.") from None
    finally:
        task.close()
    if not outlines:
        what = "is no OPML: no element of it is <opml>" if outlines is None else "names no feed (xmlUrl)"
        raise Refusal(f"The file {what}.")
    return list({outline.url: outline for outline in reversed(outlines)}.values())[::-1]


def _list_refused(outlines: Iterable[Outline], polled: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for outline in outlines:
        reason = explain_refusal(outline.url)
        if reason:
            yield {"url": outline.url[:200], "why": f"may not be asked: {reason}"}
        elif outline.url in polled:
            yield {"url": outline.url, "why": f"{polled[outline.url]} has it already"}


def _find_site(outline: Outline) -> str:
    """Give the front page of an outlet: as the list says, where it may be asked, else of the feed's host."""
    named = outline.site if outline.site and not explain_refusal(outline.site) else outline.url
    return resolve_link(named, "/")


def _take_for_rss(outlines: Iterable[Outline]) -> dict[str, FoundFeed]:
    """Take every feed for RSS that lists itself: what nobody asked is not left out."""
    return {
        one.url: FoundFeed(one.url, BY_LIST, Outcome.OK, "rss", frozenset({one.url}), asked=False)
        for one in outlines
    }


def _ask_outlets(
    place: Workplace, groups: Iterable[Sequence[Outline]], now: datetime
) -> dict[str, FoundFeed]:
    drafts: dict[str, Source] = {}
    tasks: list[FeedTask] = []
    for outlet in groups:
        draft = draft_source(_find_site(outlet[0]))
        drafts[draft.id] = draft
        tasks += [FeedTask(source=draft.id, url=one.url, kind="rss") for one in outlet]
    fetches = ask_feeds(place, drafts.values(), tasks, STEPS[1])
    return {fetch.url: describe_feed(fetch, BY_LIST, now) for fetch in fetches}


def _make_site(outlet: Sequence[Outline]) -> Site:
    """Give the outlet of a group as the list shows it: the commonest name, or that of its host."""
    names = Counter(one.name for one in outlet if one.name)
    name = names.most_common(1)[0][0] if len(names) == 1 or len(outlet) > len(names) else outlet[0].name
    return Site(_find_site(outlet[0]), SitePage(name=name), {})


def _tell_more(hints: Hints, outlet: Sequence[Outline]) -> Hints:
    """Add what the list tells: a folder that is the name of a country, and languages."""
    country = hints.country or source_entries.find_country(outlet[0].folder)
    declared = [one.language.partition("-")[0].lower() for one in outlet if one.language]
    return Hints(country, hints.languages or tuple(dict.fromkeys(declared)))
