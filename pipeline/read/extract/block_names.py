"""What the authors of a page call its blocks in classes and ids: lists of others, asides, lines beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from lxml import html

# A word begins behind a sign, or with the capital that parts it from the one before: BoxRelatedNews.
_BEFORE = "(?:(?<![a-z])|(?-i:(?<=[a-z])(?=[A-Z])))"
_LISTS = re.compile(
    rf"{_BEFORE}(?:"
    r"related|read-?(?:more|also)|also-?read|recommend|breadcrumb|tags?(?![a-z])|tag-?(?:list|cloud)|keywords|most-?read|"
    r"popular|trending|latest|other-?news|more-?(?:news|from|on|stories)|same-?(?:category|topic)|sidebar|"
    r"bx-?oxsar|oxsar|tin-?lien-?quan|tin-?khac|xem-?them|cards?(?![a-z])|teasers?(?![a-z])|outbrain|taboola|"
    r"promo|nav(?![a-z])|menu)",
    re.IGNORECASE,
)
ASIDES = re.compile(
    rf"{_BEFORE}(?:"
    r"cookie|consent|gdpr|shar(?:e|ing)|social|newsletter|subscri|comments?(?![a-z])|cmts?(?![a-z])|binh-?luan|disqus|reply|banner|"
    r"advert|ads?(?![a-z])|footer|copyright|paywall|author|bio(?![a-z])|byline|disclaimer|disclosure|login|"
    r"sign-?(?:up|in)|info-?box|modal|popup|dialog|privacy)",
    re.IGNORECASE,
)
"""Words for what stands beside a text."""
LEADS = re.compile(
    rf"{_BEFORE}(?:lead|lede|lid|sapo|standfirst|announce|anons|intro|deck|dek|excerpt|sub(?:-?(?:title|head(?:line|ing)?))?|summary|chapo)(?![a-z])",
    re.IGNORECASE,
)
"""Words for what stands between headline and text."""
SURE = ("comment", "cmt", "binh", "disqus", "reply", "cookie", "consent", "gdpr", "privacy")
"""Those of them that no text bears."""
NOTICES = re.compile(r"disclaimer|disclosure|copyright|newsletter")
"""Those of them that make a paragraph a notice."""
PLAYERS = re.compile(rf"{_BEFORE}(?:video|player)", re.IGNORECASE)
"""Words for what plays a film."""
TRAIL = re.compile(r"bread-?crumbs?", re.IGNORECASE)
"""Words for the links that lead to where a page stands."""
_LINES = re.compile(
    r"caption|credit|cutline|byline|meta(?![a-z])|timestamp|dateline|breadcrumb", re.IGNORECASE
)
_NAMING = ("class", "id", "data-testid", "data-component", "data-qa")


@lru_cache(maxsize=4096)
def find_names(labels: str) -> tuple[str, str, bool]:
    """Give the word of a list, the word of an aside, and whether it is called a caption or by-line."""
    lists, asides = _LISTS.search(labels), ASIDES.search(labels)
    return (
        lists[0].lower() if lists else "",
        asides[0].lower() if asides else "",
        _LINES.search(labels) is not None,
    )


def get_labels(element: html.HtmlElement) -> str:
    """Give what its authors call an element."""
    return join_labels(element.attrib)


def join_labels(attributes: Mapping[str, str]) -> str:
    """Give class and id; where classes are made by a program, a part's name stands in other attributes."""
    return " ".join(attributes[name] for name in _NAMING if name in attributes)
