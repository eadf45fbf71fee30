"""Codings are undone strictly, in bounded time and to a bounded size."""

from __future__ import annotations

import gzip
import zlib

import pytest

from pipeline.text.coding import (
    MOST_MEMBERS,
    MOST_UNPACKED,
    BrokenBody,
    TooLarge,
    decode_content,
    join_codings,
)

HTML = b"<html><body><p>Reeds grow along the canal.</p></body></html>"

NO_CODINGS = [
    "utf-8",
    "UTF-8",
    "none",
    "aws-chunked",
    "binary",
    "8bit",
    "7bit",
    "charset=utf-8",
    "text/html",
    " , ",
]
DECODED = [
    (HTML, "", HTML),
    (HTML, "identity", HTML),
    (gzip.compress(HTML, mtime=0), "gzip", HTML),
    (gzip.compress(HTML, mtime=0), "X-GZIP", HTML),
    (gzip.compress(HTML[:9], mtime=0) + gzip.compress(HTML[9:], mtime=0), "gzip", HTML),
    (gzip.compress(HTML, mtime=0) + bytes(20), "gzip", HTML),
    (zlib.compress(HTML), "deflate", HTML),
    (zlib.compress(HTML)[2:-4], "deflate", HTML),
    (gzip.compress(gzip.compress(HTML, mtime=0), mtime=0), "gzip, gzip", HTML),
    (b"", "gzip", b""),
    *((HTML, coding, HTML) for coding in NO_CODINGS),
    *((gzip.compress(HTML, mtime=0), coding, HTML) for coding in NO_CODINGS if coding.strip(", ")),
    (gzip.compress(HTML, mtime=0), "aws-chunked, gzip", HTML),
    (gzip.compress(HTML, mtime=0), "gzip;q=1.0", HTML),
    (b"%PDF-1.7 \x00\xff", "binary", b"%PDF-1.7 \x00\xff"),
]


@pytest.mark.parametrize(("body", "encoding", "expected"), DECODED)
def test_codings_are_undone(body: bytes, encoding: str, expected: bytes) -> None:
    assert decode_content(body, encoding) == expected


@pytest.mark.parametrize(
    ("body", "encoding", "fault"),
    [
        (gzip.compress(HTML, mtime=0)[:-1], "gzip", BrokenBody),
        (gzip.compress(HTML, mtime=0)[:-8] + bytes(8), "gzip", BrokenBody),
        (gzip.compress(HTML[:9], mtime=0) + gzip.compress(HTML[9:], mtime=0)[:-5], "gzip", BrokenBody),
        (HTML, "gzip", BrokenBody),
        (HTML, "zstd", BrokenBody),
        (HTML, "utf-8, br", BrokenBody),
        (gzip.compress(HTML, mtime=0)[:-1], "utf-8", BrokenBody),
        (gzip.compress(bytes(10**7), mtime=0), "binary", TooLarge),
        (HTML, "gzip," * 200 + "gzip", BrokenBody),
        (gzip.compress(b"", mtime=0) * (MOST_MEMBERS + 1), "gzip", BrokenBody),
        (gzip.compress(bytes(10**7), mtime=0), "gzip", TooLarge),
        (gzip.compress(bytes(4 * 2**20), mtime=0) * 2, "gzip", TooLarge),
        (gzip.compress(gzip.compress(bytes(10**7), mtime=0), mtime=0), "gzip, gzip", TooLarge),
        (zlib.compress(bytes(10**7)), "deflate", TooLarge),
        (bytes(MOST_UNPACKED + 1), "", TooLarge),
        (bytes(MOST_UNPACKED + 1), "gzip", TooLarge),
    ],
)
def test_damage_and_bombs_are_named(body: bytes, encoding: str, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        decode_content(body, encoding)


def test_many_members_are_one_body() -> None:
    pieces = [b"%d," % number for number in range(MOST_MEMBERS)]
    packed = b"".join(gzip.compress(piece, mtime=0) for piece in pieces)
    assert decode_content(packed, "gzip") == b"".join(pieces)


def test_a_limit_holds_for_all_members_together_and_is_told() -> None:
    packed = gzip.compress(bytes(600), mtime=0) * 2
    assert decode_content(packed, "gzip", 1200) == bytes(1200)
    with pytest.raises(TooLarge, match="more than 1199 bytes"):
        decode_content(packed, "gzip", 1199)


@pytest.mark.parametrize(
    ("headers", "encoding"), [((), ""), (("gzip",), "gzip"), (("gzip", "gzip"), "gzip, gzip")]
)
def test_several_headers_are_one(headers: tuple[str, ...], encoding: str) -> None:
    assert join_codings(headers) == encoding
