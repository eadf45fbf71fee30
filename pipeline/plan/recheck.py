"""Whether and when an address is asked again after what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from pipeline.model.fetches import PageFetch
from pipeline.model.outcomes import MISSING, NO_ARTICLE_YET, NOT_ASKED, RETRIED, SHORT_OR_WALLED, Outcome

RELEVANT = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7))
"""After first seen: outlets correct and complete their articles."""
NEAR_MISS = (timedelta(hours=1), timedelta(hours=6))
"""After first seen: flashes are filled, notices go."""
RECOVERY = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""After first seen: an outlet in trouble is well again."""
FIRST_RETRY = timedelta(minutes=10)
LONGEST_RETRY = timedelta(hours=24)
HOME = ("", "/")
MOST_ATTEMPTS = 12
"""The last is five days after the first: an outlet that fails on a Friday may be mended on Tuesday."""
WITHDRAWN_AFTER = timedelta(hours=6)
"""Between the two answers 404 or 410 that withdraw an article."""

FURTHEST_TRY, FURTHEST_RECHECK = LONGEST_RETRY, RELEVANT[-1]
"""How far ahead of now the next look at a page can lie: what lies further was set by a wrong clock."""

State = Literal["waiting", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Again:
    """What is kept of the future of an address."""

    state: State
    next_try_at: datetime | None = None
    recheck_at: datetime | None = None


def is_gone(fetch: PageFetch) -> bool:
    """Whether a relevant article's page is missing for the second time, six hours after the first or more."""
    since = fetch.before.missing_since if fetch.before and fetch.before.relevant else None
    return fetch.outcome in MISSING and since is not None and fetch.fetched_at - since >= WITHDRAWN_AFTER


def decide_recheck(fetch: PageFetch, ended: Outcome, grade: int | None, *, withdrawn: bool = False) -> Again:
    """Decide what becomes of an address.

    `ended` is how its page ended, `grade` that of its article if one is in the index. What was not asked
    waits for the next cycle. Faults of the way are tried again with doubling waits, at most twelve times,
    never sooner than Retry-After, of which a day is believed. Relevant articles are read again after 1 h,
    6 h, 1 d and 7 d, short and walled pages after 1 h and 6 h, also when the last look found nothing new;
    where a feed lists an article and none stands there, it is looked for after 1 h, 6 h and 1 d. A relevant
    article whose page is missing is looked for every six hours until it is `withdrawn`.
    """
    if fetch.outcome in NOT_ASKED:
        return Again("waiting", next_try_at=fetch.seen_at)
    if fetch.outcome in RETRIED:
        if fetch.attempts >= MOST_ATTEMPTS:
            return Again("dropped")
        wait = min(FIRST_RETRY * 2 ** (fetch.attempts - 1), LONGEST_RETRY)
        # As with feeds, a day at most: a later time of a server is a slip, or milliseconds for seconds.
        asked = min(fetch.retry_at or fetch.seen_at, fetch.fetched_at + LONGEST_RETRY)
        return Again("waiting", next_try_at=max(fetch.seen_at + wait, asked))
    relevant = fetch.before is not None and fetch.before.relevant
    if fetch.outcome in MISSING and relevant:
        return Again("done", recheck_at=None if withdrawn else fetch.fetched_at + WITHDRAWN_AFTER)
    if fetch.outcome is Outcome.UNCHANGED:
        return Again("done", recheck_at=_find_next_step(RELEVANT if relevant else NEAR_MISS, fetch))
    if grade is not None and grade >= 2:
        return Again("done", recheck_at=_find_next_step(RELEVANT, fetch))
    if ended in SHORT_OR_WALLED or grade == 1:
        return Again("done", recheck_at=_find_next_step(NEAR_MISS, fetch))
    if _may_come_back(fetch, ended):
        return Again("done", recheck_at=_find_next_step(RECOVERY, fetch))
    return Again("done")


def _may_come_back(fetch: PageFetch, ended: Outcome) -> bool:
    """Whether an article may stand later where none ever did: sitemaps list what never will be one."""
    if fetch.before and fetch.before.article:
        return False
    if fetch.outcome is Outcome.FETCHED and _leads_home(fetch):
        return True
    listed_for_sure = not fetch.candidate.from_sitemap or bool(fetch.candidate.title)
    return ended in NO_ARTICLE_YET and (listed_for_sure or fetch.outcome is not Outcome.FETCHED)


def _leads_home(fetch: PageFetch) -> bool:
    """Whether the home page came in place of what was asked: outlets in trouble lead all of theirs there."""
    return (
        bool(fetch.url)
        and urlsplit(fetch.url).path in HOME
        and urlsplit(fetch.candidate.url).path not in HOME
    )


def _find_next_step(steps: tuple[timedelta, ...], fetch: PageFetch) -> datetime | None:
    """Give the first look of a ladder that is still ahead, or None at its end."""
    for step in steps:
        at = (fetch.first_seen_at or fetch.seen_at) + step
        if at > fetch.fetched_at:
            return at
    return None
