"""Addresses: which may be asked at all, which two are the same article, and which canonical link is
believed.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import string
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

import tldextract

MAX_LENGTH = 2048
"""Longer addresses are a fault of the server or an attack; real articles stay below 700 characters."""

# The bundled list only: tldextract would otherwise fetch a newer one at first use.
_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

# A closed list: courlan's drops `cid`, `uid` and `source`, which are the ids of articles at some outlets.
_TRACKERS = """
    fbclid gclid dclid gbraid wbraid msclkid yclid ysclid twclid igshid igsh gidzl _openstat mc_cid mc_eid cmpid ncid s_cid spm
    at_medium at_campaign at_campaign_type at_creation at_link_id at_link_origin at_link_type at_ptr_name at_format at_bbc_team
    _ga _gl __twitter_impression ref_src zarsrc vn_source vn_medium vn_campaign vn_term utm phpsessid jsessionid
"""
TRACKERS = frozenset(_TRACKERS.split())
_TRACKER = re.compile(r"^(utm_|pk_|mtm_|hsa_|_hs)", re.IGNORECASE)
# `ref` bears an id at some outlets: it goes only when it names where the reader came from.
_REFERRER = re.compile(
    r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}|rss|feed|fb|facebook|twitter|telegram|home|homepage|share|push|mail|newsletter",
    re.IGNORECASE,
)
_VARIANT_HOSTS = ("www.", "m.", "amp.")
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)

_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_EQUAL_IN_PATHS = _UNRESERVED | frozenset("!$'()*,:@")
_UNIT = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")

_ABSOLUTE = re.compile(r"https?://[^/]")
_EDGES = string.whitespace + "\u00a0\u200b\u200c\u200d\u2060\ufeff"
_INVISIBLE = re.compile(
    "[\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u1680\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_LOCAL_NAMES = frozenset({"localhost", "ip6-localhost", "metadata", "instance-data"})
_LOCAL_SUFFIXES = (
    ".localhost",
    ".localdomain",
    ".local",
    ".internal",
    ".lan",
    ".home.arpa",
    ".intranet",
    ".corp",
)
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Python 3.11 takes these for public: documentation, the old 6to4 relay, and the machine room's own service at
# Azure.
_NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("3fff::/20", "192.88.99.0/24", "168.63.129.16/32")))


def make_url_id(url: str, id_parameters: Collection[str] = ()) -> str:
    """Give the id of an address: first 32 hex digits of sha256 of its identity form."""
    return hashlib.sha256(identify_url(url, tuple(id_parameters)).encode("utf-8", "replace")).hexdigest()[:32]


@lru_cache(maxsize=65536)
def identify_url(url: str, id_parameters: tuple[str, ...] = ()) -> str:
    """Give the form under which two addresses of one article are equal; never raises.

    http and https are one: outlets that moved still list the old scheme. `www.`, `m.`, `amp.` go; so do the
    default port, the fragment, trackers, `/amp` and the trailing slash of a path, which servers redirect to
    the other form. The path keeps its case; the query is sorted. With `id_parameters`, those of them in the
    query stand for path and query: a print page is its article.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = _read_host(parts), parts.port
    except ValueError:
        return url
    if parts.scheme not in {"http", "https"} or not host:
        return url
    place = _format_netloc(_reduce_host(host), None if port in {80, 443} else port)
    named = [p for p in parts.query.split("&") if p.partition("=")[0] in id_parameters]
    path = "/" if named else _reduce_path(parts.path)
    return urlunsplit(("https", place, path, _reduce_query("&".join(named) or parts.query), ""))


def _read_host(parts: SplitResult) -> str:
    """The host as it is looked up: lower case, IDN in punycode, full-width and ideographic dots and digits
    made plain.
    """
    host = (parts.hostname or "").rstrip(".").lower()
    if host.isascii() or len(host) > 253:
        return host
    try:
        return host.encode("idna").decode().rstrip(".").lower()
    except UnicodeError:
        return host


def _format_netloc(host: str, port: int | None) -> str:
    return (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")


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
    pairs = (
        _encode_text(p.replace("+", "%20"), _EQUAL_IN_PATHS).removesuffix("=")
        for p in _select_parameters(query)
    )
    return "&".join(sorted(p for p in pairs if p))


def _select_parameters(query: str) -> list[str]:
    """The parameters that say something about the page."""
    pairs = [(p, *p.partition("=")[::2]) for p in query.split("&") if p]
    return [p for p, name, value in pairs if not is_tracker(unquote(name), unquote(value))]


def _encode_text(text: str, plain: Collection[str] = _UNRESERVED) -> str:
    """Percent-encode once, whatever came: %C9%99 and ə become equal, %2F stays no slash, nothing is encoded
    or decoded twice.
    """

    def unit(found: re.Match[str]) -> str:
        if len(found[0]) == 1:
            return quote(found[0], safe="", errors="replace")
        char = chr(int(found[0][1:], 16))
        return char if char in plain else found[0].upper()

    return _UNIT.sub(unit, text)


def _resolve_dots(path: str) -> str:
    """Resolve . and .., which urljoin leaves in absolute addresses: robots.txt is asked about the page that
    would be given.
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


def is_tracker(name: str, value: str = "") -> bool:
    """Whether a parameter only tells where a reader came from, or which form of the page he wants."""
    name = name.lower()
    if name == "amp":
        return value.lower() in {"", "1", "true", "yes"}
    if name == "ref":
        return _REFERRER.fullmatch(value) is not None
    return name in TRACKERS or _TRACKER.match(name) is not None


def resolve_link(base: str, link: str) -> str:
    """Give `link` as seen on `base`, without fragment and trackers, percent-encoded; empty when it makes no
    address.
    """
    link = link.strip(_EDGES)
    try:
        # Joining is half of the time that a large sitemap takes, and changes nothing of a plain absolute
        # address.
        joined = (
            link
            if _ABSOLUTE.match(link)
            else urljoin(base, f"//{link}" if link[:4].lower() == "www." else link)
        )
        parts = urlsplit(joined)
        host, port = _read_host(parts), parts.port
        user = parts.username is not None
    except ValueError:
        return ""
    if user or not host:
        return urlunsplit(parts)
    place = _format_netloc(host, None if port == {"http": 80, "https": 443}.get(parts.scheme) else port)
    return urlunsplit(
        (
            parts.scheme,
            place,
            _resolve_dots(_encode_text(parts.path)) or "/",
            _encode_text("&".join(_select_parameters(parts.query))),
            "",
        )
    )


@lru_cache(maxsize=65536)
def get_registrable_domain(url: str) -> str:
    """Give the registrable domain of an address or host (the IP literal or the bare host where there is
    none).
    """
    try:
        host = _read_host(urlsplit(url if "//" in url else f"//{url}"))
    except ValueError:
        return ""
    found = _EXTRACT(host)
    if not found.suffix and _NAME.fullmatch(host) and parse_literal_address(host) is None:
        # An unknown ending is a suffix by the list's own rule.
        return ".".join(host.split(".")[-2:])
    return found.top_domain_under_public_suffix.lower() or host


def explain_refusal(url: str, *, literal: bool = True) -> str | None:
    """Say in a few words why an address may not be asked, or None; never raises.

    Refused are other schemes than http and https, user info, odd characters, more than 2,048 characters, and
    with `literal` every name and IP literal that is not public, in all its disguises (decimal, hex, octal,
    mapped IPv6). What a name resolves to is checked at connect.
    """
    if len(url) > MAX_LENGTH:
        return "too long"
    if _INVISIBLE.search(url) or "\\" in url:
        return "odd characters"
    try:
        parts = urlsplit(url)
        host, port = _read_host(parts), parts.port
    except ValueError:
        return "malformed"
    if parts.scheme not in {"http", "https"}:
        return "scheme"
    if parts.username is not None or parts.password is not None:
        return "user info"
    return "port" if port == 0 else _explain_host_refusal(host, literal)


def _explain_host_refusal(host: str, literal: bool) -> str | None:
    if not host or len(host) > 253:
        return "no host"
    # Nothing is decoded in a host: with %2e for a dot, libraries would not agree on what it names.
    if ":" not in host and not _NAME.fullmatch(host):
        return "malformed host"
    if not literal:
        return None
    if host in _LOCAL_NAMES or host.endswith(_LOCAL_SUFFIXES):
        return "local name"
    address = parse_literal_address(host)
    if address is not None:
        return None if is_public_address(address) else "private address"
    return None if "." in host and ":" not in host else "no public name"


def parse_literal_address(host: str) -> str | None:
    """Give the address that a host spells out as the system's resolver would read it, or None when it is a
    name.
    """
    labels = host.split(".")
    if ":" not in host and not _NUMBER.fullmatch(labels[-1]):
        return None
    try:
        if ":" in host:
            return str(ipaddress.IPv6Address(host.partition("%")[0]))
        return str(ipaddress.IPv4Address(_pack_numbers([_parse_number(label) for label in labels])))
    except ValueError:
        # Looks like an address but is none: no resolver agrees on it, so nobody may ask it.
        return "0.0.0.0"  # noqa: S104 - not bound, refused


def _parse_number(label: str) -> int:
    if label[:2].lower() == "0x":
        return int(label[2:] or "0", 16)
    return int(label, 8 if len(label) > 1 and label[0] == "0" else 10)


def _pack_numbers(numbers: list[int]) -> int:
    """The 32 bits of one to four numbers, the last filling what is left (inet_aton)."""
    *head, last = numbers
    if len(head) > 3 or max(head, default=0) > 255 or last >= 1 << 8 * (4 - len(head)):
        raise ValueError("no IPv4 address")
    return sum(n << 8 * (3 - i) for i, n in enumerate(head)) + last


def is_public_address(address: str) -> bool:
    """Whether an IP address is global unicast; addresses that carry another (mapped, NAT64, 6to4, Teredo) are
    judged by that one.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public_address(str(inner))
        if ip not in _GLOBAL_UNICAST:
            return False
    return (
        ip.is_global
        and not ip.is_multicast
        and not ip.is_reserved
        and not any(ip in network for network in _NOT_PUBLIC)
    )


def pick_canonical_url(page_url: str, claimed: str, own_domains: Collection[str] = ()) -> str:
    """Give the canonical address of a page: the claimed one when it can be believed, else the page's own.

    Believed on the same registrable domain (or one of the outlet's own) and only when it is neither the home
    page nor the section that the page lies in: all of these are seen to lie.
    """
    if not claimed:
        return page_url
    url = resolve_link(page_url, claimed)
    if explain_refusal(url, literal=False) or _is_section(urlsplit(url).path, urlsplit(page_url).path):
        return page_url
    domain = get_registrable_domain(url)
    return url if domain == get_registrable_domain(page_url) or domain in own_domains else page_url


def _is_section(path: str, page_path: str) -> bool:
    """Whether a path is a folder above the page with a plain word for its name; /a-long-title/2 lies under an
    article.
    """
    path = path.rstrip("/")
    name = path.rpartition("/")[2]
    return not path or (page_path.startswith(path + "/") and page_path.rstrip("/") != path and name.isalpha())
