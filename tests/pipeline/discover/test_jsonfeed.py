"""JSON Feed, and the article list of GDELT's search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pipeline.discover import Discovery

Found = Callable[..., Discovery]


def test_a_gdelt_answer_is_read(found: Found) -> None:
    article = '{"url":"https://b.example/1","title":"T","seendate":"20261125T100000Z","language":"English","domain":"b.example"}'
    candidate = found(f'{{"articles":[{article}]}}', "search").candidates[0]
    assert (candidate.url, candidate.language, candidate.publisher) == (
        "https://b.example/1",
        "en",
        "b.example",
    )
    assert candidate.published_at == datetime.fromisoformat("2026-11-25T10:00:00+00:00")


def test_bad_entries_of_json_cost_themselves_only(found: Found) -> None:
    discovery = found(
        '{"items":[null, 7, {"url":17}, {"url":"https://a.example/1","title":"a\nb","date_published":{}}]}'
    )
    assert [(c.url, c.title) for c in discovery.candidates] == [("https://a.example/1", "a b")]
    assert discovery.bad == ("no entry", "no entry", "no address")
