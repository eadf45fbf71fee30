"""Sitemaps: news sitemaps, plain ones, indexes and text lists, read as a stream with bounds."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from pipeline.discover.entries import Discovery, Reader
from pipeline.discover.kind import Kind
from pipeline.urls import refusal, resolve

MOST_ADDRESSES = 50_000
"""The protocol's limit; what lies beyond is not read."""
MOST_CHILDREN = 20

_NOT_ARTICLES = re.compile(r"/(?:tags?|category|categories|cat|author|lenta|search|print-edition|page)/|-share$", re.IGNORECASE)
_MEDIA = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|mp[34]|pdf|zip|css|js|xml|rss|ico|avi|mov)$", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)


def read_sitemap(body: bytes, kind: Kind, reader: Reader) -> Discovery:
    """Read a sitemap or index; what stands before the damage of a damaged one is kept."""
    children: list[tuple[str, str]] = []
    count, damaged = 0, False
    try:
        for fields in _entries(_DOCTYPE.sub(b"", body.lstrip(), count=1)):
            count += 1
            if count > MOST_ADDRESSES:
                reader.bad.append(f"more than {MOST_ADDRESSES} addresses")
                break
            if fields["tag"] == ["sitemap"]:
                children.append((_one(fields, "lastmod"), _one(fields, "loc")))
            else:
                _add(fields, reader)
    except etree.XMLSyntaxError:
        damaged = True
    return reader.done(kind, children=_newest(children, reader), damaged=damaged)


def _entries(body: bytes) -> Iterator[dict[str, list[str]]]:
    """The fields of each entry by local name: prefixes are often undeclared or wrong."""
    events = etree.iterparse(
        io.BytesIO(body),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, element in events:
        tag = _name(element)
        if tag in {"url", "sitemap"}:
            fields: dict[str, list[str]] = {"tag": [tag]}
            for child in element.iter():
                name = _name(child)
                if name == "link" and child.get("hreflang"):
                    fields.setdefault("alternate", []).append(child.get("href") or "")
                elif child.text and child.text.strip():
                    fields.setdefault(name, []).append(child.text.strip())
            yield fields
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _one(fields: dict[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0]


def _add(fields: dict[str, list[str]], reader: Reader) -> None:
    link, lastmod, printed = _one(fields, "loc"), _one(fields, "lastmod"), _one(fields, "publication_date")
    if not printed and lastmod:
        modified = reader.date(lastmod)
        if modified and modified.at < reader.since:
            return
    reader.add(
        link,
        title=_one(fields, "title"),
        published=printed,
        updated=lastmod,
        language=_one(fields, "language"),
        alternates=tuple(a for a in fields.get("alternate", ()) if a != link),
        from_sitemap=True,
        reject=not_article(link),
    )


def not_article(link: str) -> str | None:
    """Say why an address of a sitemap or section page is no article by its form alone, or None."""
    try:
        path = urlsplit(link.strip()).path
    except ValueError:
        return "malformed"
    if link.strip() and path in {"", "/"}:
        return "home page"
    return "no article" if _NOT_ARTICLES.search(path) or _MEDIA.search(path) else None


def _newest(children: list[tuple[str, str]], reader: Reader) -> tuple[str, ...]:
    ordered = [link for _, link in sorted(children, key=lambda c: c[0], reverse=True)]
    urls = dict.fromkeys(resolve(reader.url, link) for link in ordered)
    return tuple(u for u in urls if u and u != reader.url and not refusal(u))[:MOST_CHILDREN]


def read_text_sitemap(body: bytes, reader: Reader) -> Discovery:
    """Read a list of addresses, one a line."""
    for line in body.decode("utf-8-sig", "replace").splitlines()[:MOST_ADDRESSES]:
        if line.strip():
            reader.add(line.strip(), from_sitemap=True, reject=not_article(line))
    return reader.done(Kind.TEXT)
