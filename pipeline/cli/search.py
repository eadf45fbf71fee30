"""`azvn search`: what is in the index."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from pipeline.cli.options import Json, show_result
from pipeline.cli.whereabouts import open_indices

_EXCLUDED = re.compile(r"-(?!-|n\d*$)([^\d\s].+)", re.DOTALL)
"""A word with a hyphen before it that is no option: `-n` is one, and so is all with two hyphens."""


class SearchCommand(TyperCommand):
    """Takes -word for what a search means by it: without the word, and no option of that name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Write `-word` as `NOT word` before options are looked for."""
        return super().parse_args(ctx, [part for word in args for part in _write_excluded(word)])


def _write_excluded(word: str) -> list[str]:
    found = _EXCLUDED.fullmatch(word)
    if not found:
        return [word]
    return ["NOT", f'"{found[1]}"' if " " in found[1] and '"' not in found[1] else found[1]]


Several = list[str] | None
Words = Annotated[
    Several, typer.Argument(help="Words in any of the four languages, or a query; none: everything.")
]
Since = Annotated[
    str, typer.Option(help="Published since: a day (UTC), a month, yesterday, or 12h, 7d, 2w ago.")
]
Until = Annotated[str, typer.Option(help="Published until, the day or month itself included.")]
Languages = Annotated[Several, typer.Option("--language", help="az, vi, en, ru …; may be repeated.")]
Sources = Annotated[
    Several, typer.Option("--source", help="Id of an outlet: `azvn sources list`; may be repeated.")
]
Countries = Annotated[
    Several, typer.Option("--country", help="Country of the outlet: AZ, VN …; may be repeated.")
]
Grade = Annotated[
    int, typer.Option(min=0, max=3, help="This grade at least: 3 core, 2 substantial, 1 mention.")
]
Themes = Annotated[Several, typer.Option("--theme", help="Theme of topic.yml; may be repeated.")]
People = Annotated[Several, typer.Option("--people", help="Person of topic.yml; may be repeated.")]
Sort = Annotated[
    str,
    typer.Option(
        metavar="relevance|new|old", help="The best first; the newest, as without words; or the oldest."
    ),
]
Page = Annotated[int, typer.Option(min=1, help="Which page of what was found.")]
Size = Annotated[int, typer.Option("--size", "-n", min=1, max=500, help="Events on a page.")]
Meaning = Annotated[
    bool, typer.Option("--meaning", help="Find what says the same in other words and languages.")
]
Like = Annotated[
    str, typer.Option("--like", metavar="URL", help="Find what tells of the same as an article.")
]
Copies = Annotated[bool, typer.Option("--copies", help="Show each copy with its address.")]


def search_index(
    query: Words = None,
    since: Since = "",
    until: Until = "",
    languages: Languages = None,
    sources: Sources = None,
    countries: Countries = None,
    grade: Grade = 0,
    themes: Themes = None,
    people: People = None,
    meaning: Meaning = False,
    like: Like = "",
    sort: Sort = "",
    page: Page = 1,
    size: Size = 20,
    copies: Copies = False,
    as_json: Json = False,
) -> None:
    """Search the index; each event once, with its stories in all languages and their copies.

    Words must all be there, in any form. The syntax of watches holds: "a phrase", AND OR NOT, -word,
    title:oil, grade:>=2, language:vi, date:>2026-11-01, [1 TO 5], viet*. An address finds its article.

    Exit code 1 when nothing is found.
    """
    from pipeline.runs.searching import SearchOrder, run_search
    from pipeline.terminal.show_stories import show_stories

    order = SearchOrder(
        " ".join(query or ()),
        since=since,
        until=until,
        languages=languages or (),
        sources=sources or (),
        countries=countries or (),
        themes=themes or (),
        people=people or (),
        grade=grade,
        meaning=meaning,
        like=like,
        sort=sort,
        page=page,
        size=size,
    )
    result = run_search(open_indices(start=True, progress=not as_json), order)
    show_result(result, as_json, lambda found: show_stories(found, copies=copies))
    raise typer.Exit(0 if result["stories"] else 1)
