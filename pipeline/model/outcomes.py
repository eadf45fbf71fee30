"""The closed list of words that say how an item ended a stage; report, log, index, docs and tests share
it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


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


class Word(StrEnum):
    """A word of a closed list; `help` is the sentence that the documentation prints."""

    help: str

    def __new__(cls, word: str, help_: str = "") -> Self:
        """Keep the sentence beside the word."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.help = help_
        return member


class Outcome(Word):
    """How an item ended a stage."""

    # feed and discover
    OK = "ok", "the feed was read and holds entries"
    UNCHANGED = "unchanged", "nothing is different: 304, the same body, or the same text as last time"
    EMPTY = "empty", "a valid feed without entries"
    NOT_A_FEED = "not_a_feed", "a web page or something else stands where the feed was"
    MALFORMED = "malformed", "damaged beyond reading"
    FOUND = "found", "an address not seen before"
    KNOWN = "known", "an address seen before; not fetched again"
    CHANGED = "changed", "a known relevant article whose feed says that it was edited; fetched again"
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
    UNREADABLE = "unreadable", "no text could be read out of the page"
    TOO_SHORT = "too_short", "less text than an article has"
    WALL = "wall", "a consent notice, paywall or challenge in place of the article"
    SOFT_404 = "soft_404", "status 200, but the page says that there is nothing"
    NOT_ARTICLE = "not_article", "a home page, section page or list"

    # judge
    CORE = "core", "grade 3: the story is about the relation"
    SUBSTANTIAL = "substantial", "grade 2: a wider story with a real part on the relation"
    MENTION = "mention", "grade 1: both named in a slight connection; never mailed"

    # index, publish
    INDEXED = "indexed", "a new article in the index"
    REVISED = "revised", "a newer text of a known article; the old one is kept"
    REPLACED = "replaced", "the same capture read again, or the feed's words replaced by the page's"
    OLDER = "older", "an older capture of a known article; kept among the revisions only"
    REFUSED = "refused", "Elasticsearch refused this one document; kept with the reason"
    ID_COLLISION = "id_collision", "another article already has this id"
    FORGOTTEN = "forgotten", "removed on somebody's request; not indexed again"
    LEAD = "lead", "first of its story"
    COPY = "copy", "carries the text of another article"
    INTERRUPTED = "interrupted", "the cycle died and was closed by a later one"


MISSING = frozenset({Outcome.NOT_FOUND, Outcome.GONE})
"""Answers that say that there is no page, or none any more."""
