"""The values that closed fields of an article can have, and which one was meant by another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.config.codes import list_countries, list_languages, suggest_country, suggest_language
from pipeline.config.errors import suggest_name
from pipeline.config.sources import Catalogue
from pipeline.config.topic import Topic
from pipeline.model.words import NO_COUNTRY, UNLISTED
from pipeline.text.clean import fold_text

MOST_LISTED = 24
"""Values that a sentence lists; more of them are counted only."""
MAILED_GRADES = ("2", "3")


FILTERED = {"source": "source.id", "theme": "themes", "country": "source.country", "language": "language"}
"""The fields of the index that filters ask, where their values are closed lists."""


@dataclass(frozen=True, slots=True)
class KnownField:
    """The values of a field.

    `suggest` gives the one that was meant by another, or an empty string. An `open` field may hold others
    too: there a value is wrong only when another is meant for certain.
    """

    values: Collection[str]
    suggest: Callable[[str], str]
    open: bool = False
    listed: bool = True

    def describe_unknown(self, value: str) -> str:
        """Say that a field never has a value, which one was meant and which there are; empty when it may."""
        if value in self.values:
            return ""
        meant = self.suggest(value)
        if self.open and not meant:
            return ""
        hint = f": did you mean {meant}?" if meant else ""
        return f"no article has {value!r} there{hint}{self.list_values()}"

    def list_values(self) -> str:
        """Give in brackets which values there are, where they can be listed; begins with a space."""
        if not self.listed:
            return ""
        some = sorted(self.values)[:MOST_LISTED]
        more = len(self.values) - len(some)
        return f" (there are: {', '.join(some)}{f' and {more} more' if more else ''})"


KnownFields = Mapping[str, KnownField]
"""What is known of the values of fields, by the field's name in the index."""


def collect_known_fields(outlets: Catalogue, topic: Topic) -> KnownFields:
    """Give the fields whose values the catalogue, the topic and the standards of codes decide."""
    document = topic.document
    people = {person.name for person in document.people}
    return {
        "people": KnownField(people, _suggest_folded(people), open=True),
        "themes": _make_closed(set(document.themes)),
        "source.id": _make_closed({*outlets.by_id, UNLISTED}),
        "source.country": KnownField({*list_countries(), NO_COUNTRY}, suggest_country, listed=False),
        "language": KnownField({*list_languages(), "und"}, suggest_language, listed=False),
        "relevance.grade": KnownField(MAILED_GRADES, lambda _: ""),
    }


def describe_unknown_filter(filters: Mapping[str, Sequence[Any]], known: KnownFields) -> str:
    """Say which value of a watch's filters no article has, or give an empty string."""
    people = known["people"].values
    for name in filters["people"]:
        if name not in people:
            return f"filters.people: no such person {name!r}{suggest_name(name, people)}"
    for name, asked in FILTERED.items():
        for value in filters[name]:
            reason = known[asked].describe_unknown(value)
            if reason:
                return f"filters.{name}: no such {name}: {reason}"
    return ""


def _make_closed(values: Collection[str]) -> KnownField:
    return KnownField(values, _suggest_near(values))


def _suggest_near(values: Collection[str]) -> Callable[[str], str]:
    """Give what finds the value that was meant: the same when folded, else one spelt nearly so."""
    same = _suggest_folded(values)
    return lambda value: same(value) or _cut_hint(suggest_name(value, values))


def _suggest_folded(values: Collection[str]) -> Callable[[str], str]:
    folded = {fold_text(value): value for value in values}
    return lambda value: folded.get(fold_text(value), "")


def _cut_hint(hint: str) -> str:
    return hint.removeprefix(": did you mean ").removesuffix("?")
