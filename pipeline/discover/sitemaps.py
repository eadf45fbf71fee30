"""Sitemaps: news sitemaps, plain ones, indexes and text lists, read as a stream with bounds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from pipeline.discover.entries import Discovery, Reader
from pipeline.discover.kind import Kind
from pipeline.discover.links import not_article
from pipeline.discover.window import named_period
from pipeline.text.urls import identity, refusal, resolve

MOST_ADDRESSES = 50_000
"""The protocol's limit; what lies beyond is not read."""

Fields = dict[str, list[str]]


def read_sitemap(body: bytes, kind: Kind, reader: Reader) -> Discovery:
    """Read a sitemap or index from its root on; what stands before the damage of a damaged one is kept."""
    children: list[tuple[str, str]] = []
    count, damaged = 0, False
    try:
        for tag, fields in _entries(body):
            count += 1
            if count > MOST_ADDRESSES:
                reader.bad.append(f"more than {MOST_ADDRESSES} addresses")
                break
            if tag == "sitemap":
                children.append((_one(fields, "lastmod"), _one(fields, "loc")))
            else:
                _add(fields, reader)
    except etree.XMLSyntaxError:
        damaged = True
    return reader.done(kind, children=_newest(children, reader), damaged=damaged)


def _entries(body: bytes) -> Iterator[tuple[str, Fields]]:
    """Tag and fields of each entry; the elements are freed as soon as they are read."""
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
            yield tag, _fields(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _fields(entry: etree._Element) -> Fields:
    """The texts below an entry by local name: prefixes are often undeclared or wrong. An image's address and
    title are not its own.
    """
    fields: Fields = {}
    for child in entry:
        name = _name(child)
        if name == "link" and child.get("hreflang"):
            fields.setdefault("alternate", []).append(child.get("href") or "")
        for element in child.iter() if name == "news" else (child,):
            if element.text and element.text.strip():
                fields.setdefault(_name(element), []).append(element.text.strip())
    return fields


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0]


def _add(fields: Fields, reader: Reader) -> None:
    link, lastmod, printed = _one(fields, "loc"), _one(fields, "lastmod"), _one(fields, "publication_date")
    if reader.window.leaves_out(reader.date(printed), reader.date(lastmod)):
        reader.old += 1
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


def _newest(children: list[tuple[str, str]], reader: Reader) -> tuple[str, ...]:
    """Sub-sitemaps by lastmod, else by the month or day in their address, newest first; never the index
    itself.
    """
    wanted = [
        (_age(lastmod, link, reader), link)
        for lastmod, link in children
        if not reader.window.skips(link, reader.date(lastmod))
    ]
    ordered = sorted(wanted, key=lambda child: child[0], reverse=True)
    urls = {
        identity(url): url
        for url in reversed([resolve(reader.url, link) for _, link in ordered])
        if url and not refusal(url)
    }
    urls.pop(identity(reader.url), None)
    if reader.window.backfill and len(urls) > reader.window.most:
        reader.notes.append(
            f"{len(urls) - reader.window.most} older sub-sitemaps not read: ask for fewer days"
        )
    return tuple(reversed(urls.values()))[: reader.window.most]


def _age(lastmod: str, link: str, reader: Reader) -> str:
    moment = reader.date(lastmod)
    named = named_period(link)
    return (moment.at if moment else named[0] if named else datetime.min.replace(tzinfo=UTC)).isoformat()


def read_text_sitemap(body: bytes, reader: Reader) -> Discovery:
    """Read a list of addresses, one a line."""
    for number, line in enumerate(filter(None, map(bytes.strip, io.BytesIO(body))), 1):
        if number > MOST_ADDRESSES:
            reader.bad.append(f"more than {MOST_ADDRESSES} addresses")
            break
        link = line.decode()
        reader.add(link, from_sitemap=True, reject=not_article(link))
    return reader.done(Kind.TEXT)
