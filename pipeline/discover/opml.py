"""OPML: the feeds that somebody reads elsewhere, out of a file that any program may have written."""

from __future__ import annotations

import io
from typing import NamedTuple

from lxml import etree

from pipeline.discover.bounds import MOST_OF_SITEMAP, bound_references, bound_sitemap
from pipeline.discover.references import mend_references
from pipeline.text.clean import clean_line
from pipeline.text.encoding import recode_feed

MOST_OUTLINES = 2_000
LONGEST_NAME = 100
_ROOT = b"<opml"


class Outline(NamedTuple):
    """A feed of the list: its address, that of its outlet, and what is said of it.

    `folder` is the name of what it lies in, `language` as declared.
    """

    url: str
    site: str = ""
    name: str = ""
    language: str = ""
    folder: str = ""


def read_opml(body: bytes) -> list[Outline] | None:
    """Give the feeds of a list, as far as it can be read; None where it is no OPML.

    What stands before its root is for nobody: without a DOCTYPE there are no entities but those of XML.
    """
    data = recode_feed(body)
    start = data.lower().find(_ROOT)
    if start < 0:
        return None
    bounded, _ = bound_sitemap(mend_references(bound_references(data[start:], MOST_OF_SITEMAP)[0]))
    found: list[Outline] = []
    folders: list[str] = []
    events = etree.iterparse(
        io.BytesIO(bounded),
        events=("start", "end"),
        tag="outline",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for event, element in events:
            if event == "end":
                folders.pop()
                element.clear()
            elif len(found) < MOST_OUTLINES:
                attributes = {name.lower(): value for name, value in element.attrib.items()}
                folders.append(_read_name(attributes))
                if attributes.get("xmlurl"):
                    found.append(_make_outline(attributes, folders))
            else:
                break
    except etree.XMLSyntaxError:
        # What stands before the damage is kept.
        return found
    return found


def _make_outline(attributes: dict[str, str], folders: list[str]) -> Outline:
    return Outline(
        url=attributes["xmlurl"].strip(),
        site=attributes.get("htmlurl", "").strip(),
        name=_read_name(attributes),
        language=attributes.get("language", ""),
        folder=folders[-2] if len(folders) > 1 else "",
    )


def _read_name(attributes: dict[str, str]) -> str:
    return clean_line(attributes.get("title") or attributes.get("text") or "")[:LONGEST_NAME]
