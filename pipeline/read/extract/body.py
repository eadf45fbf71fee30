"""The text of an article: the page is read in several ways, and one is chosen for a reason that is told.

By density and by trafilatura's quick mode always, on a tree without furniture; where these two differ, or
leave out much, by its standard mode on the page as it is; where there is no text, what the page holds for
machines.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import use_config

from pipeline.read.extract.agreement import Compared, covers, is_filled, keep_borne_out, measure_agreement
from pipeline.read.extract.blocks import UNSEEN
from pipeline.read.extract.density import Density
from pipeline.read.extract.headline import tidy_title
from pipeline.read.extract.markup import Markup
from pipeline.read.extract.rows import drop_rules
from pipeline.read.extract.state import read_state
from pipeline.text.clean import clean_paragraphs, fold_text
from pipeline.text.parsing import drop_elements
from pipeline.text.urls import get_registrable_domain

SHORT = 200
"""Characters under which what the page holds for machines is looked at as well."""
AGREED = 0.6
"""Share of two readings in common from which they are the same article."""
HALF = 0.5
"""Share of another sound reading, or of the page's sentences, under which a text has lost too much."""
PARAGRAPHS = 3
"""Of one cell: then it is the page's layout."""
LONG_CELL = 1_000
"""Letters of one cell that is written in lines."""
MOST_ELEMENTS = 5_000
"""Elements beyond which a page is read by density alone: trafilatura's time grows with their square."""
MOST_LETTERS = 300_000
"""The same for the letters of its sentences."""

_CONFIG = use_config()
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")
_CONFIG.set("DEFAULT", "MIN_OUTPUT_SIZE", "10")
# It warns of every page it discards; our outcomes count those.
for _name in ("trafilatura", "htmldate", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article, a line a paragraph, the way of reading that gave it, and why that one.

    Ways: density, fast, standard, noscript, json-ld, state. Reasons: agreed (the other way reads the same),
    seconded (the other does not, a third does), filled (it has all that the others have, and more between
    their lines), covering (all three differ, and it has the sentences of the others), under (the others read
    what stands above the headline), between (all three differ: the one of middle length), more (the others
    have less than half of it), alone (the page is too large for another), only (no other found as much).
    """

    text: str
    way: str
    reason: str

    @property
    def by(self) -> str:
        """Way and reason as one word for the index."""
        return f"{self.way}/{self.reason}"


def read_body(markup: Markup, title: str) -> Body:
    """Give the article's text and how it was found; the text is empty when no way finds any."""
    tree = deepcopy(markup.tree)
    density = Density(tree, title, site=get_registrable_domain(markup.url))
    body = _read_text(markup, density, tree, title)
    if len(body.text) >= SHORT:
        body = _prefer_longer(body, "json-ld", lambda: _read_structure(markup), 1 / HALF)
        if any(len(one.text_content()) > len(body.text) for one in markup.tree.iter("noscript")):
            # A page that scripts draw may show the words of its readers alone, and hold the article there.
            other = _prefer_longer(body, "noscript", lambda: _read_noscript(markup, title), 1)
            return body if Compared(body.text).measure_share(Compared(other.text)) > HALF else other
        return body
    for way, read in (
        ("noscript", lambda: _read_noscript(markup, title)),
        ("json-ld", lambda: _read_structure(markup)),
        ("state", lambda: "" if markup.is_behind_paywall else read_state(markup.tree, title)),
    ):
        body = _prefer_longer(body, way, read, 1)
    return body


def _read_noscript(markup: Markup, title: str) -> str:
    return Density(markup.tree, title, noscript=True).text


def _prefer_longer(body: Body, way: str, read: Callable[[], str], times: float) -> Body:
    text = read()
    if len(text) <= times * len(body.text):
        return body
    return Body(text, way, "only" if len(body.text) < SHORT else "more")


def _read_text(markup: Markup, density: Density, tree: html.HtmlElement, title: str) -> Body:
    sound = density.measure_sound()
    _strip_unseen(tree)
    density.strip_tree()
    _unwrap_layout(tree)
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS or sound > MOST_LETTERS:
        return Body(density.text, "density", "alone")
    own = Compared(density.text)
    other = Compared(density.drop_links(_read_tree(tree, title, fast=True)))
    agreed = measure_agreement(own, other) > AGREED
    kept = keep_borne_out(own, other) if agreed else ""
    if agreed and len(kept) >= HALF * sound:
        return Body(kept, "density", "agreed")
    if sum(1 for _ in markup.tree.iter()) > MOST_ELEMENTS:
        return Body(kept or density.text, "density", "alone")
    standard = density.drop_links(_read_tree(markup.tree, title, fast=False))
    if agreed:
        is_more = HALF * len(standard) > len(kept)
        return Body(standard, "standard", "more") if is_more else Body(kept, "density", "agreed")
    if density.stands_above(other.text) and density.stands_above(standard):
        return Body(density.text, "density", "under")
    chosen = choose_of_three(own, other, Compared(standard))
    lead = density.find_lead(chosen.text) if chosen.way != "density" else ""
    return Body(f"{lead}\n{chosen.text}", chosen.way, chosen.reason) if lead else chosen


def choose_of_three(density: Compared, fast: Compared, standard: Compared) -> Body:
    """Choose between two readings that differ by a third: the one that it bears out, the denser one first."""
    if measure_agreement(density, standard) > AGREED:
        return Body(keep_borne_out(density, standard), "density", "seconded")
    are_same = measure_agreement(fast, standard) > AGREED
    if is_filled(density, fast) and (are_same or is_filled(density, standard)):
        return Body(density.text, "density", "filled")
    if are_same:
        return Body(fast.text, "fast", "seconded")
    if covers(density, fast) and covers(density, standard):
        return Body(density.text, "density", "covering")
    ways = (("density", density), ("fast", fast), ("standard", standard))
    way, read = sorted(ways, key=lambda one: len(one[1].text))[1]
    return Body(read.text, way, "between")


def _strip_unseen(tree: html.HtmlElement) -> None:
    drop_elements(tree.iter(*(UNSEEN - {"img", "picture", "title", "head", "math", "video", "audio"})))


def _unwrap_layout(tree: html.HtmlElement) -> None:
    """Old pages are laid out by tables: a cell with several paragraphs is no table's cell."""
    for cell in list(tree.iter("td")):
        parts = sum(1 for _ in cell.iter("p", "div"))
        if parts < PARAGRAPHS and not _is_written_in_lines(cell):
            continue
        for around in list(cell.iterancestors("table", "tbody", "tr")):
            around.drop_tag()
        cell.tag = "div"


def _is_written_in_lines(cell: html.HtmlElement) -> bool:
    """Whether a cell holds a long text of several lines."""
    breaks = sum(1 for _ in cell.iter("br"))
    return breaks >= PARAGRAPHS and len(cell.text_content()) >= LONG_CELL


def _read_tree(tree: html.HtmlElement, title: str, *, fast: bool) -> str:
    document = bare_extraction(
        tree,  # it works on a copy
        fast=fast,
        include_comments=False,
        include_tables=True,
        deduplicate=False,  # a process-wide cache: the fourth reading of one page would return nothing
        with_metadata=False,
        config=_CONFIG,
    )
    return _drop_title(clean_paragraphs(drop_rules(getattr(document, "text", None) or "")), title)


def _drop_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if rest and fold_text(first) == fold_text(title) else text


def _read_structure(markup: Markup) -> str:
    """The JSON-LD `articleBody` of a page that draws its text by script; not one that is behind a paywall."""
    written = markup.article.get("articleBody")
    if not isinstance(written, str) or markup.is_behind_paywall:
        return ""
    lines = written.replace("</p>", "\n").replace("<br>", "\n").split("\n")
    return clean_paragraphs("\n".join(filter(None, map(tidy_title, lines))))
