"""One page read as an article."""

from __future__ import annotations

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.config.sources import Source
from pipeline.model.fetches import Page
from pipeline.model.items import Article, Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.read.extract.body import HALF, Body, read_body
from pipeline.read.extract.guard import parse_page
from pipeline.read.extract.headline import find_headline, tidy_title
from pipeline.read.extract.language import detect_language, find_edition
from pipeline.read.extract.listings import explain_listing, is_list
from pipeline.read.extract.markup import Markup, get_value_text
from pipeline.read.extract.metadata import find_alternates, find_canonical_url, find_picture
from pipeline.read.extract.notices import strip_notices
from pipeline.read.extract.people import find_authors
from pipeline.read.extract.published import Seen, find_modification_date, find_publication_date
from pipeline.read.extract.rung import Rung
from pipeline.read.extract.walls import explain_absence, is_partial, strip_offers
from pipeline.text.urls import get_registrable_domain

EXTRACTOR = "azvn-9"
"""Version of the reading code: raised when the same page would be read otherwise."""
SUMMARY = 500
"""Characters kept of what feed or page give as summary."""


def extract_article(page: Page, source: Source | None, *, html: str) -> Article | Rejected:
    """Read the article out of a page, or say why there is none; never raises for what a page holds."""
    tree = parse_page(html)
    if isinstance(tree, Rejected):
        return tree
    markup = Markup(tree, page.url)
    if is_list(markup):
        return Rejected(Stage.EXTRACT, Outcome.NOT_ARTICLE, "a list of headlines")
    domain = get_registrable_domain(page.url)
    host = urlsplit(page.url).hostname or domain
    names = (*([source.name] if source else []), domain, host.removeprefix("www."))
    title = find_headline(markup, page.fetch.candidate.title, names)
    body = read_body(markup, title.value)
    text = body.text
    listing = explain_listing(markup, title.value, text)
    if listing:
        return Rejected(Stage.EXTRACT, Outcome.NOT_ARTICLE, listing)
    reason = explain_absence(markup, text)
    if reason is not None:
        return Rejected(Stage.EXTRACT, reason, f"{len(text)} characters of text")
    if not title.value:
        return Rejected(Stage.EXTRACT, Outcome.UNREADABLE, "no headline")
    return _build_article(page, source, markup, title, _prefer_feed(body, page), names)


def _prefer_feed(body: Body, page: Page) -> Body:
    """Give the feed's whole text where the page shows less than half of it."""
    listed = page.fetch.candidate.text
    return Body(listed, "feed", "more") if len(body.text) < HALF * len(listed) else body


def _build_article(
    page: Page, source: Source | None, markup: Markup, title: Rung, body: Body, names: tuple[str, ...]
) -> Article:
    text = body.text
    fetch = page.fetch
    candidate = fetch.candidate
    declared = find_edition(page.url) or markup.text_language or candidate.language
    prior = declared or (source.language if source else None)
    language, sure = detect_language(f"{title.value}\n{text}", prior)
    seen = Seen(
        zone=source.zone if source else ZoneInfo("UTC"),
        languages=[language, *(source.languages if source else ())],
        first=fetch.first_seen_at or fetch.seen_at,
        fetched=fetch.fetched_at,
    )
    url = find_canonical_url(markup, source.own_domains if source else ())
    return Article(
        url=url,
        urls=tuple(sorted({url, page.url, candidate.url, *fetch.hops})),
        source=source.id if source else candidate.source,
        domain=get_registrable_domain(url),
        found_in=candidate.found_in,
        language=language,
        language_sure=sure,
        title=title.value,
        title_from=title.rung,
        text=strip_notices(strip_offers(text)),
        summary=(candidate.summary or _find_summary(markup))[:SUMMARY],
        authors=find_authors(markup, names, title.value, text),
        image=find_picture(markup),
        alternates=find_alternates(markup, url, candidate.alternates),
        published=find_publication_date(markup, candidate, title.value, seen),
        modified_at=find_modification_date(markup, seen),
        first_seen_at=seen.first,
        fetched_at=fetch.fetched_at,
        partial=is_partial(markup, text),
        text_by=body.by,
        cycle=fetch.cycle,
        archive=page.archive,
        extractor=EXTRACTOR,
    )


def _find_summary(markup: Markup) -> str:
    """Give the outlet's own summary: what it writes for those who share the article, or for machines."""
    written = markup.find_meta("og:description") or get_value_text(markup.article.get("description"))
    return tidy_title(written or markup.find_meta("description", "twitter:description"))
