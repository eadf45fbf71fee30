"""Ids of what Kibana shows."""

from __future__ import annotations

import re

_ODD = re.compile(r"[^a-z0-9_-]")


def make_kibana_id(prefix: str, stem: str) -> str:
    """Give the id of an object of ours: Kibana's dashboards take small letters, digits, `-` and `_` alone.

    >>> make_kibana_id("news.azvn-", "articles")
    'news_azvn-articles'
    """
    return _ODD.sub("_", prefix) + stem
