"""Validators: whether something changed is asked with the server's own words (conditional GET, RFC 9110)."""

from __future__ import annotations

from hashlib import sha256

from scrapy.http import Response

from pipeline.model.fetches import Validators


def build_conditions(validators: Validators) -> dict[str, str]:
    """Give the headers of a conditional request: the ETag, else the date, never both.

    Verbatim, because some servers compare letter by letter.
    """
    if validators.etag:
        return {"If-None-Match": validators.etag}
    if validators.last_modified:
        return {"If-Modified-Since": validators.last_modified}
    return {}


def read_validators(response: Response) -> Validators:
    """Read the validators of an answer, with the hash of its body.

    ETags change while bodies do not, and stay while they do.
    """
    return Validators(
        etag=_read_header(response, "ETag"),
        last_modified=_read_header(response, "Last-Modified"),
        body_hash=sha256(response.body).hexdigest() if response.body else None,
    )


def _read_header(response: Response, name: str) -> str | None:
    value = (response.headers.get(name) or b"").decode("latin-1")
    # A value with control characters or other letters would be refused when it is sent back.
    return value if value and value.isascii() and value.isprintable() else None
