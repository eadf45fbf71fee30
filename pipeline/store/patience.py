"""Patience with Elasticsearch: what is tried again, for how long, and the sentence when it ends."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from elasticsearch import ApiError, AuthenticationException, AuthorizationException, TransportError
from elasticsearch.exceptions import SerializationError, SSLError

from pipeline.store.errors import StoreAway, StoreRefused

BUSY = frozenset({429, 502, 503, 504})
LATER = frozenset({(403, "cluster_block_exception"), (400, "index_closed_exception")})
"""An index that is being rebuilt or whose disk is full, and one that is shut for a moment to be changed."""
FIRST_WAIT = 0.25
LONGEST_WAIT = 8.0
NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")
"""What OpenSSL calls an answer that is not TLS; the second is that of OpenSSL 3.2 and later."""

Result = TypeVar("Result")


class NotNow(Exception):
    """Part of an answer says that it can be had later."""


class Pause:
    """Growing waits until patience, in seconds, ends."""

    def __init__(self, patience: float) -> None:
        self._deadline = time.monotonic() + patience
        self._wait = FIRST_WAIT

    def wait(self) -> bool:
        """Sleep a while; False, at once, when that would be longer than patience lasts."""
        if time.monotonic() + self._wait > self._deadline:
            return False
        time.sleep(self._wait)
        self._wait = min(self._wait * 2, LONGEST_WAIT)
        return True


def retry_call(call: Callable[[], Result], patience: float, url: str) -> Result:
    """Make a call until it succeeds or patience ends; raise StoreAway then, and StoreRefused for a plain no.

    Answers that a caller reads itself (404, 409, 400) pass as ApiError.
    """
    pause = Pause(patience)
    while True:
        try:
            return call()
        except (ApiError, TransportError, NotNow) as error:
            _raise_unless_busy(error, url)
            if not pause.wait():
                raise StoreAway(describe_absence(url, error)) from None


def _raise_unless_busy(error: Exception, url: str) -> None:
    """Raise what waiting does not mend."""
    if isinstance(error, ApiError):
        if is_busy(error.status_code, error.body):
            return
        if isinstance(error, (AuthenticationException, AuthorizationException)):
            raise StoreRefused(_describe_denial(url, error)) from None
        raise error
    if isinstance(error, SSLError):
        raise StoreRefused(_describe_distrust(url, error)) from None
    if isinstance(error, SerializationError):
        raise error


def is_busy(status: int, body: object) -> bool:
    """Whether an answer, of a call or of one write of a bulk, says that it can be had later."""
    return status in BUSY or (status, read_error_type(body)) in LATER


def read_error_type(body: object) -> str:
    """Give the type of an error in the answer of a call or of one write of a bulk, or an empty string."""
    error: Any = body.get("error") if isinstance(body, Mapping) else None
    return str(error.get("type", "")) if isinstance(error, Mapping) else ""


_LIBRARY = re.compile(
    r"^HTTPS?Connection\([^)]*\): (?:Failed to establish a new connection: )?(?:\[Errno -?\d+\] )?"
)
"""What the HTTP library says before the reason."""


def describe_absence(url: str, error: object) -> str:
    """Give the sentence for one that does not answer, or will not now."""
    if isinstance(error, TransportError):
        reason = _LIBRARY.sub("", shorten_error(error))
        return f"Elasticsearch at {url} does not answer ({reason}): is it running?"
    return (
        f"Elasticsearch at {url} takes nothing now ({shorten_error(error)}): it is too busy, still starting,"
        " or its disk is full."
    )


def _describe_distrust(url: str, error: SSLError) -> str:
    reason = str(error.message).upper().replace(" ", "_")
    if any(word in reason for word in NO_TLS):
        return f"What answers at {url} does not speak TLS: write http:// in AZVN_ELASTICSEARCH_URL."
    return (
        f"Elasticsearch at {url} has a certificate that is not trusted: set AZVN_ELASTICSEARCH_CA to the file"
        " of its authority."
    )


def _describe_denial(url: str, error: ApiError) -> str:
    if error.status_code == 401:
        return (
            f"Elasticsearch at {url} refuses the user name or password: check AZVN_ELASTICSEARCH_USER and "
            "AZVN_ELASTICSEARCH_PASSWORD (or AZVN_ELASTICSEARCH_API_KEY, or its file)."
        )
    return f"Elasticsearch at {url} denies a right that is needed: {shorten_error(error)}"


def shorten_error(error: object) -> str:
    """Give an error in one line of at most 160 characters."""
    text = str(error.message if isinstance(error, TransportError) else error)
    return " ".join(text.split())[:160]
