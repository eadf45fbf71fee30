"""The outcome word of an answer or of a failure."""

from __future__ import annotations

import re
from typing import Any

from OpenSSL.SSL import Error as TLSError
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from service_identity import VerificationError
from twisted.internet.error import ConnectionAborted
from twisted.internet.error import TimeoutError as ConnectTimeout
from twisted.python.failure import Failure

from pipeline.model.outcomes import Outcome
from spiders.middlewares.ended import Ended

SMALL = 4096
"""Bytes of a page that may be nothing but a script which sets a cookie."""
CHALLENGE_WITHIN = 64 * 1024

_STATUS = {404: Outcome.NOT_FOUND, 410: Outcome.GONE, 429: Outcome.RATE_LIMITED, 408: Outcome.TIMEOUT}
# Not 206: a part was not asked for, and half a page is none.
_GOOD = frozenset({200, 203})
_BLOCKED = frozenset({401, 402, 403, 451})
_TITLE = re.compile(rb"<title>\s*Just a moment\s*(?:\.\.\.)?\s*</title>", re.IGNORECASE)
_CHALLENGE = re.compile(rb"cf-chl-|_cf_chl_opt|/cdn-cgi/challenge-platform/h/", re.IGNORECASE)
_COOKIE_SCRIPT = re.compile(rb"document\.cookie\s*=", re.IGNORECASE)
_TEXT = re.compile(rb"<p[\s>]", re.IGNORECASE)

# In this order: the first that fits names the failure; what fits none did not get through.
_FAILURES: tuple[tuple[type[BaseException], Outcome], ...] = (
    (TLSError, Outcome.TLS_ERROR),
    (VerificationError, Outcome.TLS_ERROR),
    (DownloadTimeoutError, Outcome.TIMEOUT),
    (ConnectTimeout, Outcome.TIMEOUT),
    (ResponseDataLossError, Outcome.BROKEN_BODY),
    (DownloadCancelledError, Outcome.TOO_LARGE),
    (ConnectionAborted, Outcome.TOO_LARGE),  # by us, when headers do not end
    (UnsupportedURLSchemeError, Outcome.REFUSED_ADDRESS),
    (NotSupported, Outcome.REFUSED_ADDRESS),
)


def classify_response(response: Response) -> Outcome:
    """Name an answer: fetched, unchanged, or why it is neither."""
    status = response.status
    if status == 304:
        return Outcome.UNCHANGED
    if status in _STATUS:
        return _STATUS[status]
    if status in _BLOCKED or is_challenge(response.body):
        return Outcome.BLOCKED
    if status >= 500:
        asked_to_wait = status == 503 and response.headers.get("Retry-After")
        return Outcome.RATE_LIMITED if asked_to_wait else Outcome.SERVER_ERROR
    return Outcome.FETCHED if status in _GOOD else Outcome.BAD_STATUS


def is_challenge(body: bytes) -> bool:
    """Whether a page is the challenge of a bot wall, or a script that sets a cookie and nothing else."""
    head = body[:CHALLENGE_WITHIN]
    if _TITLE.search(head) or (_CHALLENGE.search(head) and not _TEXT.search(body)):
        return True
    return len(body) < SMALL and bool(_COOKIE_SCRIPT.search(body)) and not _TEXT.search(body)


def classify_failure(error: BaseException | None) -> tuple[Outcome, str]:
    """Name a failure, with a few words about it; what is wrapped in it counts as well."""
    if isinstance(error, Ended):
        return error.outcome, error.detail[:200]
    causes = _list_causes(error)
    word = next(
        (word for kind, word in _FAILURES for cause in causes if isinstance(cause, kind)), Outcome.UNREACHABLE
    )
    return word, " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _list_causes(error: Any) -> list[Any]:
    """The error with everything that is wrapped in it: Twisted's reasons, Python's causes."""
    found: list[Any] = []
    queue = [error]
    while queue and len(found) < 20:
        item = queue.pop(0)
        item = item.value if isinstance(item, Failure) else item
        if item is not None and item not in found:
            found.append(item)
            queue += [getattr(item, "__cause__", None), *(getattr(item, "reasons", None) or ())]
    return found
