"""What becomes of an article beside the document that is there: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.model.items import Article
from pipeline.model.outcomes import Outcome
from pipeline.model.times import format_stamp, is_ahead, parse_time
from pipeline.store.articles.content import NAMED, ArticleWrite, build_content, build_judgement
from pipeline.store.documents import Fields
from pipeline.text.urls import identify_url

SEEN = ("title", "text")
"""What a reader sees: only a difference here is a new revision."""
GATHERED = ("urls", "found_in", "alternates")
"""Merged, not replaced: every address and feed under which an article was met."""
REREAD = ("source", "published_at", "extractor", "language", "partial", "text_from", "relevance", *NAMED)
"""What differs when the same words are read or judged otherwise."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What writing an article does.

    Its outcome, the fields to change (None: nothing is written) and the revision to keep.
    """

    outcome: Outcome
    changes: Fields | None = None
    revision: Fields | None = None


def merge_article(current: Mapping[str, Any] | None, write: ArticleWrite, now: datetime) -> Merge:
    """Decide what becomes of an article beside the document that is there.

    New: indexed. Newer capture with another headline or text: a revision, the old one kept. The same capture
    read again: replaced. Older: into the revisions only. A page replaces the feed's words and never the other
    way round. Nothing different: nothing written, save addresses and feeds that are new.
    """
    new = {**build_content(write.article, write.source), **build_judgement(write.verdict)}
    if current is None:
        return Merge(Outcome.INDEXED, _build_first(new, write.article, now))
    if _is_another(current, new):
        return Merge(Outcome.ID_COLLISION)
    then, here = parse_time(current["fetched_at"]), parse_time(new["fetched_at"])
    # A capture that a clock ahead dated into the future must not make all that follow it older.
    older = bool(then and here and here < then and not is_ahead(then, now))
    gathered = _gather_values(current, new)
    back: Fields = {"withdrawn_at": None} if current.get("withdrawn_at") and not older else {}
    more = _pick_changes(current, gathered) | back or None
    same = _is_same(current, new)
    if _is_worse(current, new) or (same and (older or not _reads_otherwise(current, new))):
        return Merge(Outcome.UNCHANGED, more)
    if older:
        return Merge(Outcome.OLDER, more, {**_build_first(new, write.article, now), "revision": 0})
    changes = {**new, **gathered, **back, "changed_at": format_stamp(now)}
    if same or then == here or current.get("text_from") == "feed" != new["text_from"]:
        return Merge(Outcome.REPLACED, changes)
    return Merge(Outcome.REVISED, {**changes, "revision": int(current["revision"]) + 1}, dict(current))


def _gather_values(current: Mapping[str, Any], new: Fields) -> Fields:
    return {name: sorted({*(current.get(name) or ()), *new[name]}) for name in GATHERED}


def _pick_changes(current: Mapping[str, Any], gathered: Fields) -> Fields:
    return {name: values for name, values in gathered.items() if values != (current.get(name) or [])}


def _is_same(current: Mapping[str, Any], new: Fields) -> bool:
    """Whether a reader sees the same."""
    return all(new[name] == current.get(name) for name in SEEN)


def _is_another(current: Mapping[str, Any], new: Fields) -> bool:
    """Whether the id stands for two articles.

    Its address is another, or a page under an address of its own that claims this one shares neither headline
    nor a single passage with what is there: some outlets give all their pages the canonical address of one.
    """
    canonical = identify_url(new["url"])
    if identify_url(str(current["url"])) != canonical:
        return True
    own = {identify_url(url) for url in new["urls"]} - {canonical}
    met = {identify_url(url) for url in current.get("urls") or ()} - {canonical}
    if not own or own & met or any(new[name] == current.get(name) for name in SEEN):
        return False
    here, there = set(new["sketch"]), set(current.get("sketch") or ())
    return bool(here and there) and not here & there


def _is_worse(current: Mapping[str, Any], new: Fields) -> bool:
    """Whether what is there is to be kept.

    A page over the feed's words, a whole text over one cut by a wall, the web over a seed.
    """
    feed = new["text_from"] == "feed" and current.get("text_from") != "feed"
    cut = new["partial"] and not current.get("partial") and new["words"] < current["words"]
    seed = new["origin"] == "seed" and current.get("origin") != "seed"
    return bool(feed or cut or seed)


def _reads_otherwise(current: Mapping[str, Any], new: Fields) -> bool:
    """Whether the same words were read or judged otherwise: another grade, date, outlet, or reading code."""
    return any(new[name] != current.get(name) for name in REREAD)


def _build_first(new: Fields, article: Article, now: datetime) -> Fields:
    times = {
        "first_seen_at": format_stamp(article.first_seen_at),
        "indexed_at": format_stamp(now),
        "changed_at": format_stamp(now),
    }
    return {**new, **times, "revision": 1, "cycle": article.cycle}


def derive_outcome(document: Mapping[str, Any], fetched_at: datetime) -> Outcome:
    """Give the word with which a capture entered the index, from the document that is there.

    A run that died between writing the article and its page finds its own article unchanged; the page must
    say what an undisturbed run says.
    """
    captured, indexed = parse_time(document["fetched_at"]), parse_time(document["indexed_at"])
    if captured is None or indexed is None or format_stamp(captured) != format_stamp(fetched_at):
        return Outcome.UNCHANGED
    if indexed >= captured:
        return Outcome.INDEXED
    return Outcome.REVISED if document["revision"] > 1 else Outcome.REPLACED
