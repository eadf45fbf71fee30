"""Webhooks: what was found, posted as JSON and signed, so that who gets it knows that it is ours."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urlsplit

from pipeline.alert.render.posting import name_posting, render_posting
from pipeline.alert.send.replies import Begin, Delivery, Fate
from pipeline.model.drafts import Draft
from pipeline.text.clean import clean_line
from pipeline.text.signing import make_receiver_key, sign_posting

TIMEOUT = 20.0
"""Seconds until somebody answers, and for the whole of the answer."""
LONGEST_ANSWER = 300
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""Answers for an address that is none any more."""
_FAULTS = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class WebhookCarrier:
    """Posts to the address of a recipient; signs with a key of its own, when there is a `secret` for it.

    Headers are those of Standard Webhooks. Every try carries the same webhook-id, which is the `id` in the
    body and the Idempotency-Key as well. Redirects are not followed: a signed body goes where it was meant
    to.
    """

    secret: str | None

    def encode(self, draft: Draft, *, again: bool) -> bytes:
        """Give the body; a chat, which knows no id, is told when it may have it already."""
        return render_posting(draft, again=again)

    def deliver(self, draft: Draft, data: bytes, begin: Begin) -> Delivery:
        """Post the body once, and say what the answer means."""
        parts = urlsplit(draft.recipient.address)
        connection = _open_connection(parts)
        try:
            return self._post_body(connection, parts, draft, data, begin)
        finally:
            connection.close()

    def _post_body(
        self,
        connection: http.client.HTTPConnection,
        parts: SplitResult,
        draft: Draft,
        data: bytes,
        begin: Begin,
    ) -> Delivery:
        try:
            connection.putrequest("POST", _encode_target(parts))
            for name, value in self._make_headers(draft, data).items():
                connection.putheader(name, value)
            connection.endheaders()
            # All but the last byte goes ahead: from then on one answer is missing and nothing else.
            connection.send(data[:-1])
            begin()
            connection.send(data[-1:])
        except _FAULTS as error:
            # Without the whole body nothing is taken.
            return Delivery(Fate.LATER, _describe(f"{parts.hostname} cannot be reached: {error}"))
        with _limit_time(connection, TIMEOUT):
            try:
                answer = connection.getresponse()
            except _FAULTS as error:
                # It may have been taken: the id in the headers lets the other side tell.
                return Delivery(Fate.UNCERTAIN, _describe(f"{parts.hostname} gave no answer: {error}"))
            # The words behind a yes are not waited for: until it is noted, a run that dies posts it again.
            words = "" if _is_taken(answer.status) else _read_words(answer)
        return _judge_answer(answer.status, f"{answer.status} {answer.reason} {words}")

    def _make_headers(self, draft: Draft, data: bytes) -> dict[str, str]:
        name, seconds = name_posting(draft), int(time.time())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(data)),
            "User-Agent": "azvn",
            "webhook-id": name,
            "webhook-timestamp": str(seconds),
            "Idempotency-Key": name,
        }
        if self.secret:
            key = make_receiver_key(self.secret, draft.recipient.id)
            headers["webhook-signature"] = sign_posting(key, name, seconds, data)
        return headers


def _open_connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT)


@contextmanager
def _limit_time(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Shut a connection that gives its answer drop by drop: each drop would begin the time anew."""
    timer = threading.Timer(seconds, _shut_down, (connection.sock,))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut_down(end: socket.socket) -> None:
    with suppress(OSError):
        # The plain one: an encrypted one would take itself apart under the reader.
        socket.socket.shutdown(end, socket.SHUT_RDWR)


def _encode_target(parts: SplitResult) -> str:
    """Give path and query in ASCII, as a browser does with letters of other alphabets."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return "".join(sign if sign.isascii() else quote(sign) for sign in target)


def _is_taken(status: int) -> bool:
    return 200 <= status < 300


def _read_words(answer: http.client.HTTPResponse) -> str:
    try:
        return answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except _FAULTS:
        # The status has come, and decides.
        return ""


def _judge_answer(status: int, reply: str) -> Delivery:
    """Say what an answer means: only an address that is gone ends a message, all else can be mended."""
    if _is_taken(status):
        return Delivery(Fate.DELIVERED, clean_line(reply))
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        # Whoever stands behind the proxy has it, and took too long to say so.
        return Delivery(Fate.UNCERTAIN, _describe(reply))
    return Delivery(Fate.REFUSED if status in GONE else Fate.LATER, _describe(reply))


def _describe(text: str) -> str:
    return f"webhook: {clean_line(text)}"[:500]
