"""Addresses: which may be asked at all, and which two are the same article."""

from __future__ import annotations

import hashlib
import ipaddress
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import tldextract

MAX_LENGTH = 2048
_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def url_id(url: str) -> str:
    """Give the id of an address: first 32 hex digits of sha256 of its identity form."""
    return hashlib.sha256(identity(url).encode()).hexdigest()[:32]


def identity(url: str) -> str:
    """Give the form under which two addresses of one article are equal."""
    return url.partition("#")[0]


def resolve(base: str, link: str) -> str:
    """Give `link` as seen on `base`, without fragment."""
    return urljoin(base, link.strip())


@lru_cache(maxsize=65536)
def registrable_domain(url: str) -> str:
    """Give the registrable domain of an address or host (the IP literal or the bare host where there is none)."""
    host = (urlsplit(url).hostname if "//" in url else url.partition(":")[0]) or ""
    found = _EXTRACT(host)
    return (found.top_domain_under_public_suffix or host).lower()


def refusal(url: str, *, literal: bool = True) -> str | None:
    """Say why an address may not be asked, or None: scheme, user info, length, private literal."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        return "scheme"
    if literal:
        try:
            return None if ipaddress.ip_address(parts.hostname).is_global else "private"
        except ValueError:
            return None
    return None
