"""URLs: which two are the same article, and what a link on a page names."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

from pipeline.text.addresses import is_name, read_host

# The list that comes with the package: registries only, as a portal's subdomains are one outlet.
_SUFFIXES = PublicSuffixList(only_icann=True)

# A closed list: courlan's drops `cid`, `uid` and `source`, which are the ids of articles at some outlets.
_TRACKERS = """
    fbclid gclid dclid gbraid wbraid msclkid yclid ysclid twclid igshid igsh gidzl _openstat
    mc_cid mc_eid cmpid ncid s_cid spm
    at_medium at_campaign at_campaign_type at_creation at_link_id at_link_origin at_link_type at_ptr_name
    at_format at_bbc_team _ga _gl __twitter_impression ref_src zarsrc
    vn_source vn_medium vn_campaign vn_term utm phpsessid jsessionid
"""
TRACKERS = frozenset(_TRACKERS.split())
_TRACKER = re.compile(r"^(utm_|pk_|mtm_|hsa_|_hs)", re.IGNORECASE)
# `ref` bears an id at some outlets: it goes only when it names where the reader came from.
_REFERRER = re.compile(
    r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}"
    r"|rss|feed|fb|facebook|twitter|telegram|home|homepage|share|push|mail|newsletter",
    re.IGNORECASE,
)
_VARIANT_HOSTS = ("www.", "m.", "amp.")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)

_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_EQUAL_IN_PATHS = _UNRESERVED | frozenset("!$'()*,:@")
_UNIT = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")

_ABSOLUTE = re.compile(r"https?://[^/]")
LONGEST_LINK = 8_192
"""Characters of a link that is taken apart at all; addresses are asked up to a quarter of that."""
_EDGES = string.whitespace + "\u00a0\u200b\u200c\u200d\u2060\ufeff"


def make_url_id(url: str, id_parameters: Collection[str] = ()) -> str:
    """Give the id of a URL: first 32 hex digits of sha256 of its identity form."""
    return hashlib.sha256(identify_url(url, tuple(id_parameters)).encode("utf-8", "replace")).hexdigest()[:32]


@lru_cache(maxsize=65536)
def identify_url(url: str, id_parameters: tuple[str, ...] = ()) -> str:
    """Give the form under which two URLs of one article are equal; never raises.

    http and https are one: outlets that moved still list the old scheme. `www.`, `m.`, `amp.` go; so do the
    default port, the fragment, trackers, `/amp` and the trailing slash of a path, which servers redirect to
    the other form. The path keeps its case; the query is sorted. With `id_parameters`, those of them in the
    query stand for path and query: a print page is its article.
    """
    if len(url) > LONGEST_LINK:
        return url
    try:
        parts = urlsplit(url.strip())
        host = read_host(parts)
        port = parts.port
    except ValueError:
        return url
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return url
    place = _format_netloc(_reduce_host(host), None if port in {80, 443} else port)
    path = _reduce_path(parts.path)
    query = parts.query
    named = [p for p in query.split("&") if p.partition("=")[0] in id_parameters]
    if named:
        path = "/"
        query = "&".join(named)
    return urlunsplit(("https", place, path, _reduce_query(query), ""))


def _format_netloc(host: str, port: int | None) -> str:
    written = f"[{host}]" if ":" in host else host
    return written if port is None else f"{written}:{port}"


def _reduce_host(host: str) -> str:
    domain = get_registrable_domain(host)
    for prefix in _VARIANT_HOSTS:
        rest = host.removeprefix(prefix)
        if rest != host and "." in rest and get_registrable_domain(rest) == domain:
            return _reduce_host(rest)
    return host


def _reduce_path(path: str) -> str:
    path = _encode_text(_SESSION.sub("", path), _EQUAL_IN_PATHS)
    segments = [s for s in path.split("/") if s != "amp"]
    return ("/".join(segments) if any(segments) else path).rstrip("/") or "/"


def _reduce_query(query: str) -> str:
    parameters = [
        _encode_text(p.replace("+", "%20"), _EQUAL_IN_PATHS).removesuffix("=")
        for p in _select_parameters(query)
    ]
    return "&".join(sorted(filter(None, parameters)))


def _select_parameters(query: str) -> list[str]:
    """Give the parameters that say something about the page, as written."""
    kept: list[str] = []
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        if parameter and not is_tracker(unquote(name), unquote(value)):
            kept.append(parameter)
    return kept


def _encode_text(text: str, plain: Collection[str] = _UNRESERVED) -> str:
    """Percent-encode once, whatever came.

    %C9%99 and ə become equal, %2F stays no slash, nothing is encoded or decoded twice.
    """

    def encode_unit(found: re.Match[str]) -> str:
        if len(found[0]) == 1:
            return quote(found[0], safe="", errors="replace")
        char = chr(int(found[0][1:], 16))
        return char if char in plain else found[0].upper()

    return _UNIT.sub(encode_unit, text)


def is_tracker(name: str, value: str = "") -> bool:
    """Whether a parameter only tells where a reader came from, or which form of the page he wants."""
    name = name.lower()
    if name == "amp":
        return value.lower() in {"", "1", "true", "yes"}
    if name == "ref":
        return _REFERRER.fullmatch(value) is not None
    return name in TRACKERS or _TRACKER.match(name) is not None


def resolve_link(base: str, link: str) -> str:
    """Give the URL of a link on the page `base`, percent-encoded; empty when it makes none.

    Fragment and trackers are gone.
    """
    if len(link) > LONGEST_LINK:
        return ""
    try:
        parts = urlsplit(_join_link(base, link.strip(_EDGES)))
        host = read_host(parts)
        port = parts.port
        user = parts.username is not None
    except ValueError:
        return ""
    if user or not host:
        return urlunsplit(parts)
    place = _format_netloc(host, None if port == _DEFAULT_PORTS.get(parts.scheme) else port)
    path = _resolve_dots(_encode_text(parts.path)) or "/"
    query = _encode_text("&".join(_select_parameters(parts.query)))
    return urlunsplit((parts.scheme, place, path, query, ""))


def _join_link(base: str, link: str) -> str:
    # Joining is half of the time that a large sitemap takes, and changes nothing of a plain absolute URL.
    if _ABSOLUTE.match(link):
        return link
    return urljoin(base, mark_host(base, link))


def mark_host(base: str, link: str) -> str:
    """Give a link that begins with a host ("www.wire.example/1") as one that says so, with two slashes.

    Without a scheme it is a path by the letter. Only `www.` and the hosts of the page's own domain are taken
    for what they look like: "news.html" is a file.
    """
    if link[:4].lower() == "www.":
        return f"//{link}"
    host, _, port = link.partition("/")[0].partition("?")[0].partition("#")[0].partition(":")
    if "." not in host or not host.isascii() or not (port.isdigit() or not port):
        return link
    return f"//{link}" if _is_of_domain(host, base) else link


def _is_of_domain(host: str, base: str) -> bool:
    return get_registrable_domain(host.lower()) == get_registrable_domain(urlsplit(base).hostname or "")


def _resolve_dots(path: str) -> str:
    """Resolve . and .., which urljoin leaves in absolute URLs.

    robots.txt is asked about the page that would be given.
    """
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept) + ("/" if path.endswith(("/.", "/..")) else "")


@lru_cache(maxsize=65536)
def get_registrable_domain(url: str) -> str:
    """Give the registrable domain of a URL or host; the IP literal or the bare host where there is none."""
    try:
        host = read_host(urlsplit(url if "//" in url else f"//{url}"))
    except ValueError:
        return ""
    return (_SUFFIXES.privatesuffix(host) if is_name(host) else None) or host
