"""Webhooks: what was found, posted as JSON and signed, so that who gets it knows that it is ours."""

from __future__ import annotations

import http.client
import ssl
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from pipeline.alert.render.posting import render_posting
from pipeline.alert.send.replies import Delivery, Fate
from pipeline.model.drafts import Draft
from pipeline.text.clean import clean_line
from pipeline.text.signing import sign_text

TIMEOUT = 20.0
"""Seconds for one answer."""
LONGEST_ANSWER = 300
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""Answers for an address that is none any more."""


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

    def deliver(self, draft: Draft, data: bytes) -> Delivery:
        """Post the body once, and say what the answer means."""
        parts = urlsplit(draft.recipient.address)
        connection = _open_connection(parts)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.connect()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            return Delivery(Fate.LATER, _describe(f"{parts.hostname} cannot be reached: {error}"))
        try:
            connection.request("POST", path, body=data, headers=self._make_headers(draft, data))
            answer = connection.getresponse()
            said = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            # It may have been taken: the key in the headers lets the other side tell.
            return Delivery(Fate.UNCERTAIN, _describe(f"{parts.hostname} gave no answer: {error}"))
        finally:
            connection.close()
        return _judge_answer(answer.status, f"{answer.status} {answer.reason} {said}")

    def _make_headers(self, draft: Draft, data: bytes) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
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


def _judge_answer(status: int, reply: str) -> Delivery:
    """Say what an answer means: only an address that is gone ends a message, all else can be mended."""
    if 200 <= status < 300:
        return Delivery(Fate.DELIVERED, clean_line(reply))
    return Delivery(Fate.REFUSED if status in GONE else Fate.LATER, _describe(reply))


def _describe(text: str) -> str:
    return f"webhook: {clean_line(text)}"[:500]
