"""Which canonical address of a page is believed: two articles must never share one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from pipeline.text.addresses import explain_refusal
from pipeline.text.urls import get_registrable_domain, identify_url, resolve_link

# What names an article at the end of a path: a number, a title of several words, a file.
_ARTICLE_NAME = re.compile(r"\d|-[^/]*-|\.[a-z]{3,5}$")
# The same where a query could name it as well: /v2/?id=7 is no article's path.
_OWN_NAME = re.compile(r"\d{3}|-[^/]*-")
_PLAIN_WORD = re.compile(r"[^\W\d_]*(?:\.[a-z]{2,5})?")
_ID_NAME = re.compile(r"(?:id|news|article|item|story|post|slug|xeber|tin)$|^(?:p|n|no|a)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
# What sites call the page that they show for a missing one, in the four languages; all hyphens are dashes.
_ERROR_PAGE = re.compile(
    r"(?:(?:page|error|err|loi|xeta|oshibka|http|status)-?)?(?:40[034]|410|50[0234])"
    r"(?:-?(?:page|error|not-?found))?"
    r"|(?:page-?|file-?|article-?)?not-?found|(?:custom-?)?error(?:-?page|s)?"
    r"|(?:sehife-?)?tapilmadi|khong-tim-thay(?:-trang)?|trang-khong-ton-tai|(?:strani(?:c|ts)a-)?ne-?na[ij]?dena"
)
_ENDING = re.compile(r"\.[a-z]{3,5}$")
LONG_NUMBER = 3
"""Digits from which a number in a query is more than a page or a section."""
LONGEST_ERROR = 40
"""Letters of what the page for a missing one is called at most."""


def pick_canonical_url(page_url: str, claimed: str, own_domains: Collection[str] = (), base: str = "") -> str:
    """Give the canonical URL of a page: the claimed one when it can be believed, else the page's own.

    Believed on the same registrable domain (or one of the outlet's own) and only when it names an article as
    well as the page's own does: not the home page, the section above, the page for what is missing, or the
    template's address without the article's id. All of these are seen to lie. `base` is what the claim is
    relative to.
    """
    if not claimed:
        return page_url
    url = resolve_link(base or page_url, claimed)
    if explain_refusal(url, literal=False):
        return page_url
    domain = get_registrable_domain(url)
    if domain != get_registrable_domain(page_url) and domain not in own_domains:
        return page_url
    return url if _names_article(url, page_url) else page_url


def _names_article(claimed: str, own: str) -> bool:
    """Whether a claimed address says which article it is, measured by the page's own."""
    there = urlsplit(identify_url(claimed))
    here = urlsplit(identify_url(own))
    if there == here:
        return True
    if _is_error_page(there.path) and not _has_numbers(there.path, f"{here.path}?{here.query}"):
        return False
    if there.path == here.path:
        return _keeps_id(_split_query(there.query), _split_query(here.query), here.path)
    if here.path.startswith(there.path.rstrip("/") + "/"):
        return there.path != "/" and _ARTICLE_NAME.search(there.path.rpartition("/")[2]) is not None
    return _is_named(there.path, there.query) or not _is_named(here.path, here.query)


def _is_error_page(path: str) -> bool:
    """Whether a path ends with what sites call the page for a missing one."""
    last = _ENDING.sub("", path.rpartition("/")[2].lower()).replace("_", "-")
    return len(last) < LONGEST_ERROR and _ERROR_PAGE.fullmatch(last) is not None


def _has_numbers(path: str, own: str) -> bool:
    """Whether an address has the numbers of another's last part: article 404 is no error."""
    numbers = _DIGITS.findall(path.rpartition("/")[2])
    return bool(numbers) and set(numbers) <= set(_DIGITS.findall(own))


def _is_named(path: str, query: str) -> bool:
    last = path.rpartition("/")[2]
    return _PLAIN_WORD.fullmatch(last) is None or _rank_best(_split_query(query).items())[0] > 0


def _keeps_id(there: Mapping[str, str], here: Mapping[str, str], path: str) -> bool:
    """Whether the parameter that names the article is still in the claimed address of the same path."""
    lost = {name: value for name, value in here.items() if there.get(name) != value}
    kept = here.items() - lost.items()
    return _OWN_NAME.search(path.rpartition("/")[2]) is not None or _rank_best(lost.items()) <= _rank_best(
        kept
    )


def _rank_best(parameters: Collection[tuple[str, str]]) -> tuple[int, int]:
    """How well the best of some parameters could name an article; (0, 0) is not at all."""
    return max((_rank_parameter(name, value) for name, value in parameters), default=(0, 0))


def _rank_parameter(name: str, value: str) -> tuple[int, int]:
    digits = max(map(len, _DIGITS.findall(value)), default=0)
    if not digits and "-" not in value:
        return (0, 0)
    is_id = _ID_NAME.search(name) is not None
    if not is_id and digits < LONG_NUMBER and "-" not in value:
        return (0, 0)
    return (2 if is_id else 1, digits or len(value))


def _split_query(query: str) -> dict[str, str]:
    return {name: value for name, _, value in (part.partition("=") for part in query.split("&")) if name}
