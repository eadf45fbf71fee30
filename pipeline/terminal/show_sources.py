"""The catalogue and what checking it found, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from pipeline.model.outcomes import FEED_GOOD
from pipeline.terminal.screen import format_number, make_console, make_table, print_line


def show_sources(outlets: Sequence[Mapping[str, Any]]) -> None:
    """Show the catalogue."""
    rows = make_table("id", "name", "country", "languages", ">feeds")
    for outlet in outlets:
        name = f"{outlet['name']} (muted)" if outlet["muted"] else outlet["name"]
        languages, feeds = " ".join(outlet["languages"]), str(outlet["feeds"] or "–")
        rows.add_row(Text(outlet["id"]), Text(name), outlet["country"], languages, feeds)
    make_console().print(rows)
    feeds = sum(outlet["feeds"] for outlet in outlets)
    counted = format_number(feeds, "feed, sitemap or section page", "feeds, sitemaps and section pages")
    print_line(f"{format_number(len(outlets), 'outlet')}, {counted}")


def show_check(result: Mapping[str, Any]) -> None:
    """Show what checking the catalogue found."""
    rows = make_table("source", "feed", "outcome", ">entries")
    for feed in result["feeds"]:
        good = feed["outcome"] in FEED_GOOD
        address = Text(feed["url"].partition("://")[2])
        outcome = Text(feed["outcome"], style="green" if good else "red")
        rows.add_row(Text(feed["source"]), address, outcome, str(feed["entries"]))
    if result["feeds"]:
        make_console().print(rows)
    for feed in result["feeds"]:
        if feed.get("detail"):
            print_line(f"{feed['source']}: {feed['url']}: {feed['detail']}")
    asked = f"; {format_number(len(result['feeds']), 'feed')} asked, {result['trouble']} in trouble"
    described = format_number(result["sources"], "outlet is", "outlets are")
    print_line(f"{described} well described{asked if result['feeds'] else ''}")
