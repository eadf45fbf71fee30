"""One page read as an article."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pipeline.config.sources import Source
from pipeline.model.fetches import Page
from pipeline.model.items import Article, Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.read.extract.body import body
from pipeline.read.extract.guard import parse
from pipeline.read.extract.headline import headline, tidy
from pipeline.read.extract.language import detect_language
from pipeline.read.extract.markup import Markup
from pipeline.read.extract.metadata import alternates, canonical_address, picture
from pipeline.read.extract.people import authors
from pipeline.read.extract.published import Seen, modified, published
from pipeline.read.extract.rung import Rung
from pipeline.read.extract.walls import is_list, no_article, partial, without_offers
from pipeline.text.urls import registrable_domain

EXTRACTOR = "azvn-1"
"""Version of the reading code: raised when the same page would be read otherwise."""
SUMMARY = 500


def extract(page: Page, source: Source | None, *, html: str) -> Article | Rejected:
    """Read the article out of a page, or say why there is none; never raises for what a page holds."""
    tree = parse(html)
    if isinstance(tree, Rejected):
        return tree
    markup = Markup(tree, page.url)
    if is_list(markup):
        return Rejected(Stage.EXTRACT, Outcome.NOT_ARTICLE, "a list of headlines")
    names = (source.name, registrable_domain(page.url)) if source else (registrable_domain(page.url),)
    title = headline(markup, page.fetch.candidate.title, names)
    text = body(markup, title.value)
    reason = no_article(markup, text)
    if reason is not None:
        return Rejected(Stage.EXTRACT, reason, f"{len(text)} characters of text")
    if not title.value:
        return Rejected(Stage.EXTRACT, Outcome.UNREADABLE, "no headline")
    return _article(page, source, markup, title, text, names)


def _article(
    page: Page, source: Source | None, markup: Markup, title: Rung, text: str, names: tuple[str, ...]
) -> Article:
    candidate, fetch = page.fetch.candidate, page.fetch
    prior = candidate.language or (source.language if source else None) or markup.text_language or None
    language, sure = detect_language(f"{title.value}\n{text}", prior)
    seen = Seen(
        zone=source.zone if source else ZoneInfo("UTC"),
        languages=[language, *(source.languages if source else ())],
        first=fetch.first_seen_at or fetch.seen_at,
        fetched=fetch.fetched_at,
    )
    url = canonical_address(markup, source.own_domains if source else ())
    return Article(
        url=url,
        urls=tuple(sorted({url, page.url, candidate.url, *fetch.hops})),
        source=source.id if source else candidate.source,
        domain=registrable_domain(url),
        found_in=candidate.found_in,
        language=language,
        language_sure=sure,
        title=title.value,
        title_from=title.rung,
        text=without_offers(text),
        summary=(candidate.summary or tidy(markup.meta("description", "og:description")))[:SUMMARY],
        authors=authors(markup, names),
        image=picture(markup),
        alternates=alternates(markup, url, candidate.alternates),
        published=published(markup, candidate, title.value, seen),
        modified_at=modified(markup, seen),
        seen_at=seen.first,
        fetched_at=fetch.fetched_at,
        partial=partial(markup, text),
        cycle=fetch.cycle,
        archive=page.archive,
        extractor=EXTRACTOR,
    )
