"""Structures that cost time where a rule is not linear, or memory where it is not bounded."""

from __future__ import annotations

import random
from typing import NamedTuple

TITLE = "Azerbaijan and Vietnam sign an agreement"
WORDS = "The ministers of Azerbaijan and Vietnam met in Baku and signed an agreement on trade. "


class Attack(NamedTuple):
    """What is tried: `kind` is page, feed, listing or body; `name` says what was done."""

    kind: str
    name: str
    body: bytes


_UNITS = (
    *(
        ".",
        "!",
        "?",
        "…",
        ". ",
        "a. ",
        '."',
        "…” ",
        ",",
        ", ",
        " ",
        "\t",
        "\n",
        "<br>",
        "<p>",
        "<p>a</p>",
        "&",
    ),
    *(
        "<p>Short line.</p>",
        "<b>",
        "<div>",
        "<i y='<' ",
        "<a href='",
        "<!--",
        "<![CDATA[",
        "<?",
        "</",
        "<",
        "&#",
    ),
    *(
        "<li><a href=/a>a</a></li>",
        "<h2><a href=/a>Headline of another</a></h2>",
        "<table><tr><td>",
        "<h1>x</h1>",
    ),
    *(
        "Vietnam War ",
        "Azerbaijan, ",
        "Azerbaijan-Vietnam ",
        "12.11.2026 ",
        "10:30 ",
        "2026-11-12 ",
        "1",
        "12 ",
    ),
    *(
        "<time datetime='2026-11-12'>",
        "<meta name=author content='a, b'>",
        "\u0301",
        "ə",
        "Ð°",
        "<span hidden>",
    ),
    *(
        "<script>",
        "<style>",
        "<noscript>",
        "<article>",
        "<form>",
        "<base href=/>",
        "<iframe>",
        "<svg>",
        "\ufffe",
    ),
)
_JSON = (
    "[",
    '{"@graph":',
    '{"a":',
    '[{"@type":"NewsArticle","author":',
    '{"hasPart":',
    "1,",
    "[],",
    '{"":0},',
)
_FEED_UNITS = (
    *(
        "<item>",
        "<item/>",
        "<a>",
        "<a/>",
        "</a>",
        "<link href='https://a.example/1'/>",
        "<category>x</category>",
    ),
    *(
        "<item><link>https://a.example/1</link></item>",
        "&amp;",
        "&lt;",
        "&",
        "<",
        "<!",
        "<?",
        "<!--",
        "<![CDATA[",
    ),
    *(
        "<a b='",
        "x",
        " ",
        "<content type='xhtml'>",
        "<author><name>x</name></author>",
        "<title>",
        "]]>",
        "%",
        "/",
    ),
)
_SITEMAP_UNITS = (
    *(
        "<url><loc>https://a.example/news/1</loc></url>",
        "<url>",
        "<loc>",
        "<sitemap><loc>https://a.example/s</loc>",
    ),
    "<url><loc>https://a.example/news/%d</loc><lastmod>2 Nov 2026 10:00:%d</lastmod></url>",
    "<x>1</x>",
    "<sitemap><loc>https://a.example/%d.xml</loc></sitemap>",
    "<link hreflang='vi' href='/a%d'/>",
)
_SIZES = (1_000, 20_000, 200_000, 1_000_000, 3_000_000)


def make_structure(chance: random.Random, number: int) -> Attack:
    """Give a structure: the kinds take turns, size and filling are chance."""
    size = chance.choice(_SIZES)
    make = _STRUCTURES[number % len(_STRUCTURES)]
    kind, name, text = make(chance, size)
    return Attack(kind, f"{name} × {size}", text.encode("utf-8", "surrogatepass"))


def _fill(unit: str, size: int) -> str:
    if "%d" not in unit:
        return unit * (size // len(unit.encode()) + 1)
    return "".join(unit.replace("%d", str(n)) for n in range(size // len(unit)))


def _write_page(inner: str, head: str = "") -> str:
    return (
        f"<html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1><p>{WORDS * 4}"
        f"{inner}</p><p>{WORDS * 4}</p></article><div id=recommend></div></body></html>"
    )


def _repeat_in_page(chance: random.Random, size: int) -> tuple[str, str, str]:
    unit = chance.choice(_UNITS)
    return "page", f"page of {unit!r}", _write_page(_fill(unit, size))


def _repeat_two(chance: random.Random, size: int) -> tuple[str, str, str]:
    units = chance.choice(_UNITS) + chance.choice(_UNITS)
    return "page", f"page of {units!r}", _write_page(_fill(units, size))


def _fill_title(chance: random.Random, size: int) -> tuple[str, str, str]:
    unit = chance.choice(_UNITS)
    return (
        "page",
        f"title of {unit!r}",
        f"<title>{_fill(unit, size)}</title><h1>{_fill(unit, size)}</h1>" + WORDS,
    )


def _fill_attributes(chance: random.Random, size: int) -> tuple[str, str, str]:
    tag = chance.choice(("html", "body", "p", "i y='<'", "meta", "a href='>'", "script", "entry", "url"))
    attributes = "".join(f" a{n}={chance.choice(('1', '>', chr(39)))}" for n in range(size // 8))
    return "page", f"attributes of {tag}", _write_page(f"<{tag}{attributes}>")


def _nest_json(chance: random.Random, size: int) -> tuple[str, str, str]:
    unit = chance.choice(_JSON)
    depth = chance.choice((3, 60, 600, 990, size))
    closing = unit.count("{") * "}" + unit.count("[") * "]"
    # As large as other structures: text of a hundred megabytes would be the memory that is measured.
    depth = min(depth, size, _SIZES[-1] // len(unit))
    document = _fill(unit, len(unit) * depth) + "1" + closing * depth
    script = f"<script type='application/ld+json'>{document}</script>"
    return "page", f"JSON-LD of {unit!r} × {depth}", _write_page("", script)


def _fill_meta(chance: random.Random, size: int) -> tuple[str, str, str]:
    name = chance.choice(
        ("og:title", "author", "article:published_time", "og:url", "description", "og:image")
    )
    unit = chance.choice(_UNITS).replace('"', "")
    return (
        "page",
        f"{name} of {unit!r}",
        _write_page("", f'<meta property="{name}" content="{_fill(unit, size)}">'),
    )


def _repeat_in_feed(chance: random.Random, size: int) -> tuple[str, str, str]:
    unit = chance.choice(_FEED_UNITS)
    root = chance.choice(("rss><channel", "feed xmlns='http://www.w3.org/2005/Atom'", "rdf"))
    end = chance.choice(("", "</channel></rss>", "</feed>"))
    return (
        "feed",
        f"{root} of {unit!r}",
        f"<{root}><item><title>{TITLE}</title>{_fill(unit, size)}</item>{end}",
    )


def _fill_feed_attributes(chance: random.Random, size: int) -> tuple[str, str, str]:
    name = chance.choice(("a%d", "xmlns:n%d"))
    attributes = "".join(f' {name % n}="1"' for n in range(size // 10))
    return "feed", f"attributes {name}", f"<feed><entry{attributes}><title>x</title></entry></feed>"


def _repeat_in_sitemap(chance: random.Random, size: int) -> tuple[str, str, str]:
    unit = chance.choice(_SITEMAP_UNITS)
    return "feed", f"sitemap of {unit!r}", f"<urlset>{_fill(unit, size)}</urlset>"


def _repeat_in_json(chance: random.Random, size: int) -> tuple[str, str, str]:
    unit = chance.choice((*_JSON, '{"url":"https://a.example/%d","title":"x"},'))
    return "feed", f"JSON of {unit!r}", '{"items":[' + _fill(unit, size).rstrip(",") + "]}"


def _repeat_links(chance: random.Random, size: int) -> tuple[str, str, str]:
    unit = chance.choice(
        ("<a href=/news/%d.html>A headline that is long</a>", "<a>", "<a href='/news/1.html'><a>")
    )
    return "listing", f"listing of {unit!r}", f"<html><body>{_fill(unit, size)}</body></html>"


def _repeat_bytes(chance: random.Random, size: int) -> tuple[str, str, str]:
    unit = chance.choice(_UNITS)
    return chance.choice(("page", "feed")), f"nothing but {unit!r}", _fill(unit, size)


_STRUCTURES = (
    _repeat_in_page,
    _repeat_two,
    _repeat_in_feed,
    _fill_attributes,
    _nest_json,
    _repeat_in_sitemap,
    _fill_meta,
    _repeat_in_json,
    _fill_feed_attributes,
    _fill_title,
    _repeat_links,
    _repeat_bytes,
)
