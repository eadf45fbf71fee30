"""The outcome word of an answer or of a failure."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from pipeline.outcomes import Outcome
from pipeline.urls import refusal
from spiders.manners.budget import BudgetOver
from spiders.manners.capture import Broken, Oversized
from spiders.manners.guard import RefusedAddress
from spiders.manners.robots import RobotsDenied, RobotsUnavailable

SMALL = 4096
"""Bytes of a page that may be nothing but a challenge."""

_STATUS = {404: Outcome.NOT_FOUND, 410: Outcome.GONE, 429: Outcome.RATE_LIMITED, 408: Outcome.TIMEOUT}
_BLOCKED = frozenset({401, 402, 403, 451})
_CHALLENGE = re.compile(rb"<title>\s*Just a moment|cf-chl-|_cf_chl_opt|challenge-platform", re.IGNORECASE)
_COOKIE_SCRIPT = re.compile(rb"document\.cookie\s*=", re.IGNORECASE)
_TEXT = re.compile(rb"<p[\s>]", re.IGNORECASE)

# In this order: the first that fits names the failure.
_FAILURES: tuple[tuple[type[Exception], Outcome], ...] = (
    (RefusedAddress, Outcome.REFUSED_ADDRESS),
    (RobotsDenied, Outcome.ROBOTS_DENIED),
    (RobotsUnavailable, Outcome.ROBOTS_UNAVAILABLE),
    (BudgetOver, Outcome.BUDGET),
    (Broken, Outcome.BROKEN_BODY),
    (Oversized, Outcome.TOO_LARGE),
    (IgnoreRequest, Outcome.REDIRECT_LOOP),
    (DownloadTimeoutError, Outcome.TIMEOUT),
    (DownloadCancelledError, Outcome.TOO_LARGE),
    (ResponseDataLossError, Outcome.BROKEN_BODY),
    (CannotResolveHostError, Outcome.UNREACHABLE),
    (DownloadConnectionRefusedError, Outcome.UNREACHABLE),
    (UnsupportedURLSchemeError, Outcome.REFUSED_ADDRESS),
    (NotSupported, Outcome.REFUSED_ADDRESS),
    (DownloadFailedError, Outcome.UNREACHABLE),
)


def of_response(response: Response) -> Outcome:
    """Name an answer: fetched, unchanged, or why it is neither."""
    status = response.status
    if status == 304:
        return Outcome.UNCHANGED
    if status in _STATUS:
        return _STATUS[status]
    if status in _BLOCKED or is_challenge(response.body):
        return Outcome.BLOCKED
    if status >= 500:
        return Outcome.RATE_LIMITED if response.headers.get("Retry-After") else Outcome.SERVER_ERROR
    if 200 <= status < 300:
        return Outcome.FETCHED
    return Outcome.REFUSED_ADDRESS if _leads_astray(response) else Outcome.BAD_STATUS


def _leads_astray(response: Response) -> bool:
    """Whether a redirect that was not followed leads where nobody may ask."""
    target = (response.headers.get("Location") or b"").decode("latin-1").strip()
    return 300 <= response.status < 400 and bool(target) and refusal(urljoin(response.url, target)) is not None


def is_challenge(body: bytes) -> bool:
    """Whether a page is the challenge of a bot wall, or a script that sets a cookie and nothing else."""
    if _CHALLENGE.search(body[: 16 * SMALL]) and not _TEXT.search(body):
        return True
    return len(body) < SMALL and bool(_COOKIE_SCRIPT.search(body)) and not _TEXT.search(body)


def of_failure(failure: Failure) -> tuple[Outcome, str]:
    """Name a failure, with a few words about it."""
    error = failure.value
    if _mentions_tls(error):
        return Outcome.TLS_ERROR, _words(error)
    found = next((word for kind, word in _FAILURES if isinstance(error, kind)), Outcome.UNREACHABLE)
    inner = _refused_inside(error)
    if inner is not None:
        return Outcome.REFUSED_ADDRESS, str(inner)
    return found, _words(error)


def _words(error: Any) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _causes(error: Any) -> list[Any]:
    """The error with everything that is wrapped in it."""
    found: list[Any] = []
    queue: list[Any] = [error]
    while queue and len(found) < 20:
        item = queue.pop()
        item = item.value if isinstance(item, Failure) else item
        if item is None or item in found:
            continue
        found.append(item)
        queue += [getattr(item, "__cause__", None), *(getattr(item, "reasons", None) or ())]
    return found


def _mentions_tls(error: Any) -> bool:
    from OpenSSL.SSL import Error as TLSError
    from service_identity import VerificationError

    return any(isinstance(cause, TLSError | VerificationError) for cause in _causes(error))


def _refused_inside(error: Any) -> RefusedAddress | None:
    return next((cause for cause in _causes(error) if isinstance(cause, RefusedAddress)), None)
