"""Content codings, undone strictly: half a body is never taken for a whole one, and a bomb stops at the
limit.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

MOST_UNPACKED = 5 * 1024 * 1024
"""Bytes of a body, packed or unpacked, where `AZVN_MAX_BYTES` says nothing else."""
MOST_CODINGS = 3
"""Codings on top of each other; real servers use one, seldom two."""
LONGEST_HEADER = 1000
"""Characters of the header that are looked at."""
MOST_MEMBERS = 5_000
"""Members of one gzip body. Servers that pack piece by piece send one for some kilobytes; each costs a
decoder of its own, 10 microseconds.
"""
_PIECE = 1024
"""Bytes fed to a decoder at first, twice as many each time: what it leaves is copied, and small members leave
nearly all.
"""

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


def join_codings(values: Iterable[str]) -> str:
    """Give the codings of all Content-Encoding headers of an answer as one (RFC 9110, 5.3)."""
    return ", ".join(values)


def decode_content(body: bytes, encoding: str, limit: int = MOST_UNPACKED) -> bytes:
    """Undo a Content-Encoding; raise BrokenBody for damage or a coding not undone here, TooLarge beyond
    `limit` bytes.

    Neither the packed nor the unpacked body may be larger. gzip and deflate are undone: nothing else is asked
    for, and a server that packs otherwise cannot be read. What is no coding at all (`utf-8`, `none`,
    `binary`, `aws-chunked`) says nothing: the body is read as it stands, unpacked where it begins as gzip
    does.
    """
    if len(body) > limit:
        raise TooLarge(f"more than {limit} bytes packed: {len(body)}")
    names = (name.partition(";")[0].strip(" \t\"'").lower() for name in encoding[:LONGEST_HEADER].split(","))
    codings = [name for name in names if name]
    if len(codings) > MOST_CODINGS:
        raise BrokenBody(f"{len(codings)} content codings on top of each other")
    for coding in reversed(codings):
        body = _undo_coding(body, coding, limit)
    if len(body) > limit:
        raise TooLarge(f"more than {limit} bytes: {len(body)}")
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
    start = size = 0
    while not parts or body.startswith(_MAGIC, start):
        if len(parts) == MOST_MEMBERS:
            raise BrokenBody(f"more than {MOST_MEMBERS} members of gzip")
        data, start = _inflate_stream(body, start, _GZIP, limit, size)
        parts.append(data)
        size += len(data)
    return b"".join(parts)


def _unpack_deflate(body: bytes, limit: int) -> bytes:
    # Servers send it with and without the zlib header.
    try:
        return _inflate_stream(body, 0, _ZLIB, limit)[0]
    except BrokenBody:
        return _inflate_stream(body, 0, _RAW, limit)[0]


def _inflate_stream(body: bytes, start: int, wbits: int, limit: int, size: int = 0) -> tuple[bytes, int]:
    """Give what the stream that begins at a byte holds, and where it ends; the time is linear in both.

    `size` bytes of the limit are used already.
    """
    engine = zlib.decompressobj(wbits)
    rest = memoryview(body)
    parts: list[bytes] = []
    piece = _PIECE
    while not engine.eof and start < len(body):
        try:
            data = engine.decompress(rest[start : start + piece], limit + 1 - size)
        except zlib.error as error:
            raise BrokenBody(str(error)) from None
        parts.append(data)
        size += len(data)
        if size > limit:
            raise TooLarge(f"more than {limit} bytes once unpacked, of {len(body)} packed")
        start += min(piece, len(body) - start) - len(engine.unused_data)
        piece *= 2
    if not engine.eof:
        raise BrokenBody("the compressed body ends early")
    return b"".join(parts), start
