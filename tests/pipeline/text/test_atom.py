"""An Atom feed as readers of feeds take it, whatever an outlet wrote."""

from __future__ import annotations

from dataclasses import replace

import feedparser

from pipeline.text.atom import AtomEntry, write_atom

AT = "2026-11-28T10:00:00Z"
URL = "https://a.example/1"
ENTRY = AtomEntry("urn:azvn:1", "Tô Lâm", AT, AT, "Xəzər Xəbər", "Görüş", ("visit",), URL, "az")


def test_a_reader_finds_every_field() -> None:
    found = feedparser.parse(write_atom("urn:azvn:feed", "News", AT, [ENTRY], author="A monitor"))
    assert (found.bozo, found.feed.title, found.feed.author) == (False, "News", "A monitor")
    (entry,) = found.entries
    assert (entry.id, entry.title, entry.link, entry.author) == (ENTRY.id, ENTRY.title, URL, ENTRY.author)
    assert (entry.summary, entry.tags[0].term, entry.title_detail.language) == ("Görüş", "visit", "az")


def test_what_no_xml_may_hold_is_left_out() -> None:
    dirty = replace(ENTRY, title="<b>&\x00\x0b\ufffe", summary="", categories=("a\x01b",), url="")
    found = feedparser.parse(write_atom("urn:azvn:feed", "\x1f", AT, [dirty]))
    assert not found.bozo
    assert found.entries[0].title == "<b>&"
    assert URL not in str(found.entries[0])


def test_the_same_values_give_the_same_bytes() -> None:
    assert write_atom("i", "t", AT, [ENTRY, ENTRY]) == write_atom("i", "t", AT, [ENTRY, ENTRY])
