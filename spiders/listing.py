"""Listing: what a feed lists, told apart into new, edited, known and foreign addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.config.sources import Source
from pipeline.model.items import Candidate
from pipeline.model.jobs import FeedTask
from pipeline.model.outcomes import Outcome
from pipeline.store.pages.known_pages import Known
from pipeline.text.urls import get_registrable_domain, make_url_id


@dataclass
class Listing:
    """The candidates of a feed: `new` and edited ones, those of them `here` in this shard, and known ones it
    had not listed before.
    """

    new: list[Candidate] = field(default_factory=list)
    here: list[Candidate] = field(default_factory=list)
    sightings: list[Candidate] = field(default_factory=list)
    entries: Counter[Outcome] = field(default_factory=Counter)


def keep_own_candidates(candidates: Sequence[Candidate], source: Source | None) -> list[Candidate]:
    """Keep the candidates on the outlet's own domains: advertising leads elsewhere. Search feeds list
    strangers by nature.
    """
    if source is None or source.searches:
        return list(candidates)
    return [c for c in candidates if get_registrable_domain(c.url) in source.own_domains]


def sort_candidates(
    candidates: Sequence[Candidate], known: Mapping[str, Known], feed: FeedTask, domains: Collection[str]
) -> Listing:
    """Tell apart what a feed lists; `domains` are those of this shard, none meaning all. Each candidate gets
    one outcome.
    """
    listing, feed_id = Listing(), make_url_id(feed.url)
    for candidate in candidates:
        before = known.get(candidate.id)
        word = _classify_candidate(candidate, before)
        if before and word is Outcome.KNOWN:
            if feed_id not in before.found_in:
                listing.sightings.append(candidate)
        else:
            listing.new.append(candidate)
            if domains and get_registrable_domain(candidate.url) not in domains:
                word = Outcome.ELSEWHERE
            else:
                listing.here.append(candidate)
        listing.entries[word] += 1
    return listing


def _classify_candidate(candidate: Candidate, known: Known | None) -> Outcome:
    """Whether an address is new, known, or a relevant article that its feed says was edited."""
    if known is None:
        return Outcome.FOUND
    edited = (
        known.relevant
        and known.updated_at
        and candidate.updated_at
        and candidate.updated_at > known.updated_at
    )
    return Outcome.CHANGED if edited else Outcome.KNOWN


def merge_candidates(one: Candidate, other: Candidate, *, prefer_other: bool) -> Candidate:
    """Join two listings of one address: the words of one of them, the feeds of both."""
    feeds = tuple(dict.fromkeys((*one.found_in, *other.found_in)))
    return (other if prefer_other else one).model_copy(update={"found_in": feeds})
