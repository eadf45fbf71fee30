"""The catalogue and what checking it found, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from pipeline.model.outcomes import FEED_GOOD
from pipeline.terminal.screen import make_console, make_table, print_line


def show_sources(outlets: Sequence[Mapping[str, Any]]) -> None:
    """Show the catalogue."""
    rows = make_table("id", "name", "land", "languages", ">feeds")
    for outlet in outlets:
        name = f"{outlet['name']} (muted)" if outlet["muted"] else outlet["name"]
        languages, feeds = " ".join(outlet["languages"]), str(outlet["feeds"] or "–")
        rows.add_row(Text(outlet["id"]), Text(name), outlet["country"], languages, feeds)
    make_console().print(rows)
    feeds = sum(outlet["feeds"] for outlet in outlets)
    print_line(f"{len(outlets)} outlets, {feeds} feeds, sitemaps and section pages")


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
    asked = f"{len(result['feeds'])} feeds asked, {result['trouble']} in trouble"
    print_line(f"{result['sources']} outlets are well described; {asked}")
