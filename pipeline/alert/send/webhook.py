"""Webhooks: what was found, posted as JSON and signed, so that who gets it knows that it is ours."""

from __future__ import annotations

import http.client
import ssl
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from pipeline.alert.render.posting import render_posting
from pipeline.alert.send.replies import Begin, Delivery, Fate
from pipeline.model.drafts import Draft
from pipeline.text.clean import clean_line
from pipeline.text.signing import sign_text

TIMEOUT = 20.0
"""Seconds for one answer."""
LONGEST_ANSWER = 300
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""Answers for an address that is none any more."""
_FAULTS = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class WebhookCarrier:
    """Posts to the address of a recipient; signs with `secret` when there is one.

    The signature is the header Azvn-Signature, `t=SECONDS,v1=HEX`: HMAC-SHA256 of `SECONDS.BODY`. Every try
    carries the same Idempotency-Key. Redirects are not followed: a signed body goes where it was meant to.
    """

    secret: str | None

    def encode(self, draft: Draft) -> bytes:
        """Give the body."""
        return render_posting(draft)

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
            connection.putrequest("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
            for name, value in self._make_headers(draft, data).items():
                connection.putheader(name, value)
            connection.endheaders()
            begin()
            connection.send(data)
        except _FAULTS as error:
            # Without the whole body nothing is taken.
            return Delivery(Fate.LATER, _describe(f"{parts.hostname} cannot be reached: {error}"))
        try:
            answer = connection.getresponse()
        except _FAULTS as error:
            # It may have been taken: the key in the headers lets the other side tell.
            return Delivery(Fate.UNCERTAIN, _describe(f"{parts.hostname} gave no answer: {error}"))
        return _judge_answer(answer.status, f"{answer.status} {answer.reason} {_read_words(answer)}")

    def _make_headers(self, draft: Draft, data: bytes) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(data)),
            "User-Agent": "azvn",
            "Idempotency-Key": draft.message_id,
        }
        if self.secret:
            seconds = str(int(time.time()))
            signed = sign_text(self.secret, f"{seconds}.{data.decode()}")
            headers["Azvn-Signature"] = f"t={seconds},v1={signed}"
        return headers


def _open_connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT)


def _read_words(answer: http.client.HTTPResponse) -> str:
    try:
        return answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except _FAULTS:
        # The status has come, and decides.
        return ""


def _judge_answer(status: int, reply: str) -> Delivery:
    """Say what an answer means: only an address that is gone ends a message, all else can be mended."""
    if 200 <= status < 300:
        return Delivery(Fate.DELIVERED, clean_line(reply))
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        # Whoever stands behind the proxy has it, and took too long to say so.
        return Delivery(Fate.UNCERTAIN, _describe(reply))
    return Delivery(Fate.REFUSED if status in GONE else Fate.LATER, _describe(reply))


def _describe(text: str) -> str:
    return f"webhook: {clean_line(text)}"[:500]
