"""What a word of the topic stands for: every entry of `topic.yml` as a term with its forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.config.topic.sections import Confirm, Forms, Named, TopicFile
from pipeline.config.topic.spelling import Pattern, Suffixes, parse_form, unify_blanks


class TermKind(StrEnum):
    """The part a term plays for the judge."""

    COUNTRY = "country"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    AGENCY = "agency"
    NAME = "name"
    WAR = "war"
    FIXTURE = "fixture"
    OTHER = "other"
    OFFICIAL = "official"
    STRONG = "strong"
    PLAIN = "plain"
    GROUP = "group"
    EVENT = "event"
    THEME = "theme"


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """An entry of the topic: its kind, its one spelling, the side it stands for and how much.

    `masks`: names inside are no mention. `ambiguous`: counts only as `needs_capitals` and `not_before` say,
    and in one of its `spellings`, with one of its `beginnings`, or in plain ASCII.
    """

    kind: TermKind
    name: str
    side: str = ""
    weight: int = 0
    masks: bool = False
    capital: bool = False
    ambiguous: bool = False
    needs_capitals: bool = False
    not_before: frozenset[str] = frozenset()
    spellings: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()


Entry = tuple[Term, Pattern]


def build_entries(document: TopicFile) -> Iterator[Entry]:
    """Give every term with each of its forms, in the order of the file's sections."""
    for name, side in document.sides.items():
        yield from _pair_forms(Term(TermKind.COUNTRY, side.name, name, 3), side.country, document)
    for kind, group in (
        (TermKind.PERSON, document.people),
        (TermKind.ORGANISATION, document.organisations),
        (TermKind.PLACE, document.places),
    ):
        for entry in group:
            yield from _build_named_entries(kind, entry, document.suffixes)
    for agency in document.agencies:
        term = Term(TermKind.AGENCY, agency.name, agency.side, masks=True)
        yield from _pair_forms(term, agency.forms, document)
    yield from _build_phrase_entries(document)


def _build_phrase_entries(document: TopicFile) -> Iterator[Entry]:
    """Give what names no side: masks, other countries, acts, groups, events and themes."""
    for kind, phrases in (
        (TermKind.NAME, document.masks.name),
        (TermKind.WAR, document.masks.war),
        (TermKind.FIXTURE, document.masks.fixture),
    ):
        yield from _pair_forms(Term(kind, kind.value, masks=True), phrases, document)
    for country, names in document.countries.items():
        yield from _pair_forms(Term(TermKind.OTHER, country), names, document)
    for kind, forms in (
        (TermKind.OFFICIAL, document.relation.official),
        (TermKind.STRONG, document.relation.strong),
        (TermKind.PLAIN, document.relation.plain),
        (TermKind.GROUP, document.groups),
        (TermKind.EVENT, document.events),
    ):
        yield from _pair_forms(Term(kind, kind.value), forms, document)
    for theme, forms in document.themes.items():
        yield from _pair_forms(Term(TermKind.THEME, theme), forms, document)


def _build_named_entries(kind: TermKind, entry: Named, suffixes: Suffixes) -> Iterator[Entry]:
    forms = list(parse_forms(entry.forms, suffixes))
    spellings = [spelling for form in forms for spelling in form.spellings]
    beginnings = [spelling for form in filter(_is_open, forms) for spelling in form.spellings]
    term = Term(
        kind,
        entry.name,
        entry.side or "",
        (entry.weight or 2) if entry.side else 0,
        masks=entry.mask,
        capital=entry.capital,
        ambiguous=entry.confirm != Confirm(),
        needs_capitals=entry.confirm.capitals,
        not_before=entry.confirm.not_before,
        spellings=frozenset(map(unify_blanks, spellings)),
        beginnings=tuple(map(unify_blanks, beginnings)),
    )
    return ((term, form) for form in forms)


def _is_open(form: Pattern) -> bool:
    return form.open


def _pair_forms(term: Term, forms: Forms | Iterable[str], document: TopicFile) -> Iterator[Entry]:
    return ((term, form) for form in parse_forms(forms, document.suffixes))


def parse_forms(forms: Forms | Iterable[str], suffixes: Suffixes) -> Iterator[Pattern]:
    """Read forms, of all languages where they stand by language."""
    listed = [form for some in forms.values() for form in some] if isinstance(forms, Mapping) else forms
    return (parse_form(form, suffixes) for form in listed)
