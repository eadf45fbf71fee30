"""Classify: the outcome word of every answer and every failure; what follows each, the plan decides."""

from __future__ import annotations

import re
from typing import Any

from OpenSSL.SSL import Error as TLSError
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
    StopDownload,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from service_identity import VerificationError
from twisted.internet.error import ConnectionAborted
from twisted.internet.error import TimeoutError as ConnectTimeout
from twisted.python.failure import Failure

from pipeline.model.fetches import Validators
from pipeline.model.outcomes import Outcome
from spiders.answer.ended import Ended
from spiders.answer.validators import build_conditions, read_validators
from spiders.answer.waits import is_asking_to_wait

SMALL = 4096
"""Bytes of a page that may be nothing but a script which sets a cookie."""
CHALLENGE_WITHIN = 64 * 1024
MOST_CAUSES = 20

_STATUS = {
    304: Outcome.UNCHANGED,
    404: Outcome.NOT_FOUND,
    408: Outcome.TIMEOUT,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
}
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
    (StopDownload, Outcome.TOO_MUCH_MEMORY),  # by the watchdog, for the sake of the others
    (DownloadCancelledError, Outcome.TOO_LARGE),
    (ConnectionAborted, Outcome.TOO_LARGE),  # by us, when headers do not end
    (UnsupportedURLSchemeError, Outcome.REFUSED_ADDRESS),
    (NotSupported, Outcome.REFUSED_ADDRESS),
)


def classify_answer(response: Response, before: Validators) -> Outcome:
    """Name an answer in view of the last one, whose validators are `before`.

    The same body is unchanged; a 304 that nobody asked for means nothing.
    """
    outcome = classify_response(response)
    if outcome is Outcome.UNCHANGED and not build_conditions(before):
        return Outcome.BAD_STATUS
    if outcome is Outcome.FETCHED and before.body_hash is not None:
        same = read_validators(response).body_hash == before.body_hash
        return Outcome.UNCHANGED if same else outcome
    return outcome


def classify_response(response: Response) -> Outcome:
    """Name an answer by itself: fetched, unchanged, or why it is neither."""
    status = response.status
    if status in _STATUS:
        return _STATUS[status]
    if status in _BLOCKED or is_challenge(response.body):
        return Outcome.BLOCKED
    if is_asking_to_wait(response):
        return Outcome.RATE_LIMITED
    if status >= 500:
        return Outcome.SERVER_ERROR
    return Outcome.FETCHED if status in _GOOD else Outcome.BAD_STATUS


def is_challenge(body: bytes) -> bool:
    """Say whether a page is a bot wall's challenge, or a script that sets a cookie and nothing else."""
    start = body[:CHALLENGE_WITHIN]
    if _TITLE.search(start):
        return True
    suspect = _CHALLENGE.search(start) or (len(body) < SMALL and _COOKIE_SCRIPT.search(body))
    return bool(suspect) and not _TEXT.search(body)


def classify_failure(error: BaseException | None) -> Ended:
    """Name a failure, with a few words about it; what is wrapped in it counts as well."""
    if isinstance(error, Ended):
        return error
    detail = " ".join(f"{type(error).__name__}: {error}".split())
    causes = _list_causes(error)
    for kind, outcome in _FAILURES:
        if any(isinstance(cause, kind) for cause in causes):
            return Ended(outcome, detail)
    return Ended(Outcome.UNREACHABLE, detail)


def _list_causes(error: Any) -> list[Any]:
    """The error with everything that is wrapped in it: Twisted's reasons, Python's causes."""
    found: list[Any] = []
    queue = [error]
    while queue and len(found) < MOST_CAUSES:
        item = queue.pop(0)
        if isinstance(item, Failure):
            item = item.value
        if item is not None and item not in found:
            found.append(item)
            queue += [getattr(item, "__cause__", None), *(getattr(item, "reasons", None) or ())]
    return found
