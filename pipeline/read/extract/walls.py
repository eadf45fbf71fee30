"""Pages that are no articles (notices, walls, soft 404s), and articles that are shown in part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pipeline.model.outcomes import Outcome
from pipeline.read.extract.likeness import fold_words
from pipeline.read.extract.markup import Markup
from pipeline.read.extract.phrases import CHALLENGE, CONSENT, COOKIE_SCRIPT, NOTHING_THERE, PAYWALL, WITHDRAWN
from pipeline.read.extract.saying import find_heading
from pipeline.text.clean import clean_line, fold_text

SHORT = 200
"""Characters of text that an article has at least (Media Cloud's limit)."""
FLASH = 80
"""Characters that are enough when the page says of itself that it is an article: agencies send flashes of a
sentence.
"""
WALL_LENGTH = 1500
"""A notice is shorter than this; a long text that speaks of cookies is an article about them."""
CUT = 700
"""Characters under which a text that breaks off with dots is a teaser."""
NOTICE = 160
"""Characters of a line that says why nothing stands there."""
PIECES = 8
"""Pieces of text below the headline among which such a line is looked for: date and tools come first."""

_UNSEEN = frozenset({"script", "style", "noscript", "template"})


def explain_absence(markup: Markup, text: str) -> Outcome | None:
    """Say why a page has no article, or None: soft 404, wall, too short."""
    shown = f"{markup.find_text('//head/title')}\n{markup.find_text('//h1')}"
    if _says_missing(fold_text(shown), text, markup):
        return Outcome.SOFT_404
    if _is_walled(fold_text(shown), text, markup):
        return Outcome.WALL
    if not text:
        return Outcome.TOO_SHORT if _read_visible_text(markup) else Outcome.UNREADABLE
    tells = markup.claims_article and max(map(len, text.split("\n"))) >= FLASH
    least = FLASH if tells or markup.article or is_partial(markup, text) else SHORT
    return Outcome.TOO_SHORT if len(text) < least else None


def is_partial(markup: Markup, text: str) -> bool:
    """Whether only the beginning of an article is shown: paywalled, with an offer, or cut with dots."""
    if len(text) >= WALL_LENGTH:
        return False
    if markup.is_behind_paywall:
        return True
    offers = markup.find_text(
        "//*[contains(@class,'paywall') or contains(@class,'subscri') or contains(@id,'paywall')]"
    )[:400]
    if PAYWALL.search(fold_text(f"{text[-300:]} {offers}")):
        return True
    return len(text) < CUT and ends_cut(text)


def ends_cut(text: str) -> bool:
    """Whether a text breaks off with dots."""
    return text.endswith(("…", "...", "[...]", "[…]"))


def strip_offers(text: str) -> str:
    """Take the invitation to pay off the end of a text."""
    lines = text.split("\n")
    while lines and len(lines[-1]) < SHORT and PAYWALL.search(fold_text(lines[-1])):
        lines.pop()
    return "\n".join(lines)


def _says_missing(shown: str, text: str, markup: Markup) -> bool:
    """Whether a page says that there is nothing: in its headings, or in the little that it says at all."""
    if len(text) >= WALL_LENGTH or (markup.article and len(text) >= SHORT):
        return False
    if any(NOTHING_THERE.search(line.strip()) for line in shown.split("\n")):
        return True
    if any(WITHDRAWN.match(line) for line in _list_under_headline(markup)):
        return True
    if len(text) >= SHORT:
        return False
    return NOTHING_THERE.search(fold_text(f"{text} {_read_visible_text(markup)[:600]}")) is not None


def _list_under_headline(markup: Markup) -> Iterator[str]:
    """Give the first short pieces of text below the headline, folded."""
    heading = find_heading(markup.tree, markup.find_text("//h1"))
    if heading is None:
        return
    own = set(heading.iter())
    pieces = heading.xpath("following::text()[normalize-space()]")
    shown = (piece for piece in pieces if piece.getparent().tag not in _UNSEEN)
    for piece in islice((one for one in shown if one.getparent() not in own or one.is_tail), PIECES):
        if len(piece) <= 2 * NOTICE:
            yield fold_text(clean_line(piece))


def _is_walled(shown: str, text: str, markup: Markup) -> bool:
    """Whether a notice stands in place of the article."""
    if len(text) >= WALL_LENGTH:
        return False
    # A wall under the article's own address may carry its meta tags, but then the words of the wall are the
    # text.
    claims = markup.claims_article and len(text) >= SHORT
    said = fold_text(text or _read_visible_text(markup)[:WALL_LENGTH])
    if _heads_challenge(markup) or (not claims and CHALLENGE.search(shown)):
        return True
    if len(text) < 3 * SHORT and CHALLENGE.search(said):
        return True
    if not text and _is_cookie_script(markup):
        return True
    consents = len(CONSENT.findall(said if claims else f"{shown} {said}"))
    return consents >= 2 and consents * 400 > len(said)


def _heads_challenge(markup: Markup) -> bool:
    """Whether the heading asks for a proof while networks get a headline with none of its words."""
    heading = fold_text(markup.find_text("//h1"))
    title = fold_words(markup.find_meta("og:title", "twitter:title"))
    return bool(title) and CHALLENGE.search(heading) is not None and title.isdisjoint(fold_words(heading))


def _is_cookie_script(markup: Markup) -> bool:
    """Whether a page shows nothing, and its script sets a cookie or goes elsewhere."""
    if _read_visible_text(markup):
        return False
    return COOKIE_SCRIPT.search(" ".join(markup.tree.xpath("//script/text()"))) is not None


def _read_visible_text(markup: Markup) -> str:
    return "".join(
        markup.tree.xpath("//body//text()[not(parent::script or parent::style or parent::noscript)]")
    ).strip()
