"""Validators: read as they are, echoed as they were, and left out where they could not be sent back."""

from __future__ import annotations

from hashlib import sha256

import pytest
from scrapy.http import Response

from pipeline.model.fetches import Validators
from spiders.answer.validators import build_conditions, read_validators


@pytest.mark.parametrize(
    ("validators", "headers"),
    [
        (Validators(), {}),
        (Validators(body_hash="1"), {}),
        (Validators(etag='W/"a  b"'), {"If-None-Match": 'W/"a  b"'}),
        (Validators(last_modified="yesterday"), {"If-Modified-Since": "yesterday"}),
        (Validators(etag='"7"', last_modified="yesterday"), {"If-None-Match": '"7"'}),
    ],
)
def test_a_condition_is_the_etag_else_the_date(validators: Validators, headers: dict[str, str]) -> None:
    assert build_conditions(validators) == headers


@pytest.mark.parametrize(
    ("etag", "read"),
    [(b'W/"a  b"', 'W/"a  b"'), (b'"caf\xe9"', None), (b'"a\tb"', None), (b"", None)],
)
def test_an_etag_is_read_when_it_can_be_sent_back(etag: bytes, read: str | None) -> None:
    assert read_validators(Response("http://reed.example/", headers={"ETag": etag})).etag == read


def test_the_body_is_known_by_its_hash() -> None:
    full = Response("http://reed.example/", body=b"abc", headers={"Last-Modified": "yesterday"})
    assert read_validators(full) == Validators(
        last_modified="yesterday", body_hash=sha256(b"abc").hexdigest()
    )
    assert read_validators(Response("http://reed.example/")) == Validators()
