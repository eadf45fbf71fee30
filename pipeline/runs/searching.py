"""A search as somebody orders it, checked and made: what was found, how much, and what else was meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from pipeline.config.known_values import KnownField, KnownFields, collect_known_fields
from pipeline.config.query.reading import SearchText, WrongSearch, read_search
from pipeline.config.query.syntax import explain_query_refusal
from pipeline.model.times import format_utc
from pipeline.model.words import GRADE_LABELS
from pipeline.runs.nearness import find_like_article, find_near_words
from pipeline.runs.refusal import Refusal
from pipeline.runs.typed_times import read_moment
from pipeline.runs.workplace import Workplace
from pipeline.store.articles import search, search_hints, watch_queries
from pipeline.store.articles.meaning_search import search_near
from pipeline.store.articles.search import MOST, FoundPage
from pipeline.store.articles.search_query import Search, Sort
from pipeline.store.articles.watch_queries import Asked
from pipeline.store.errors import QueryRefused
from pipeline.text.clean import fold_text

GRADE = "relevance.grade"
FEW = 3
"""Events: who finds fewer may have mistyped a word."""


@dataclass(frozen=True, slots=True)
class SearchOrder:
    """What somebody typed: the words, and the options of `azvn search` as they were given."""

    query: str = ""
    since: str = ""
    until: str = ""
    languages: Sequence[str] = ()
    sources: Sequence[str] = ()
    countries: Sequence[str] = ()
    themes: Sequence[str] = ()
    people: Sequence[str] = ()
    grade: int = 0
    meaning: bool = False
    like: str = ""
    sort: str = ""
    page: int = 1
    size: int = 20


def run_search(place: Workplace, order: SearchOrder) -> dict[str, Any]:
    """Make a search and give what `azvn search --json` prints.

    Raise Refusal for what cannot be searched, with what would be right.
    """
    text = _read_text(place, order)
    asked = _build_search(place, order, text)
    if order.meaning or order.like:
        found = _search_meaning(place, order, asked)
        return _describe_found(place, order, asked, found) | {"notes": [], "did_you_mean": ""}
    try:
        found = search.search_page(place.store, asked)
    except QueryRefused as error:
        raise Refusal(f"{text.text}: {explain_query_refusal(str(error), text.text)}.") from None
    meant = search_hints.suggest_search(place.store, asked) if found.events < FEW else ""
    return _describe_found(place, order, asked, found) | {"notes": list(text.notes), "did_you_mean": meant}


def _search_meaning(place: Workplace, order: SearchOrder, asked: Search) -> FoundPage:
    if order.like:
        near = find_like_article(place.store, order.like.strip(), asked)
    else:
        near = find_near_words(place.store, order.query, asked)
    return search_near(place.store, asked, near)


def end_sentence(text: str) -> str:
    """Give a sentence with its full stop, unless it ends as a question."""
    return text if text.endswith("?") else f"{text}."


def _describe_found(place: Workplace, order: SearchOrder, asked: Search, found: FoundPage) -> dict[str, Any]:
    return {
        "query": order.query,
        "prefix": place.settings.index_prefix,
        "read_as": asked.address or asked.words,
        "filters": {name: list(values) for name, values in (asked.filters or {}).items() if values}
        | ({"grade": asked.grade} if asked.grade else {}),
        "since": format_utc(asked.since),
        "until": format_utc(asked.until),
        "sort": asked.sort,
        "meaning": bool(order.meaning or order.like),
        "like": order.like or None,
        "page": asked.page,
        "size": asked.size,
        "found": {"events": found.events, "articles": found.articles, "exact": found.exact},
        "stories": [story.build_json() for story in found.stories],
    }


def _read_text(place: Workplace, order: SearchOrder) -> SearchText:
    if order.meaning or order.like:
        _refuse_mixed(order)
        return SearchText(order.query.strip())
    known = dict(_load_known(place)) if ":" in order.query else {}
    if GRADE in known:
        # Mails know grades 2 and 3 alone.
        known[GRADE] = KnownField(tuple(map(str, GRADE_LABELS)), _suggest_grade, open=True)
    try:
        text = read_search(order.query, watch_queries.list_fields(), known)
    except WrongSearch as error:
        raise Refusal(end_sentence(str(error))) from None
    if not text.plain and not text.address:
        reason = watch_queries.find_fault(place.store, Asked(text.text, {}))
        if reason:
            raise Refusal(f"{text.text}: {explain_query_refusal(reason, text.text)}.")
    return text


def _suggest_grade(value: str) -> str:
    """Give the grade that was meant by a number that is none; "" for what is no number at all."""
    return str(max(GRADE_LABELS)) if value.isdigit() else ""


def _refuse_mixed(order: SearchOrder) -> None:
    """Raise Refusal for what goes with no search by meaning."""
    if order.like and (order.query or order.meaning):
        raise Refusal("--like takes an address, and no words and no --meaning beside it.")
    if order.meaning and not order.query.strip():
        raise Refusal("--meaning needs words, such as: azvn search --meaning oil deal")
    if order.sort and order.sort != "relevance":
        raise Refusal("What is searched by meaning comes in the order of nearness: leave --sort away.")


def _build_search(place: Workplace, order: SearchOrder, text: SearchText) -> Search:
    now = datetime.now(UTC)
    since, until = read_moment("since", order.since, now), read_moment("until", order.until, now)
    if since and until and since > until:
        raise Refusal(f"--since {order.since} lies after --until {order.until}.")
    # Without words all are worth the same.
    sort = order.sort or ("relevance" if text.text or order.like else "new")
    if sort not in get_args(Sort):
        raise Refusal(f"--sort is one of: {', '.join(get_args(Sort))} (found {order.sort!r}).")
    if order.page * order.size > MOST:
        raise Refusal(f"Only the first {MOST:,} events can be paged through: narrow it down, or use --sort.")
    return Search(
        words="" if text.address else text.text,
        plain=text.plain,
        address=text.text if text.address else "",
        filters=_choose_filters(place, order),
        grade=order.grade,
        since=since,
        until=until,
        sort=sort,  # type: ignore[arg-type]
        page=order.page,
        size=order.size,
    )


def _choose_filters(place: Workplace, order: SearchOrder) -> dict[str, list[str]]:
    given = (order.languages, order.sources, order.countries, order.themes, order.people)
    if not any(given):
        return {}
    known = _load_known(place)
    return {
        "language": _check_values("language", order.languages, known["language"]),
        "source": _check_values("source", order.sources, known["source.id"]),
        "country": _check_values("country", order.countries, known["source.country"]),
        "theme": _check_values("theme", order.themes, known["themes"]),
        "people": _check_values("people", order.people, known["people"]),
    }


def _load_known(place: Workplace) -> KnownFields:
    return collect_known_fields(place.catalogue, place.topic)


def _check_values(option: str, given: Sequence[str], field: KnownField) -> list[str]:
    """Give the values of an option as the index has them; raise Refusal for one that no article has."""
    return [_check_value(option, value.strip(), field) for value in given]


def _check_value(option: str, value: str, field: KnownField) -> str:
    if value in field.values:
        return value
    meant = field.suggest(value)
    # A country or a language by its name is meant for certain, and so is a name in other letters.
    if meant and (not field.listed or fold_text(meant) == fold_text(value)):
        return meant
    holding = sorted(name for name in field.values if value and fold_text(value) in fold_text(name))
    some = [meant] if meant else holding[:3]
    hint = f": did you mean {' or '.join(some)}?" if some else field.list_values()
    raise Refusal(f"--{option}: no article has {value!r} there{hint}")
