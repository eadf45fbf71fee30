"""What a bounded process reads of strangers' files that lead to feeds: a page, and a list of feeds."""

from __future__ import annotations

from pipeline.discover import opml, site_page
from pipeline.discover.opml import Outline
from pipeline.discover.site_page import SitePage


def read_page(body: bytes, url: str) -> SitePage:
    """Read what a page says of its outlet."""
    return site_page.read_site_page(body, url)


def read_list(body: bytes) -> list[Outline] | None:
    """Read a list of feeds; None where it is no OPML."""
    return opml.read_opml(body)
