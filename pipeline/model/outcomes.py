"""The closed list of words that say how an item ended a stage, and the sets in which they mean the same.

Report, log, index, documentation and tests share the words; every rule that treats several of them alike
asks for one of the sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pipeline.model.words import Word


class Stage(StrEnum):
    """Where on its way an item was; every item ends each stage it enters with exactly one outcome."""

    FEED = "feed"
    DISCOVER = "discover"
    CRAWL = "crawl"
    PRESCAN = "prescan"
    EXTRACT = "extract"
    JUDGE = "judge"
    INDEX = "index"
    PUBLISH = "publish"


PAGE_STAGES = (Stage.CRAWL, Stage.PRESCAN, Stage.EXTRACT, Stage.JUDGE, Stage.INDEX)
"""The way of a page, in order; its document in the index has an outcome for each stage that it entered."""


class Outcome(Word):
    """How an item ended a stage."""

    # feed and discover
    OK = "ok", "the feed was read and holds entries"
    UNCHANGED = "unchanged", "nothing is different: 304, the same body, or the same text as last time"
    EMPTY = "empty", "a valid feed without entries"
    UNUSABLE = (
        "unusable",
        "a feed with entries of which none can be used: each was refused, or is another domain's",
    )
    NOT_A_FEED = "not_a_feed", "a web page or something else stands where the feed was"
    MALFORMED = "malformed", "damaged beyond reading"
    FOUND = "found", "an address not seen before"
    KNOWN = "known", "an address seen before; not fetched again"
    CHANGED = (
        "changed",
        "a known article whose feed gives it a later date, or another headline; fetched again",
    )
    BAD_ENTRY = "bad_entry", "one entry without a usable address; the others are kept"
    ELSEWHERE = "elsewhere", "an address whose host belongs to another shard; it waits for that one"

    # crawl
    FETCHED = "fetched", "the page was received complete"
    NOT_FOUND = "not_found", "404"
    GONE = "gone", "410: not asked again"
    BLOCKED = "blocked", "401, 402, 403, 451 or the challenge page of a bot wall"
    RATE_LIMITED = "rate_limited", "429, or 503 with Retry-After: asked again not sooner than told"
    SERVER_ERROR = "server_error", "5xx, also after retries"
    BAD_STATUS = "bad_status", "a status that means nothing to us"
    TIMEOUT = "timeout", "no complete answer within the limit"
    UNREACHABLE = "unreachable", "no such host, connection refused or reset"
    TLS_ERROR = "tls_error", "the certificate is expired, untrusted or for another host"
    TOO_LARGE = "too_large", "more bytes than allowed, packed or unpacked"
    BROKEN_BODY = "broken_body", "shorter than announced, or damaged compression"
    REDIRECT_LOOP = "redirect_loop", "more than ten redirects, or back to the start"
    REFUSED_ADDRESS = (
        "refused_address",
        "a private, loopback or metadata address, a scheme that is not http(s), or user info",
    )
    ROBOTS_DENIED = "robots_denied", "robots.txt forbids the path"
    ROBOTS_UNAVAILABLE = (
        "robots_unavailable",
        "robots.txt could not be read for a fault of the server: the host is left in peace",
    )
    BUDGET = "budget", "the cycle's time was used up; it waits for the next"
    WAITING = "waiting", "not asked in this cycle; it waits"

    # prescan, extract
    PASSED = "passed", "goes on to the next stage"
    OFF_TOPIC = "off_topic", "does not name both sides, or names them without a relation"
    NOT_HTML = "not_html", "an image, PDF, archive or other binary by its bytes"
    TOO_COMPLEX = "too_complex", "more elements than can be read in reasonable time"
    TOO_SLOW = "too_slow", "reading it took more processor time than it may, twice: it lies in quarantine"
    TOO_MUCH_MEMORY = (
        "too_much_memory",
        "reading it took more memory than it may, twice: it lies in quarantine",
    )
    CRASHED = "crashed", "it ended the program that read it, twice: it lies in quarantine"
    UNREADABLE = "unreadable", "no text could be read out of the page"
    TOO_SHORT = "too_short", "less text than an article has"
    WALL = "wall", "a consent notice, paywall or challenge in place of the article"
    SOFT_404 = "soft_404", "status 200, but the page says that there is nothing"
    NOT_ARTICLE = "not_article", "a home page, section page or list"

    # judge
    CORE = "core", "grade 3: the story is about the relation"
    SUBSTANTIAL = "substantial", "grade 2: a wider story with a real part on the relation"
    MENTION = "mention", "grade 1: both named in a slight connection; never mailed"

    # index
    INDEXED = "indexed", "a new article in the index"
    REVISED = "revised", "a newer text of a known article; the old one is kept"
    REPLACED = "replaced", "the same capture read again, or the feed's words replaced by the page's"
    OLDER = "older", "an older capture of a known article; kept among the revisions only"
    REFUSED = "refused", "Elasticsearch refused this one document; kept with the reason"
    ID_COLLISION = "id_collision", "another article already has this id"
    FORGOTTEN = "forgotten", "removed on somebody's request; not indexed again"

    # a whole cycle
    INTERRUPTED = "interrupted", "the cycle died and was closed by a later one"


# What a feed's answer says of the feed.

FEED_GOOD = frozenset({Outcome.OK, Outcome.UNCHANGED, Outcome.EMPTY})
"""The feed answered as it should: its failures are forgotten, its validators kept, its source is well."""

DOCUMENT_READ = frozenset({Outcome.OK, Outcome.EMPTY, Outcome.UNUSABLE})
"""The bytes of a feed, sitemap or section page could be read as one."""

FEED_BROKEN = frozenset({Outcome.GONE, Outcome.NOT_A_FEED, Outcome.REFUSED_ADDRESS})
"""Faults of a feed that do not pass by themselves: they lengthen its wait most."""

NOT_REACHED = frozenset({Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.ROBOTS_UNAVAILABLE})
"""Nothing came from the host: it lengthens a feed's wait least, and where all feeds of a cycle end so, the
network of this machine is asked about.
"""

# What fetching a page says of the page.

NOT_ASKED = frozenset({Outcome.BUDGET, Outcome.WAITING})
"""No request was made: it is no attempt, changes nothing of what is known, and the next cycle asks."""

ANSWERED = frozenset({Outcome.FETCHED, Outcome.UNCHANGED})
"""The server gave the page, or said that we have it."""

SAME_FOR_HOST = frozenset({Outcome.UNREACHABLE, Outcome.TLS_ERROR, Outcome.BUDGET, Outcome.RATE_LIMITED})
"""Ends of the question for robots.txt that are also those of every page of its host in this cycle."""

MISSING = frozenset({Outcome.NOT_FOUND, Outcome.GONE})
"""The server said that there is no page, or none any more."""

RETRIED = frozenset(
    {
        Outcome.BLOCKED,
        Outcome.RATE_LIMITED,
        Outcome.SERVER_ERROR,
        Outcome.TIMEOUT,
        Outcome.UNREACHABLE,
        Outcome.TLS_ERROR,
        Outcome.BROKEN_BODY,
        Outcome.REDIRECT_LOOP,
        Outcome.ROBOTS_UNAVAILABLE,
        Outcome.TOO_MUCH_MEMORY,
    }
)
"""Faults on the way to a page that may pass: it is asked again with doubling waits."""

NO_ARTICLE_YET = frozenset(
    {
        Outcome.NOT_FOUND,
        Outcome.BAD_STATUS,
        Outcome.REFUSED_ADDRESS,
        Outcome.ROBOTS_DENIED,
        Outcome.NOT_HTML,
        Outcome.SOFT_404,
        Outcome.NOT_ARTICLE,
    }
)
"""What an outlet in trouble says of pages that it has: a new address is looked at again some times."""

SHORT_OR_WALLED = frozenset({Outcome.WALL, Outcome.TOO_SHORT, Outcome.UNREADABLE})
"""A page came, but not the article: it may stand there an hour later."""

OVERRUN = frozenset({Outcome.TOO_SLOW, Outcome.TOO_MUCH_MEMORY, Outcome.CRASHED})
"""Reading it was stopped, or stopped the program: it is set aside, and nothing else with it."""

UNREAD = (
    RETRIED
    | OVERRUN
    | SHORT_OR_WALLED
    | {Outcome.TOO_LARGE, Outcome.TOO_COMPLEX, Outcome.ROBOTS_DENIED}
    | {Outcome.NOT_ARTICLE, Outcome.NOT_HTML, Outcome.BAD_STATUS}
)
"""There may be an article that we have not read: the feed's own words stand for it meanwhile."""

# What writing an article says of the article.

NOT_INDEXED = frozenset({Outcome.REFUSED, Outcome.ID_COLLISION, Outcome.FORGOTTEN})
"""The article is not in the index under its address: its page keeps neither its id nor its grade."""

GRADE_OUTCOMES: Mapping[int, Outcome] = {
    3: Outcome.CORE,
    2: Outcome.SUBSTANTIAL,
    1: Outcome.MENTION,
    0: Outcome.OFF_TOPIC,
}
"""How the stage judge ends for each grade; the index calls them by `words.GRADE_LABELS`."""
