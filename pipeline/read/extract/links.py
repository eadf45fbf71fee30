"""Where a link leads: to the site's own pages, to another site, or to where one signs up or pays."""

from __future__ import annotations

import re
from enum import IntEnum


class Link(IntEnum):
    """Whether letters stand in a link, and where it leads."""

    NONE = 0
    HERE = 1
    ELSEWHERE = 2


_HOST = re.compile(r"(?:https?:)?//([^/:?#]+)", re.IGNORECASE)
_OFFER = re.compile(
    r"//(?:subscri\w*|abo\w{0,8}|log-?in|accounts?|membership)\."
    r"|/(?:sign-?(?:up|in)|log-?in|regist\w*|abos?|membership|dang-ky|dang-nhap|(?:[\w-]{1,20}-)?subscri\w*"
    r"|(?:subscri|newsletter|suscri|abune|abonn|podpis)\w*(?:-\w+)?)(?:[/?.#]|$)",
    re.IGNORECASE,
)
# Where an article is shared or the outlet has a page of its own, and what fills places for advertisements.
_NETWORK = re.compile(
    r"facebook|twitter|instagram|linkedin|pinterest|whatsapp|telegram|tiktok|youtu\.?be|reddit|flipboard"
    r"|threads|outbrain|taboola|(?:^|\.)(?:x|t|vk|ok|zalo)\.",
    re.IGNORECASE,
)


def find_target(href: str, site: str) -> Link:
    """Tell whether a link leads to the site's own pages or to another site; networks are the site's own."""
    found = _HOST.match(href)
    if found is None or f".{found[1].lower()}".endswith(f".{site}") or _NETWORK.search(found[1]):
        return Link.HERE
    return Link.ELSEWHERE


def is_offer(href: str) -> bool:
    """Whether a link leads to where one signs up, signs in or pays."""
    return _OFFER.search(href) is not None
