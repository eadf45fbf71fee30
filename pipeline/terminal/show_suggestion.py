"""What asking an outlet found, and entries for `sources.yml`: the entries alone on standard output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from pipeline.terminal.screen import format_number, make_console, make_table

Row = Mapping[str, Any]


def show_found(result: Row) -> None:
    """Show on standard error what each feed and sitemap of an outlet is, and what is left out and why."""
    screen = make_console(stderr=True)
    feeds: Sequence[Row] = result["feeds"]
    screen.print(Text(f"{result['site']} names"), soft_wrap=True)
    rows = make_table("feed", "kind", ">entries", "newest", "language", "named by")
    for feed in feeds:
        newest, style = str(feed["newest"] or "")[:10], "dim" if feed["left_out"] else "green"
        address = Text(_shorten(feed["url"], result["site"]), style=style)
        figures = str(feed["entries"]), newest, feed["language"] or ""
        rows.add_row(address, feed["kind"] or "none", *figures, feed["named_by"])
    if feeds:
        screen.print(rows)
    else:
        screen.print("Neither a feed nor a sitemap was found.", style="yellow")
    for feed in feeds:
        if feed["left_out"]:
            screen.print(Text(f"left out: {_shorten(feed['url'], result['site'])}: {feed['left_out']}"))
    if result["known_as"]:
        screen.print(Text(f"This outlet is in sources.yml: {result['known_as']}."), style="yellow")
        if result["new_feeds"]:
            screen.print(Text("What it has beside that, for its `feeds` or `sitemaps`:"))
    elif not result["entry"]:
        hint = "a section page can be read as well (`listings` with `link` in sources.yml)"
        screen.print(Text(f"No entry can be made of it; {hint}."), style="yellow")


def _shorten(url: str, site: str) -> str:
    """Give an address without what all of its outlet's have in common."""
    return "/" + url.removeprefix(site) if url.startswith(site) else url


def show_import(result: Row) -> None:
    """Show on standard error how many entries a list of feeds makes, and what is left out and why."""
    screen = make_console(stderr=True)
    for one in result["left_out"]:
        screen.print(Text(f"left out: {one['url']}: {one['why']}"), soft_wrap=True)
    feeds = format_number(result["feeds"], "feed")
    entries = format_number(len(result["entries"]), "entry", "entries")
    lacking = len(result["missing"])
    lacks = f"; something is missing in {lacking}" if lacking else ""
    screen.print(Text(f"{feeds} in the list, {entries} for sources.yml{lacks}"))


def show_entries(text: str) -> None:
    """Show entries as they stand in the file, no line broken."""
    make_console().print(Text(text.rstrip("\n")), soft_wrap=True)
