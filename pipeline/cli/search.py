"""`azvn search`: what is in the index."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Json, show_result
from pipeline.cli.whereabouts import open_indices


def search_index(
    query: Annotated[
        list[str], typer.Argument(help="Words, in any of the four languages, with or without diacritics.")
    ],
    size: Annotated[int, typer.Option("--size", "-n", min=1, max=500, help="Most stories shown.")] = 20,
    as_json: Json = False,
) -> None:
    """Search the index: titles, dates, sources, grades, copies."""
    from pipeline.store.articles.search import search_stories
    from pipeline.terminal.show_stories import show_stories

    place, words = open_indices(), " ".join(query)
    stories = [found.build_json() for found in search_stories(place.store, words, size=size)]
    result = {"query": words, "prefix": place.settings.index_prefix, "stories": stories}
    show_result(result, as_json, show_stories)
    raise typer.Exit(0 if stories else 1)
