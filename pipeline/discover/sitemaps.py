"""Sitemaps: news sitemaps, plain ones, indexes and text lists, read as a stream with bounds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from pipeline.discover.entries import Discovery, Reader
from pipeline.discover.kind import Kind
from pipeline.discover.links import find_rejection
from pipeline.discover.window import parse_period
from pipeline.text.urls import explain_refusal, identify_url, resolve_link

MOST_ADDRESSES = 50_000
"""The protocol's limit; what lies beyond is not read."""

Fields = dict[str, list[str]]


def read_sitemap(body: bytes, kind: Kind, reader: Reader) -> Discovery:
    """Read a sitemap or index from its root on; what stands before the damage of a damaged one is kept."""
    children: list[tuple[str, str]] = []
    count, damaged = 0, False
    try:
        for tag, fields in _read_entries(body):
            count += 1
            if count > MOST_ADDRESSES:
                reader.bad.append(f"more than {MOST_ADDRESSES} addresses")
                break
            if tag == "sitemap":
                children.append((_get_first(fields, "lastmod"), _get_first(fields, "loc")))
            else:
                _add_entry(fields, reader)
    except etree.XMLSyntaxError:
        damaged = True
    return reader.build_discovery(kind, children=_sort_children(children, reader), damaged=damaged)


def _read_entries(body: bytes) -> Iterator[tuple[str, Fields]]:
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
        tag = _read_local_name(element)
        if tag in {"url", "sitemap"}:
            yield tag, _read_fields(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _read_fields(entry: etree._Element) -> Fields:
    """The texts below an entry by local name: prefixes are often undeclared or wrong. An image's address and
    title are not its own.
    """
    fields: Fields = {}
    for child in entry:
        name = _read_local_name(child)
        if name == "link" and child.get("hreflang"):
            fields.setdefault("alternate", []).append(child.get("href") or "")
        for element in child.iter() if name == "news" else (child,):
            if element.text and element.text.strip():
                fields.setdefault(_read_local_name(element), []).append(element.text.strip())
    return fields


def _read_local_name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _get_first(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0]


def _add_entry(fields: Fields, reader: Reader) -> None:
    link, lastmod, printed = (
        _get_first(fields, "loc"),
        _get_first(fields, "lastmod"),
        _get_first(fields, "publication_date"),
    )
    if reader.window.excludes_entry(reader.read_date(printed), reader.read_date(lastmod)):
        reader.old += 1
        return
    reader.add_entry(
        link,
        title=_get_first(fields, "title"),
        published=printed,
        updated=lastmod,
        language=_get_first(fields, "language"),
        alternates=tuple(a for a in fields.get("alternate", ()) if a != link),
        from_sitemap=True,
        reject=find_rejection(link),
    )


def _sort_children(children: list[tuple[str, str]], reader: Reader) -> tuple[str, ...]:
    """Sub-sitemaps by lastmod, else by the month or day in their address, newest first; never the index
    itself.
    """
    wanted = [
        (_find_age(lastmod, link, reader), link)
        for lastmod, link in children
        if not reader.window.excludes_sitemap(link, reader.read_date(lastmod))
    ]
    ordered = sorted(wanted, key=lambda child: child[0], reverse=True)
    urls = {
        identify_url(url): url
        for url in reversed([resolve_link(reader.url, link) for _, link in ordered])
        if url and not explain_refusal(url)
    }
    urls.pop(identify_url(reader.url), None)
    if reader.window.backfill and len(urls) > reader.window.most:
        reader.notes.append(
            f"{len(urls) - reader.window.most} older sub-sitemaps not read: ask for fewer days"
        )
    return tuple(reversed(urls.values()))[: reader.window.most]


def _find_age(lastmod: str, link: str, reader: Reader) -> str:
    moment = reader.read_date(lastmod)
    named = parse_period(link)
    return (moment.at if moment else named[0] if named else datetime.min.replace(tzinfo=UTC)).isoformat()


def read_text_sitemap(body: bytes, reader: Reader) -> Discovery:
    """Read a list of addresses, one a line."""
    for number, line in enumerate(filter(None, map(bytes.strip, io.BytesIO(body))), 1):
        if number > MOST_ADDRESSES:
            reader.bad.append(f"more than {MOST_ADDRESSES} addresses")
            break
        link = line.decode()
        reader.add_entry(link, from_sitemap=True, reject=find_rejection(link))
    return reader.build_discovery(Kind.TEXT)
