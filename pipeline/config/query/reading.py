"""How a search is read: plain words as they are, and where it has signs of a query in the syntax of watches.

A watch is written once and checked, a search is typed in a hurry: what can only mean one thing is read as it
is meant, and said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.config.known_values import KnownFields
from pipeline.config.query.operators import bracket_mixed
from pipeline.config.query.syntax import describe_fault, find_small_operators, mask_quoted
from pipeline.text.quotes import straighten_quotes

SHORT_NAMES = {
    "grade": "relevance.grade",
    "source": "source.id",
    "country": "source.country",
    "theme": "themes",
    "date": "published_at",
    "published": "published_at",
    "seen": "first_seen_at",
}
"""What a search may call a field beside its name in the index: the words of the options and filters."""
MOST_BRACKETS = 20
LONGEST = 4000
"""Characters of a query, as many as a watch may have."""

_SIGNS = re.compile(r"[()\[\]{}\"“”„«»/:^~*?\\<>=]|(?<!\S)[-+!](?=\S)|(?<!\S)(?:AND|OR|NOT|&&|\|\|)(?!\S)")
_NAMED = re.compile(r"(?<![\\\w.*])([\w.*]+)(\s*+:)(\s*+)")
_BETWEEN = re.compile(r"(?<=\w)/(?=\w)")
_PLAIN = r"[^\s()\[\]{}\"/:^~*?\\<>=]++(?![*?~^\\])"
"""A word that no sign of a query touches."""
_AT_END = re.compile(r"[?!.,;:…\s]+$")
_ADDRESS = re.compile(r"https?://\S+")
_RUN = re.compile(rf"(?<![*?~^\\\w]){_PLAIN}(?:\s++{_PLAIN})*+")
_JOINER = re.compile(r"AND|OR|NOT|&&|\|\||[-+!].*")


class WrongSearch(ValueError):
    """A search cannot be read; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class SearchText:
    """A search as it is read.

    `plain` when it has words alone; `address` when it is the address of an article. `notes` say what was read
    otherwise than it may have been meant.
    """

    text: str
    plain: bool = True
    address: bool = False
    notes: tuple[str, ...] = ()


def read_search(typed: str, fields: Collection[str], known: KnownFields | None = None) -> SearchText:
    """Read what somebody typed; raise WrongSearch where it is no query, with the right form."""
    query = straighten_quotes(typed.strip())
    if len(query) > LONGEST:
        raise WrongSearch(f"A search has at most {LONGEST:,} characters, and this one {len(query):,}.")
    if _ADDRESS.fullmatch(query):
        return SearchText(query, plain=False, address=True)
    query = _drop_punctuation(query, fields)
    if not _SIGNS.search(query):
        return SearchText(query, notes=_note_small_operators(query))
    query = _lengthen_names(query)
    fault = describe_fault(query, fields, known, mixed=False)
    if fault:
        raise WrongSearch(fault if fault.startswith(query) else f"{query}: {fault}")
    bracketed = _bracket_all(query)
    notes = (f"Read as: {bracketed}",) if bracketed != query else ()
    return SearchText(bracketed, plain=False, notes=notes)


def join_words(query: str, split: Callable[[str], Sequence[str]]) -> str:
    """Give a query whose words side by side are joined by AND, each name of several words as a phrase.

    Elasticsearch would look for all of them in one form of one field. `split` gives the parts of a run of
    words that are found each by itself.
    """
    joined, last = [], 0
    for found in _RUN.finditer(mask_quoted(query, '"')):
        joined += [query[last : found.start()], _join_run(found[0], split)]
        last = found.end()
    return "".join([*joined, query[last:]])


def list_words(query: str) -> list[tuple[int, int]]:
    """Give where the plain words of a query begin and end, without operators and names of fields."""
    spans = []
    for run in _RUN.finditer(mask_quoted(query, '"')):
        for word in re.finditer(r"\S+", run[0]):
            start, end = run.start() + word.start(), run.start() + word.end()
            if not _JOINER.fullmatch(word[0]) and not query[end:].lstrip().startswith(":"):
                spans.append((start, end))
    return spans


def _join_run(run: str, split: Callable[[str], Sequence[str]]) -> str:
    pieces = []
    for is_operator, some in groupby(run.split(), key=lambda word: bool(_JOINER.fullmatch(word))):
        words = " ".join(some)
        if not is_operator and " " in words:
            words = " AND ".join(f'"{part}"' if " " in part else part for part in split(words))
        pieces.append(words)
    return " ".join(pieces)


def _drop_punctuation(query: str, fields: Collection[str]) -> str:
    """Give a query without the marks of a headline that would be signs: a colon, a slash, `?` at the end."""
    bare = mask_quoted(query)
    for found in reversed(list(_NAMED.finditer(bare))):
        name = found[1]
        is_field = name in fields or name in SHORT_NAMES or name.startswith("_")
        if not is_field and (found[3] or name.isdecimal() or found.end() == len(bare)):
            query = query[: found.end(1)] + " " + query[found.end() :]
    bare = mask_quoted(query)
    for found in reversed(list(_BETWEEN.finditer(bare))):
        query = query[: found.start()] + " " + query[found.end() :]
    ending = _AT_END.search(mask_quoted(query))
    return query[: ending.start()] if ending else query


def _note_small_operators(query: str) -> tuple[str, ...]:
    written = find_small_operators(query)
    return (f"Read as words; as operators they stand in capitals: {written}",) if written else ()


def _lengthen_names(query: str) -> str:
    for found in reversed(list(_NAMED.finditer(mask_quoted(query)))):
        query = query[: found.start(1)] + SHORT_NAMES.get(found[1], found[1]) + query[found.end(1) :]
    return query


def _bracket_all(query: str) -> str:
    """Give a query with brackets around all that AND holds together beside an OR."""
    for _ in range(MOST_BRACKETS):
        form = bracket_mixed(query, mask_quoted(query), meant="AND")
        if not form or form == query:
            break
        query = form
    return query
