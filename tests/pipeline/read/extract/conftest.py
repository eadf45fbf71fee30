"""Pages of invented outlets, read as the pipeline reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest

from pipeline.config.sources import Source
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Article, Candidate, Rejected
from pipeline.model.outcomes import Outcome
from pipeline.read.decode import decode_body
from pipeline.read.extract import extract_article

SEEN = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
URL = "http://morning-post.example/news/4711-harbour.html"
PARAGRAPHS = (
    (
        "The harbour board agreed on Thursday to lengthen the eastern quay by ninety metres before the end of"
        " next year."
    ),
    (
        "Two cranes that were ordered in spring arrive in March, and the old ones are sold to a shipyard"
        " further up the coast."
    ),
    (
        "Fishermen had asked for a separate landing stage; the board promised to come back to it when the"
        " first part is done."
    ),
    (
        "The work costs eleven million, half of which the ministry of transport pays, and keeps forty people"
        " busy."
    ),
)
TITLE = "Harbour board lengthens the eastern quay"

Reader = Callable[..., Article | Rejected]


@pytest.fixture(scope="session")
def outlet() -> Source:
    """An outlet in Hanoi's zone."""
    return Source(
        id="morning-post",
        name="Morning Post",
        country="VN",
        languages=("en", "vi"),
        timezone="Asia/Ho_Chi_Minh",
        site="http://morning-post.example/",
    )


@pytest.fixture(scope="session")
def page_of() -> Callable[..., str]:
    """Make a page: `head` and `top` before, `bottom` after the article's text, which may be given as HTML."""

    def make(
        title: str = TITLE,
        text: str | None = None,
        head: str = "",
        top: str = "",
        bottom: str = "",
        above: str = "",
    ) -> str:
        body = "".join(f"<p>{escape(p)}</p>" for p in PARAGRAPHS) if text is None else text
        return (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{above}<div"
            f" class='main'><h1>{escape(title)}</h1>{top}<div"
            f" class='text'>{body}</div></div>{bottom}</body></html>"
        )

    return make


@pytest.fixture(scope="session")
def read(outlet: Source) -> Reader:
    """Read a page as an article; keywords go to the fetch, those that start with `feed_` to the candidate."""

    def reading(
        html: str | bytes,
        *,
        source: Source | None = outlet,
        url: str = URL,
        content_type: str = "text/html",
        **more: Any,
    ) -> Any:
        body = html.encode() if isinstance(html, str) else html
        listed = {
            name.removeprefix("feed_"): more.pop(name) for name in list(more) if name.startswith("feed_")
        }
        times = {"fetched_at": SEEN, "seen_at": SEEN} | more
        candidate = Candidate(url=url, source="morning-post", **listed)
        fetch = PageFetch(
            candidate=candidate,
            cycle="c1",
            outcome=Outcome.FETCHED,
            url=url,
            status=200,
            content_type=content_type,
            **times,
        )
        decoded = decode_body(body, content_type)
        if isinstance(decoded, Rejected):
            return decoded
        return extract_article(Page(fetch, body), source, html=decoded.decode())

    return reading
