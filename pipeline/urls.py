"""Addresses: which may be asked at all, which two are the same article, and which canonical link is believed."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit, urlunsplit

import tldextract

MAX_LENGTH = 2048
"""Longer addresses are a fault of the server or an attack; real articles stay below 700 characters."""

# The bundled list only: tldextract would otherwise fetch a newer one at first use.
_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

# A closed list: courlan's drops `cid`, `uid` and `source`, which are the ids of articles at some outlets.
TRACKERS = frozenset(
    [
        "fbclid",
        "gclid",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "ysclid",
        "twclid",
        "igshid",
        "igsh",
        "_openstat",
        "mc_cid",
        "mc_eid",
        "at_medium",
        "at_campaign",
        "at_link_id",
        "at_link_origin",
        "at_link_type",
        "at_ptr_name",
        "at_format",
        "at_bbc_team",
        "cmpid",
        "ncid",
        "s_cid",
        "spm",
        "_ga",
        "_gl",
        "__twitter_impression",
        "ref_src",
        "zarsrc",
        "utm",
        "amp",
        "ref",
    ]
)
_TRACKER = re.compile(r"^(utm_|at_|pk_|mtm_|hsa_|_hs)", re.IGNORECASE)
_VARIANT_HOSTS = ("www.", "m.", "amp.", "mobile.")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_NUMERIC_HOST = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}", re.IGNORECASE)
_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "metadata", "metadata.google.internal", "instance-data"})
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet", ".corp")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def url_id(url: str) -> str:
    """Give the id of an address: first 32 hex digits of sha256 of its identity form."""
    return hashlib.sha256(identity(url).encode("utf-8", "replace")).hexdigest()[:32]


@lru_cache(maxsize=65536)
def identity(url: str) -> str:
    """Give the form under which two addresses of one article are equal; never raises.

    http and https are one; `www.`, `m.`, `amp.` go; so do the default port, the fragment, trackers, `/amp` and a trailing slash. The path
    keeps its case; the query is sorted.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts), parts.port
    except ValueError:
        return url
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return url
    place = _main_host(host) + (f":{port}" if port and port not in {80, 443} else "")
    return urlunsplit(("https", place, _main_path(parts.path), _main_query(parts.query), ""))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _main_host(host: str) -> str:
    for prefix in _VARIANT_HOSTS:
        rest = host.removeprefix(prefix)
        if rest != host and registrable_domain(rest) == registrable_domain(host) and "." in rest:
            return rest
    return host


def _main_path(path: str) -> str:
    path = _percent(path)
    segments = [s for s in path.split("/") if s != "amp"] if path.count("/") > 1 else path.split("/")
    return "/".join(segments).removesuffix("/") or "/"


def _percent(text: str) -> str:
    """Percent-encode once, whatever came: decoding first keeps %C9%99 and ə equal and never encodes twice."""
    return quote(unquote_to_bytes(text), safe="/:@!$&'()*+,;=~-._")


def _main_query(query: str) -> str:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return query
    return urlencode(sorted((k, v) for k, v in pairs if not is_tracker(k)))


def is_tracker(name: str) -> bool:
    """Whether a parameter only tells where a reader came from."""
    return name.lower() in TRACKERS or _TRACKER.match(name) is not None


def resolve(base: str, link: str) -> str:
    """Give `link` as seen on `base`, without fragment and trackers, percent-encoded; empty when it makes no address."""
    try:
        parts = urlsplit(urljoin(base, link.strip()))
        host, port = _host(parts), parts.port
        user = parts.username is not None
    except ValueError:
        return ""
    if user or not host:
        return urlunsplit(parts)
    standard = {"http": 80, "https": 443}.get(parts.scheme)
    shown = f"[{host}]" if ":" in host else host
    place = shown + (f":{port}" if port and port != standard else "")
    kept = "&".join(p for p in parts.query.split("&") if p and not is_tracker(p.partition("=")[0]))
    return urlunsplit((parts.scheme, place, _percent(parts.path) or "/", quote(kept, safe="%/:?@!$&'()*+,;=~-._"), ""))


@lru_cache(maxsize=65536)
def registrable_domain(url: str) -> str:
    """Give the registrable domain of an address or host (the IP literal or the bare host where there is none)."""
    try:
        host = (urlsplit(url).hostname if "//" in url else url.partition(":")[0]) or ""
    except ValueError:
        return ""
    return (_EXTRACT(host).top_domain_under_public_suffix or host).lower().rstrip(".")


def refusal(url: str, *, literal: bool = True) -> str | None:
    """Say in a few words why an address may not be asked, or None; never raises.

    Refused are other schemes than http and https, user info, odd characters, more than 2,048 characters, and with `literal` every name and
    IP literal that is not public, in all its disguises (decimal, hex, octal, mapped IPv6). What a name resolves to is checked at connect.
    """
    if len(url) > MAX_LENGTH:
        return "too long"
    if _INVISIBLE.search(url) or "\\" in url:
        return "odd characters"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "malformed"
    if parts.scheme.lower() not in {"http", "https"}:
        return "scheme"
    if parts.username is not None or parts.password is not None:
        return "user info"
    return _host_refusal(host, literal)


def _host_refusal(host: str, literal: bool) -> str | None:
    # Full-width digits and dots become plain ones on the way to the resolver: so they do here first.
    name = unicodedata.normalize("NFKC", host).rstrip(".").lower()
    if not name or len(name) > 253:
        return "no host"
    if not literal:
        return None
    if name in _LOCAL_NAMES or name.endswith(_LOCAL_SUFFIXES):
        return "local name"
    address = literal_address(name)
    if address is not None:
        return None if public_address(address) else "private address"
    return None if "." in name and ":" not in name else "no public name"


def literal_address(host: str) -> str | None:
    """Give the address that a host spells out as the system's resolver would read it, or None when it is a name."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    if not _NUMERIC_HOST.fullmatch(host):
        return None
    try:
        numbers = [int(p, 16) if p[:2] in {"0x", "0X"} else int(p, 8) if p[0] == "0" and len(p) > 1 else int(p) for p in host.split(".")]
        *head, last = numbers
        value = sum(n << 8 * (3 - i) for i, n in enumerate(head)) + last
        return str(ipaddress.IPv4Address(value))
    except ValueError:
        # Spelt like a number but none: no resolver agrees on it, so nobody may ask it.
        return "0.0.0.0"  # noqa: S104 - not bound, refused


def public_address(address: str) -> bool:
    """Whether an IP address is global unicast; addresses that carry another (mapped, NAT64, 6to4, Teredo) are judged by that one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return public_address(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def canonical(page_url: str, claimed: str, own_domains: Collection[str] = ()) -> str:
    """Give the canonical address of a page: the claimed one when it can be believed, else the page's own.

    Believed on the same registrable domain (or one of the outlet's own) and only when it is not the home page: both are seen to lie.
    """
    if not claimed:
        return page_url
    url = resolve(page_url, claimed)
    if refusal(url, literal=False) or urlsplit(url).path in {"", "/"}:
        return page_url
    domain = registrable_domain(url)
    return url if domain == registrable_domain(page_url) or domain in own_domains else page_url
