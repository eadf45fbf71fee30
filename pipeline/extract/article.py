"""One page read as an article."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pipeline.catalogue import Source
from pipeline.extract.body import body
from pipeline.extract.headline import headline, tidy
from pipeline.extract.language import detect_language
from pipeline.extract.markup import Markup, TooComplex, parse
from pipeline.extract.people import authors
from pipeline.extract.published import modified, published
from pipeline.extract.walls import no_article, partial
from pipeline.model import Article, Page, Rejected
from pipeline.outcomes import Outcome, Stage
from pipeline.urls import canonical, refusal, registrable_domain, resolve

EXTRACTOR = "azvn-1"
"""Version of the reading code: raised when the same page would be read otherwise."""
SUMMARY = 500


def extract(page: Page, source: Source | None, *, html: str) -> Article | Rejected:
    """Read the article out of a page, or say why there is none; never raises for what a page holds."""
    try:
        tree = parse(html)
    except TooComplex as error:
        return Rejected(Stage.EXTRACT, Outcome.TOO_COMPLEX, str(error))
    if tree is None:
        return Rejected(Stage.EXTRACT, Outcome.UNREADABLE, "no markup")
    markup = Markup(tree, page.url)
    text = body(tree)
    reason = no_article(markup, text)
    if reason is not None:
        return Rejected(Stage.EXTRACT, reason, f"{len(text)} characters of text")
    return _article(page, source, markup, text)


def _article(page: Page, source: Source | None, markup: Markup, text: str) -> Article | Rejected:
    candidate, fetch = page.fetch.candidate, page.fetch
    names = (source.name, registrable_domain(page.url)) if source else (registrable_domain(page.url),)
    title = headline(markup, candidate.title, names)
    if not title.value:
        return Rejected(Stage.EXTRACT, Outcome.UNREADABLE, "no headline")
    first_seen = fetch.first_seen_at or fetch.seen_at
    zone = source.zone if source else ZoneInfo("UTC")
    prior = candidate.language or (source.language if source else None) or markup.text_language or None
    language, sure = detect_language(f"{title.value}\n{text}", prior)
    url = _canonical(page, source, markup)
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
        text=text,
        summary=(candidate.summary or tidy(markup.meta("description", "og:description")))[:SUMMARY],
        authors=authors(markup, names),
        image=_image(markup),
        alternates=_alternates(markup, url),
        published=published(
            markup,
            candidate,
            zone=zone,
            languages=[language, *(source.languages if source else ())],
            seen_at=max(first_seen, fetch.fetched_at),
        ),
        modified_at=modified(markup, zone=zone, seen_at=fetch.fetched_at),
        seen_at=first_seen,
        fetched_at=fetch.fetched_at,
        partial=partial(markup, text),
        cycle=fetch.cycle,
        archive=page.archive,
        extractor=EXTRACTOR,
    )


def _canonical(page: Page, source: Source | None, markup: Markup) -> str:
    claimed = next((link.get("href") or "" for link in markup.links("canonical")), "") or markup.meta("og:url")
    return canonical(page.url, claimed, source.own_domains if source else ())


def _image(markup: Markup) -> str | None:
    url = resolve(markup.url, markup.meta("og:image", "twitter:image")) if markup.meta("og:image", "twitter:image") else ""
    return url if url and not refusal(url) else None


def _alternates(markup: Markup, own: str) -> tuple[str, ...]:
    """The same article in other languages, by hreflang."""
    found = {
        resolve(markup.url, link.get("href") or "")
        for link in markup.links("alternate")
        if link.get("hreflang") and link.get("hreflang") != "x-default"
    }
    return tuple(sorted(u for u in found if u and u != own and not refusal(u)))[:20]
