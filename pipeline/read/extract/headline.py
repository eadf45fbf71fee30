"""The headline: what the page shows as its own, else what its structured data say, down to the feed's."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import html as markup_html

from pipeline.read.extract.block_names import TRAIL, get_labels
from pipeline.read.extract.likeness import (
    SHARED,
    fold_words,
    is_own,
    list_words,
    measure_agreement,
    share_words,
)
from pipeline.read.extract.line_above import find_line_above
from pipeline.read.extract.logos import is_logo, list_logos
from pipeline.read.extract.markup import Markup, get_value_text
from pipeline.read.extract.phrases import OTHERS
from pipeline.read.extract.rung import Rung
from pipeline.read.extract.saying import FEWEST_WORDS, find_shown_part
from pipeline.read.extract.site_names import SEPARATOR, is_site, strip_site_and_section
from pipeline.text.clean import clean_line, fold_text

SHORTEST = 8
"""Characters; what is shorter is believed only where the page shows it as its heading."""
LONGEST_MARK = 15
"""Characters of what is put behind a headline: " - PHOTO"."""
LONGEST_HEADING = 1000
"""Characters of a heading, kicker and all."""
MOST_PIECES = 12
"""Pieces of a heading that elements part."""
MOST_HEADINGS = 100
"""Lower headings of a page that are looked through for the headline."""

_BAR = re.compile(r"\s{0,4}[|ㅣ│]\s{0,4}|\s{1,4}::\s{1,4}|\s{1,4}»\s{1,4}")
_CUT_AFTER = re.compile(r"\s*[|–—•·»-]|\s+::")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,200}>")
_CUT = ("…", "...")
_ELSEWHERE = frozenset({"nav", "footer", "aside", "noscript", "template"})


def find_headline(markup: Markup, feed_title: str, source_names: tuple[str, ...]) -> Rung:
    """Give the headline without the site's name: the page's own h1, JSON-LD, og:title, title, the feed's.

    Where what these say is a rubric's or the site's, it is the line above the text.
    """
    title = _find_headline(markup, feed_title, source_names)
    line = find_line_above(markup, title)
    return Rung(line, "h1") if line else title


def _find_headline(markup: Markup, feed_title: str, source_names: tuple[str, ...]) -> Rung:
    """Give it as the page says it.

    An h1 is the page's own when the others speak of the same; the logo's and a trail's are not. A kicker that
    stands inside it is left out. Without one, a value that the page shows as a lower heading comes first. A
    value that another one continues (JSON-LD is often cut after 110 characters) gives way to that one.
    """
    title = tidy_title(markup.find_text("//head/title"))
    headings = list(_list_headings(markup.tree))
    names = tuple(n for n in (*source_names, _read_site_name(markup, title, headings)) if n)
    headings = [h for h in headings if not _is_site_name(_read_heading(h), title, names)]
    shown = [_read_heading(h) for h in headings]
    given = list(_list_given(markup, names, shown))
    own = [n for n, text in enumerate(shown) if is_own(text, given, is_alone=len(shown) == 1)]
    own = [n for n in own if not OTHERS.fullmatch(fold_text(shown[n]))]
    if own:
        best = max(own, key=lambda n: measure_agreement(shown[n], given))
        return Rung(_read_headline(headings[best], shown[best], given), "h1")
    given = _put_shown_first(markup.tree, given)
    if len({one.value for one in given}) == 1:
        given = [Rung(_find_shown(markup, one), one.rung) for one in given]
    found = [one for one in (*given, Rung(tidy_title(feed_title), "feed")) if len(one.value) >= SHORTEST]
    if found:
        return _choose_rung(found)
    short = next((one for one in given if one.value), None)
    return short or Rung(tidy_title(feed_title), "feed")


def _find_shown(markup: Markup, given: Rung) -> str:
    """Give the part of a title that the page shows; what networks get only loses a short mark behind it."""
    part = find_shown_part(markup.tree, given.value, markup.leads_home)
    is_marked = given.value.startswith(part) and len(given.value) - len(part) <= LONGEST_MARK
    return part if given.rung == "title" or is_marked else given.value


def _read_site_name(markup: Markup, title: str, headings: Sequence[markup_html.HtmlElement]) -> str:
    """Give the site's name as its meta tag says.

    Some write the headline there, others the site's name everywhere: then the page shows another headline.
    """
    name = markup.find_meta("og:site_name").lstrip("@")
    if name not in {title, markup.find_meta("og:title")}:
        return name
    said = fold_words(name)
    shown = [words for words in map(fold_words, map(_read_heading, headings)) if len(words) >= FEWEST_WORDS]
    is_shown = any(len(share_words(words, said)) >= SHARED * len(words) for words in shown)
    return name if shown and not is_shown else ""


def _list_headings(tree: markup_html.HtmlElement) -> Iterator[markup_html.HtmlElement]:
    """Give the h1 elements that have words and stand in no menu, trail or column beside."""
    for heading in tree.iter("h1"):
        around = [heading, *heading.iterancestors()]
        if any(one.tag in _ELSEWHERE or TRAIL.search(_name_element(one)) for one in around):
            continue
        if clean_line(heading.text_content()) and not is_logo(heading):
            yield heading


def _is_site_name(heading: str, title: str, names: tuple[str, ...]) -> bool:
    """Whether a heading is a site's name: a known one, or what the title ends with behind the headline."""
    before = title.removesuffix(heading)
    follows = before != title and len(before) > len(heading) + 3 and SEPARATOR.search(f"{before} ")
    return bool(follows) or is_site(heading, names)


def _name_element(element: markup_html.HtmlElement) -> str:
    return " ".join([get_labels(element), *(str(n) for n in element.attrib if str(n).startswith("data-"))])


def _read_heading(heading: markup_html.HtmlElement) -> str:
    return tidy_title(heading.text_content())


def _list_given(markup: Markup, names: tuple[str, ...], shown: Sequence[str]) -> Iterator[Rung]:
    """Give what the head of the page says, each without site and sections."""
    rungs = (
        Rung(get_value_text(markup.article.get("headline")), "json-ld"),
        Rung(markup.find_meta("og:title", "twitter:title"), "og"),
        Rung(markup.find_text("//head/title"), "title"),
    )
    sections = tuple(_list_sections(markup))
    # What a logo says is the site's only where the title ends with it.
    sites = (*names, *list_logos(markup.tree))
    values = [strip_site_and_section(tidy_title(one.value), sites, sections) for one in rungs]
    for one, value in zip(rungs, values, strict=True):
        title = _cut_behind(value, [*shown, *values])
        if title and not is_site(title, names):
            yield Rung(_strip_sections(title), one.rung)


def _list_sections(markup: Markup) -> Iterator[str]:
    yield get_value_text(markup.article.get("articleSection"))
    yield from markup.find_metas("article:section", "content_category", "section", "category")


def _cut_behind(value: str, others: Sequence[str]) -> str:
    """Cut what follows behind a separator where another rung ends."""
    for other in others:
        starts = SHORTEST <= len(other) < len(value) and value.startswith(other)
        if starts and _CUT_AFTER.match(value, len(other)):
            return other
    return value


def _strip_sections(title: str) -> str:
    """Give the longest part between bars, when it is long enough to be a headline."""
    longest = max(_BAR.split(title), key=len)
    return clean_line(longest) if len(longest.split()) >= FEWEST_WORDS else title


def _put_shown_first(tree: markup_html.HtmlElement, given: list[Rung]) -> list[Rung]:
    """Put in front what a heading below h1 ends with: the headline, where a trail or nothing is the h1.

    A kicker before it counts where a rung has it as well. The title element is written for search engines,
    and a link leads to another article: neither counts.
    """
    rungs = [(one, "".join(list_words(one.value))) for one in given if one.rung != "title"]
    if len({letters for _, letters in rungs}) < 2:
        return given
    for heading in islice(tree.iter("h2", "h3"), MOST_HEADINGS):
        text = "" if _is_link(heading) else "".join(list_words(heading.text_content()[:LONGEST_HEADING]))
        shown = [one for one in rungs if len(one[1]) >= SHORTEST and text.endswith(one[1])]
        if shown:
            best = max(shown, key=lambda one: len(one[1]))[0]
            return [best, *(one for one in given if one is not best)]
    return given


def _is_link(heading: markup_html.HtmlElement) -> bool:
    return heading.find(".//a") is not None or next(heading.iterancestors("a"), None) is not None


def _read_headline(heading: markup_html.HtmlElement, text: str, given: Sequence[Rung]) -> str:
    """Give the headline that an own h1 holds, as the others bear out its parts.

    Words that elements glue together are parted as another rung has them; a section behind a bar goes where
    another rung is the rest; a lead-in before it comes with it where JSON-LD and og:title both have it.
    """
    values = [one.value for one in given]
    letters = "".join(list_words(text))
    for value in values:
        if len(list_words(value)) > len(list_words(text)) and "".join(list_words(value)) == letters:
            return value
        if value in _BAR.split(text):
            return value
    led = {one.value for one in given if one.rung != "title" and one.value.endswith(f": {text}")}
    if len(led) == 1 and {one.rung for one in given if one.value in led} >= {"json-ld", "og"}:
        return led.pop()
    return _drop_kicker(heading, text, values)


def _drop_kicker(heading: markup_html.HtmlElement, text: str, given: Sequence[str]) -> str:
    """Give a heading without the topic or mark that stands in an element of its own beside the headline.

    The element may be glued to it, without a blank.
    """
    if not len(heading):
        return text
    words = list_words(text)
    ways = [(value, list_words(value)) for value in given if len(value) >= SHORTEST]
    for value, said in ways:
        if said == words:
            return value
    parts = list(_list_parts(heading))
    for value, said in ways:
        if said in parts:
            return value
    for value, said in ways:
        if len(said) < len(words) and words[-len(said) :] == said:
            return value
    own = [one for one in map(_read_heading, heading) if len(one) >= SHORTEST]
    for value in given:
        if own and len(own[-1]) < len(text) and value.endswith(own[-1]):
            return own[-1]
    return text


def _list_parts(heading: markup_html.HtmlElement) -> Iterator[list[str]]:
    """Give the words behind and before each edge of an element in a heading, but not the whole."""
    pieces = [words for words in map(list_words, islice(heading.itertext(), MOST_PIECES)) if words]
    for edge in range(1, len(pieces)):
        yield [word for piece in pieces[edge:] for word in piece]
        yield [word for piece in pieces[:edge] for word in piece]


def _choose_rung(found: Sequence[Rung]) -> Rung:
    """The first rung, or the one that continues it where it was cut."""
    first = found[0]
    if not first.value.endswith(_CUT):
        return _choose_spelling(first, found)
    start = fold_text(first.value.rstrip("….").strip())
    for other in found[1:]:
        if fold_text(other.value).startswith(start) and not other.value.endswith(_CUT):
            return other
    return first


def _choose_spelling(first: Rung, found: Sequence[Rung]) -> Rung:
    """Give the first of those with the same words, or the marks between them that two others agree on."""
    words = list_words(first.value)
    same = [one for one in found if list_words(one.value) == words]
    spelled = Counter(one.value for one in same)
    return next((one for one in same if spelled[one.value] > 1), first)


def tidy_title(value: str) -> str:
    """Give a title without tags and entities, in one line."""
    return clean_line(_TAG.sub(" ", html.unescape(html.unescape(value))))[:1000]
