"""Sitemaps: news sitemaps, plain ones, indexes and text lists, read as a stream with bounds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from pipeline.discover.bounds import bound_sitemap
from pipeline.discover.entries import Discovery, EntryCollector, RawEntry
from pipeline.discover.entry_links import find_rejection
from pipeline.discover.kind import DocumentKind
from pipeline.discover.window import parse_period
from pipeline.model.items import Moment
from pipeline.text.addresses import explain_refusal
from pipeline.text.urls import identify_url, resolve_link

MOST_ADDRESSES = 50_000
"""The protocol's limit; what lies beyond is not read."""
MOST_KEPT = 10_000
"""Addresses of the days that are wanted; the largest outlets publish as many in a month."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

EntryFields = dict[str, list[str]]


def read_sitemap(body: bytes, kind: DocumentKind, entries: EntryCollector) -> Discovery:
    """Read a sitemap or index from its root on; what stands before the damage of a damaged one is kept."""
    children: list[tuple[str, str]] = []
    is_damaged = False
    try:
        bounded, note = bound_sitemap(body)
        entries.notes += filter(None, [note])
        for number, (tag, fields) in enumerate(_read_elements(bounded), 1):
            if number > MOST_ADDRESSES:
                entries.bad.append(f"more than {MOST_ADDRESSES} addresses")
                break
            if entries.taken >= MOST_KEPT:
                entries.notes.append(f"more than {MOST_KEPT} addresses of these days")
                break
            if tag == "sitemap" and len(children) < MOST_KEPT:
                children.append((_get_first(fields, "lastmod"), _get_first(fields, "loc")))
            elif tag == "url":
                _add_entry(fields, entries)
        if len(children) == MOST_KEPT:
            entries.notes.append(f"more than {MOST_KEPT} sub-sitemaps listed")
    except etree.XMLSyntaxError:
        is_damaged = True
    return entries.build_discovery(kind, children=_sort_children(children, entries), is_damaged=is_damaged)


def _read_elements(body: bytes) -> Iterator[tuple[str, EntryFields]]:
    """Give tag and fields of each entry; the elements are freed as soon as they are read."""
    events = etree.iterparse(
        io.BytesIO(body),
        events=("end",),
        recover=True,
        # A text ends at one of them, although it goes on behind it.
        remove_comments=True,
        remove_pis=True,
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


def _read_fields(entry: etree._Element) -> EntryFields:
    """Give the texts below an entry by local name; prefixes are often undeclared or wrong.

    Its own are those of its own namespace and of a news entry: addresses and titles of images and videos
    stand beside them in some sitemaps. Where it has no address of its own, any other namespace may be meant.
    """
    own: EntryFields = {}
    others: EntryFields = {}
    space = _read_namespace(entry)
    for child in entry:
        name, child_space = _read_local_name(child), _read_namespace(child)
        if name == "link" and child.get("hreflang"):
            own.setdefault("alternate", []).append(child.get("href") or "")
        fields = own if child_space == space or "news" in child_space else others
        for element in child.iter() if name == "news" else (child,):
            if element.text and element.text.strip():
                fields.setdefault(_read_local_name(element), []).append(element.text.strip())
    return own if "loc" in own else others | own


def _read_local_name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _read_namespace(element: etree._Element) -> str:
    """Give prefix and namespace as one word; an undeclared prefix stands in the tag itself."""
    space, _, name = element.tag.rpartition("}") if isinstance(element.tag, str) else ("", "", "")
    return f"{element.prefix or ''} {space} {name.rpartition(':')[0]}".lower()


def _get_first(fields: EntryFields, name: str) -> str:
    return fields.get(name, [""])[0]


def _add_entry(fields: EntryFields, entries: EntryCollector) -> None:
    link = _get_first(fields, "loc")
    lastmod = _get_first(fields, "lastmod")
    printed = _get_first(fields, "publication_date")
    if entries.window.excludes_entry(entries.read_date(printed), entries.read_date(lastmod)):
        entries.omitted += 1
        return
    entries.add_entry(
        RawEntry(
            link,
            title=_get_first(fields, "title"),
            published=printed,
            updated=lastmod,
            language=_get_first(fields, "language"),
            alternates=tuple(a for a in fields.get("alternate", ()) if a != link),
            from_sitemap=True,
            rejected=find_rejection(link),
        )
    )


def _sort_children(children: list[tuple[str, str]], entries: EntryCollector) -> tuple[str, ...]:
    """Give the sub-sitemaps that are read, newest first; never the index itself.

    Their age is by lastmod, else by the month or day in their address.
    """
    window = entries.window
    dated: list[tuple[str, str]] = []
    for lastmod, link in children:
        modified = entries.read_date(lastmod)
        if not window.excludes_sitemap(link, modified):
            dated.append((_date_child(modified, link), resolve_link(entries.url, link)))
    newest_first = sorted(dated, key=lambda child: child[0], reverse=True)
    urls: dict[str, str] = {}
    for _, url in reversed(newest_first):
        if url and not explain_refusal(url):
            urls[identify_url(url)] = url
    urls.pop(identify_url(entries.url), None)
    left = len(urls) - window.most
    if window.backfill and left > 0:
        entries.notes.append(f"{left} older sub-sitemaps not read: ask for fewer days")
    return tuple(reversed(urls.values()))[: window.most]


def _date_child(modified: Moment | None, link: str) -> str:
    """Give when a sub-sitemap was changed, as far as anybody knows, to sort by."""
    if modified:
        return modified.at.isoformat()
    period = parse_period(link)
    return (period[0] if period else _LONG_AGO).isoformat()


def read_text_sitemap(body: bytes, entries: EntryCollector) -> Discovery:
    """Read a list of addresses, one a line."""
    for number, line in enumerate(filter(None, map(bytes.strip, io.BytesIO(body))), 1):
        if number > MOST_ADDRESSES:
            entries.bad.append(f"more than {MOST_ADDRESSES} addresses")
            break
        if entries.taken >= MOST_KEPT:
            entries.notes.append(f"more than {MOST_KEPT} addresses")
            break
        link = line.decode()
        entries.add_entry(RawEntry(link, from_sitemap=True, rejected=find_rejection(link)))
    return entries.build_discovery(DocumentKind.TEXT)
