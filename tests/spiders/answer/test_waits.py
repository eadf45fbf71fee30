"""How long a server asks us to wait, as seconds or a date, and how much of it is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scrapy.http import Response

from spiders.answer.waits import LONGEST, is_asking_to_wait, read_max_age, read_retry_at

NOW = datetime(2026, 5, 7, 9, 0, tzinfo=UTC)


def answer(status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("http://reed.example/", status=status, headers=named)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 120 ", timedelta(minutes=2)),
        ("Thu, 07 May 2026 09:30:00 GMT", timedelta(minutes=30)),
        ("Thu, 07 May 2026 13:30:00 +0400", timedelta(minutes=30)),
        ("Thu, 07 May 2026 09:30:00 -0000", timedelta(minutes=30)),
        ("100000000", LONGEST),
        ("9" * 400, LONGEST),
        ("9999999999999", LONGEST),
        ("1778144400000", LONGEST),
        ("1778144400", LONGEST),
        ("90.5", timedelta(seconds=90.5)),
        ("1e9", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
        ("Fri, 31 Dec 9999 23:59:59 -0800", LONGEST),
        ("Fri, 31 Dec 99999 23:59:59 GMT", LONGEST),
        ("2026-05-07T09:30:00Z", timedelta(minutes=30)),
        ("2026-05-07T13:30:00+04:00", timedelta(minutes=30)),
        ("9999-12-31T23:59:59-08:00", LONGEST),
        ("+60", None),
        ("Fri, 07 May 2027 09:30:00 GMT", LONGEST),
        ("0", None),
        ("Thu, 07 May 2026 08:30:00 GMT", None),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_every_form(value: str, wait: timedelta | None) -> None:
    assert read_retry_at(answer(Retry_After=value), NOW) == (NOW + wait if wait else None)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("public, max-age=900", 900),
        ("MAX-AGE=60", 60),
        ("s-maxage=60", None),
        ("xmax-age=60", None),
        ("max-age=soon", None),
        ("no-cache", None),
    ],
)
def test_max_age_is_read_out_of_cache_control(value: str, seconds: int | None) -> None:
    assert read_max_age(answer(Cache_Control=value)) == seconds


@pytest.mark.parametrize(
    ("response", "wants"),
    [
        (answer(429), True),
        (answer(503, Retry_After="60"), True),
        (answer(503), False),
        (answer(500, Retry_After="60"), False),
        (answer(200, Retry_After="60"), False),
    ],
)
def test_a_server_asks_to_wait(response: Response, wants: bool) -> None:
    assert is_asking_to_wait(response) is wants
