"""Hostile inputs by seed and number: the sample outlets' answers damaged, and structures that cost time."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from bench.structures import Attack, make_structure
from local.sample.server import Sample

STRUCTURES = 20
"""One input in so many is a structure, the others are damaged answers."""
ODD = (
    b"\x00",
    b"\x01",
    b"\x0b",
    b"\x1f",
    b"\xff",
    b"\xef\xbf\xbe",
    b"\xed\xa0\x80",
    "\u202e".encode(),
    b"&#1;",
    b"&#xD800;",
    b"&#99999999;",
    b"&amp;#2;",
    b"\\ud800",
    b"\\u0000",
    b"<",
    b">",
    b"]]>",
    b"<!--",
    b"'",
    b'"',
    b"&",
    b"<![CDATA[",
    b"</",
    b"<script>",
    b"</script>",
    b"{",
    b"[",
    b"\r",
    b"\n\n",
    b"%00",
)


def make_attack(seed: int, number: int) -> Attack:
    """Give an input; the same seed and number give the same one."""
    chance = random.Random(f"{seed}/{number}")
    if number % STRUCTURES == 0:
        return make_structure(chance, number // STRUCTURES)
    kind, name, body = chance.choice(list_answers())
    for _ in range(chance.choice((1, 1, 2, 4))):
        change = chance.choice(_CHANGES)
        body = change(body, chance)
        name = f"{name} {change.__name__.strip('_')}"
    if chance.random() < 0.1:
        packed = gzip.compress(body, mtime=0)
        # Half of them arrive whole: of the others hardly one gets past its checksum.
        return Attack("body", f"{name} gzip", chance.choice((packed, _damage_bytes(packed, chance))))
    return Attack(kind, name, body)


@lru_cache(maxsize=1)
def list_answers() -> list[Attack]:
    """Give what the sample outlets answer: their feeds, sitemaps and section pages, and their articles."""
    sample = Sample()
    found = []
    for source in sample.catalogue.sources:
        kinds = [("listing" if feed.link else "feed", feed.url) for feed in source.polled]
        kinds += [("page", sample.build_url(article)) for article in sample.list_articles(source)]
        for kind, url in kinds:
            parts = urlsplit(url)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            found.append(Attack(kind, url, sample.answer_request(parts.netloc, path).body))
    return [answer for answer in found if answer.body]


# ---- damage


def _insert_odd(body: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + chance.choice(ODD) * chance.choice((1, 1, 3, 200)) + body[place:]


def _cut_end(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _drop_piece(body: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(body) + 1)
    return body[:place] + body[place + chance.randrange(1, 400) :]


def _repeat_piece(body: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(body) + 1)
    piece = body[place : place + chance.randrange(1, 200)]
    return body[:place] + piece * chance.choice((2, 20, 300)) + body[place:]


def _damage_bytes(body: bytes, chance: random.Random) -> bytes:
    data = bytearray(body)
    for _ in range(chance.choice((1, 5, 50))):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _swap_pieces(body: bytes, chance: random.Random) -> bytes:
    one, two = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    return body[two:] + body[one:two] + body[:one]


def _join_other(body: bytes, chance: random.Random) -> bytes:
    return body[: len(body) // 2] + chance.choice(list_answers()).body


def _recode(body: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-16", "utf-16-le", "cp1251", "cp1254", "latin-1", "utf-32"))
    return body.decode("utf-8", "replace").encode(encoding, "replace")


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _insert_odd,
    _insert_odd,
    _cut_end,
    _drop_piece,
    _repeat_piece,
    _damage_bytes,
    _swap_pieces,
    _join_other,
    _recode,
)
