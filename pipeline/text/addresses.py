"""Which addresses may be asked at all: public ones in every spelling, and no others.

Nothing is looked up: what a name resolves to is checked at connect (`spiders.ssrf`).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

MAX_LENGTH = 2048
"""Longer addresses are a fault of the server or an attack; real articles stay below 700 characters."""
LONGEST_HOST = 253
"""Characters of a name in the DNS."""

_INVISIBLE = re.compile(
    "[\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u1680\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\ufe00-\ufe0f\ufeff\ud800-\udfff]"
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
SPECIAL_NETWORKS: Mapping[str, str] = {
    "0.0.0.0/8": "this network (RFC 791)",
    "10.0.0.0/8": "private use (RFC 1918)",
    "100.64.0.0/10": "shared by a provider's customers (RFC 6598)",
    "127.0.0.0/8": "loopback (RFC 1122)",
    "169.254.0.0/16": "link-local, metadata of clouds (RFC 3927)",
    "172.16.0.0/12": "private use (RFC 1918)",
    "192.0.0.0/24": "protocol assignments, metadata of a cloud (RFC 6890)",
    "192.0.2.0/24": "documentation (RFC 5737)",
    "192.31.196.0/24": "AS112 (RFC 7535)",
    "192.52.193.0/24": "AMT (RFC 7450)",
    "192.88.99.0/24": "6to4 relay, deprecated (RFC 7526)",
    "192.168.0.0/16": "private use (RFC 1918)",
    "192.175.48.0/24": "AS112 (RFC 7534)",
    "198.18.0.0/15": "benchmarks (RFC 2544)",
    "198.51.100.0/24": "documentation (RFC 5737)",
    "203.0.113.0/24": "documentation (RFC 5737)",
    "224.0.0.0/4": "multicast (RFC 5771)",
    "240.0.0.0/4": "reserved, broadcast (RFC 1112)",
    "168.63.129.16/32": "the machine room's own service at Azure; in no registry",
    "::/96": "unspecified, loopback and embedded IPv4, deprecated (RFC 4291)",
    "64:ff9b:1::/48": "local translation of IPv4 (RFC 8215)",
    "100::/64": "discard (RFC 6666)",
    "100:0:0:1::/64": "dummy prefix (RFC 9780)",
    "2001::/23": "protocol assignments, benchmarks, ORCHID (RFC 2928)",
    "2001:db8::/32": "documentation (RFC 3849)",
    "2620:4f:8000::/48": "AS112 (RFC 7534)",
    "3fff::/20": "documentation (RFC 9637)",
    "5f00::/16": "segment routing (RFC 9602)",
    "fc00::/7": "private use (RFC 4193)",
    "fe80::/10": "link-local (RFC 4291)",
    "fec0::/10": "site-local, deprecated (RFC 3879)",
    "ff00::/8": "multicast (RFC 4291)",
}
"""The special-purpose registries of IANA (iana-ipv4-special-registry, iana-ipv6-special-registry) and what
belongs beside them: no outlet is served from there.

Python's `is_global` follows the registries of the day that it was released. Blocks that carry another address
(mapped, NAT64, 6to4, Teredo) are judged by that one.
"""
_SPECIAL = tuple(map(ipaddress.ip_network, SPECIAL_NETWORKS))


def explain_refusal(url: str, *, literal: bool = True) -> str | None:
    """Say in a few words why an address may not be asked, or None; never raises.

    Refused are other schemes than http and https, user info, odd characters, more than 2,048 characters, and
    with `literal` every name and IP literal that is not public, in all its disguises (decimal, hex, octal,
    mapped IPv6).
    """
    if len(url) > MAX_LENGTH:
        return "too long"
    if _INVISIBLE.search(url) or "\\" in url:
        return "odd characters"
    try:
        parts = urlsplit(url)
        host = read_host(parts)
        port = parts.port
    except ValueError:
        return "malformed"
    if parts.scheme not in {"http", "https"}:
        return "scheme"
    if parts.username is not None or parts.password is not None:
        return "user info"
    if port == 0:
        return "port"
    return _explain_host_refusal(host, literal)


def read_host(parts: SplitResult) -> str:
    """Give the host as it is looked up: lower case, IDN in punycode, odd dots and digits made plain."""
    host = (parts.hostname or "").rstrip(".").lower()
    if host.isascii() or len(host) > LONGEST_HOST:
        return host
    try:
        return host.encode("idna").decode().rstrip(".").lower()
    except UnicodeError:
        return host


def is_name(host: str) -> bool:
    """Whether a host is a name, and no IP literal in any disguise."""
    return _NAME.fullmatch(host) is not None and parse_literal_address(host) is None


def _explain_host_refusal(host: str, literal: bool) -> str | None:
    if not host or len(host) > LONGEST_HOST:
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
    """Give the address that a host spells out as the system's resolver reads it; None when it is a name."""
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
    """Whether an IP address is global unicast.

    Addresses that carry another (mapped, NAT64, 6to4, Teredo) are judged by that one.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _find_inner_address(ip)
        if inner is not None:
            return is_public_address(str(inner))
        if ip not in _GLOBAL_UNICAST:
            return False
    return not any(ip in network for network in _SPECIAL)


def _find_inner_address(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
