"""Content codings, undone strictly: half a body is never taken for a whole one, and a bomb stops at the
limit.
"""

from __future__ import annotations

import zlib

MOST_UNPACKED = 5 * 1024 * 1024
MOST_CODINGS = 3
"""Codings on top of each other; real servers use one, seldom two."""

LONGEST_HEADER = 1000
"""Characters of the header that are looked at."""

# The other codings that are registered for HTTP (IANA, HTTP Content Coding Registry).
_NOT_UNDONE = frozenset(
    {"aes128gcm", "br", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "zstd"}
)
_GZIP, _ZLIB, _RAW = 31, 15, -15
_MAGIC = b"\x1f\x8b"


class BrokenBody(ValueError):
    """A body is shorter than announced, or its compression is damaged or unknown."""


class TooLarge(ValueError):
    """A body has more bytes than allowed once it is unpacked."""


def decode_content(body: bytes, encoding: str, limit: int = MOST_UNPACKED) -> bytes:
    """Undo a Content-Encoding; raise BrokenBody for damage or a coding not undone here, TooLarge beyond
    `limit` bytes.

    gzip and deflate are undone: nothing else is asked for, and a server that packs otherwise cannot be read.
    What is no coding at all (`utf-8`, `none`, `binary`, `aws-chunked`) says nothing: the body is read as it
    stands, unpacked where it begins as gzip does.
    """
    names = (name.partition(";")[0].strip(" \t\"'").lower() for name in encoding[:LONGEST_HEADER].split(","))
    codings = [name for name in names if name]
    if len(codings) > MOST_CODINGS:
        raise BrokenBody(f"{len(codings)} content codings on top of each other")
    for coding in reversed(codings):
        body = _undo_coding(body, coding, limit)
    if len(body) > limit:
        raise TooLarge(f"more than {limit} bytes")
    return body


def _undo_coding(body: bytes, coding: str, limit: int) -> bytes:
    if not body or coding == "identity":
        return body
    if coding in {"gzip", "x-gzip"}:
        return _unpack_gzip(body, limit)
    if coding == "deflate":
        return _unpack_deflate(body, limit)
    if coding in _NOT_UNDONE:
        raise BrokenBody(f"content coding {coding!r} was not asked for")
    return _unpack_gzip(body, limit) if body.startswith(_MAGIC) else body


def _unpack_gzip(body: bytes, limit: int) -> bytes:
    """Unpack gzip; what follows the last member is padding that browsers ignore as well."""
    parts: list[bytes] = []
    while body[:2] == _MAGIC or not parts:
        data, body = _inflate_stream(body, _GZIP, limit - sum(map(len, parts)))
        parts.append(data)
    return b"".join(parts)


def _unpack_deflate(body: bytes, limit: int) -> bytes:
    # Servers send it with and without the zlib header.
    try:
        return _inflate_stream(body, _ZLIB, limit)[0]
    except BrokenBody:
        return _inflate_stream(body, _RAW, limit)[0]


def _inflate_stream(body: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    engine = zlib.decompressobj(wbits)
    try:
        data = engine.decompress(body, limit + 1)
    except zlib.error as error:
        raise BrokenBody(str(error)) from None
    if len(data) > limit:
        raise TooLarge(f"more than the allowed bytes once unpacked (of {len(body)} packed)")
    if not engine.eof:
        raise BrokenBody("the compressed body ends early")
    return data, engine.unused_data
