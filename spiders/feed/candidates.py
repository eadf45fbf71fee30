"""The candidates of feeds: sorted into new, edited, known and foreign ones, and taken once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.config.sources import Source
from pipeline.model.items import Candidate
from pipeline.model.jobs import FeedTask, PageTask
from pipeline.model.outcomes import Outcome
from pipeline.store.pages.known_pages import Known
from pipeline.store.pages.page_fields import is_new_title
from pipeline.text.urls import get_registrable_domain, make_url_id


@dataclass
class SortedCandidates:
    """What a feed lists: `new` and edited candidates, those of them `here` in this shard, and the rest.

    `sightings` are known ones that this feed had not listed before; `entries` counts all by outcome.
    """

    new: list[Candidate] = field(default_factory=list)
    here: list[Candidate] = field(default_factory=list)
    sightings: list[Candidate] = field(default_factory=list)
    entries: Counter[Outcome] = field(default_factory=Counter)


def keep_own_candidates(candidates: Sequence[Candidate], source: Source | None) -> list[Candidate]:
    """Keep the candidates on the source's own domains: advertising leads elsewhere.

    Search feeds list strangers by nature.
    """
    if source is None or source.searches:
        return list(candidates)
    return [c for c in candidates if get_registrable_domain(c.url) in source.own_domains]


def sort_candidates(
    candidates: Sequence[Candidate], known: Mapping[str, Known], feed: FeedTask, domains: Collection[str]
) -> SortedCandidates:
    """Sort what a feed lists; each candidate gets one outcome.

    `domains` are those of this shard, none meaning all.
    """
    found = SortedCandidates()
    feed_id = make_url_id(feed.url)
    for candidate in candidates:
        before = known.get(candidate.id)
        outcome = _classify_candidate(candidate, before, feed_id)
        if before and outcome is Outcome.KNOWN:
            if feed_id not in before.found_in:
                # It is known what it says: only who lists it, and how it is called, is news.
                found.sightings.append(candidate.model_copy(update={"text": ""}))
        else:
            found.new.append(candidate)
            if domains and get_registrable_domain(candidate.url) not in domains:
                outcome = Outcome.ELSEWHERE
            else:
                found.here.append(candidate)
        found.entries[outcome] += 1
    return found


def _classify_candidate(candidate: Candidate, known: Known | None, feed_id: str) -> Outcome:
    """Whether an address is new, known, or an article that was edited.

    The feed says so of a relevant one by a later date, of any by another headline than it gave before.
    """
    if known is None:
        return Outcome.FOUND
    if feed_id in known.found_in and is_new_title(known.titles, candidate.title):
        return Outcome.CHANGED
    if not (known.relevant and known.updated_at and candidate.updated_at):
        return Outcome.KNOWN
    return Outcome.CHANGED if candidate.updated_at > known.updated_at else Outcome.KNOWN


class TakenCandidates:
    """The candidates that this crawl fetches, by id: an address that two feeds list is fetched once."""

    def __init__(self, sources: Mapping[str, Source], candidates: Iterable[Candidate]) -> None:
        self._sources = sources
        self._taken = {candidate.id: candidate for candidate in candidates}

    def __contains__(self, candidate: Candidate) -> bool:
        return candidate.id in self._taken

    def add(self, candidate: Candidate) -> None:
        """Take a candidate; one whose address was taken before is merged into the first."""
        before = self._taken.get(candidate.id)
        if before is not None:
            prefer_other = self._is_from_search(before) and not self._is_from_search(candidate)
            candidate = merge_candidates(before, candidate, prefer_other=prefer_other)
        self._taken[candidate.id] = candidate

    def complete_task(self, task: PageTask) -> PageTask:
        """Give the task with everything that feeds have said of its candidate meanwhile."""
        return task.model_copy(update={"candidate": self._taken.get(task.candidate.id, task.candidate)})

    def _is_from_search(self, candidate: Candidate) -> bool:
        source = self._sources.get(candidate.source)
        return source is None or source.searches


def merge_candidates(one: Candidate, other: Candidate, *, prefer_other: bool) -> Candidate:
    """Merge two listings of one address: the words of one of them, the feeds of both, a text of either."""
    chosen, left = (other, one) if prefer_other else (one, other)
    found_in = tuple(dict.fromkeys((*one.found_in, *other.found_in)))
    return chosen.model_copy(update={"found_in": found_in, "text": chosen.text or left.text})
