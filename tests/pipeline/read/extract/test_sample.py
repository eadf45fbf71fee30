"""Every article of the sample outlets is read as its record says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from local.sample.server import Sample
from local.sample.skeletons import list_paragraphs
from local.sample.truth import SampleArticle, load_truth
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Article, Candidate, Rejected
from pipeline.model.outcomes import Outcome
from pipeline.read.decode import decode_body
from pipeline.read.extract import extract_article
from pipeline.text.clean import clean_paragraphs

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
UNREADABLE = {"wall": Outcome.WALL, "soft_404": Outcome.SOFT_404, "pdf": Outcome.NOT_HTML}
NOT_FETCHED = {"blocked", "missing", "closed"}


@pytest.fixture(scope="module")
def sample() -> Iterator[Sample]:
    """The outlets in their second edition; nothing is served, their answers are taken directly."""
    found = Sample(NOW)
    found.advance(2)
    yield found


def read(sample: Sample, record: SampleArticle) -> Article | Rejected:
    """Read the page of a record."""
    source, url = sample.catalogue.by_id[record.source], sample.build_url(record)
    reply = sample.answer_request(urlsplit(url).hostname or "", urlsplit(url).path)
    candidate = Candidate(url=sample.build_listed_url(record), source=source.id)
    fetch = PageFetch(
        candidate=candidate,
        cycle="c",
        outcome=Outcome.FETCHED,
        url=url,
        content_type=reply.content_type,
        fetched_at=NOW,
        seen_at=NOW,
    )
    body = decode_body(reply.body, reply.content_type)
    if isinstance(body, Rejected):
        return body
    return extract_article(Page(fetch, reply.body), source, html=body.decode())


@pytest.mark.parametrize(
    "record", [r for r in load_truth(NOW) if r.page not in NOT_FETCHED], ids=lambda r: r.id
)
def test_an_article_is_read_as_it_was_written(sample: Sample, record: SampleArticle) -> None:
    article = read(sample, record)
    if record.page in UNREADABLE:
        assert isinstance(article, Rejected)
        assert article.outcome is UNREADABLE[record.page]
        return
    assert isinstance(article, Article)
    assert article.title == clean_paragraphs(record.title)
    assert article.text == clean_paragraphs(
        "\n".join(list_paragraphs(record, sample.compute_modified_at(record)))
    )
    assert article.language == sample.catalogue.by_id[record.source].languages[0]
    assert article.partial == (record.page == "teaser")
    right = (record.author,) if record.author and "by" not in record.page else ()
    # A by-line without markup is read where it is called so, and never read wrongly.
    assert article.authors in ({right} if article.published.rung == "json-ld" else {right, ()})
    at = sample.compute_published_at(record)
    if article.published.precision == "day":
        assert (
            article.published.on
            == at.astimezone(sample.catalogue.by_id[record.source].zone).date().isoformat()
        )
    else:
        assert article.published.at == at
    assert article.published.rung != "first-seen"
