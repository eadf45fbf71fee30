"""The vocabulary as the stages use it: lexicon, needles, datelines, and the words of the index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from pipeline.config.topic.entries import Document, Forms, Named
from pipeline.config.topic.spelling import Pattern, parse_form, unify_blanks
from pipeline.config.topic.terms import Kind, Lexicon, Term

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|juin|yan|fev|iyn|iyl|avq|sen|okt|noy|dek|mart|aprel|"
    "янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек"
)
_DAYS = (
    rf"(?:{_MONTHS})\w*\.? \d{{1,2}}(?:, \d{{4}})?",
    rf"\d{{1,2}}\.? (?:{_MONTHS})\w*\.?(?: \d{{4}})?",
    r"(?:ngay )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?",
)
_DAY = f"(?:{'|'.join(_DAYS)})"


class Topic:
    """What names the two sides and what links them; made by `load`, never changed."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.sides = ("azerbaijan", "vietnam")
        self.entries = tuple(self._build_entries())
        self.lexicon = Lexicon(self.entries)
        self.place = f"(?:{'|'.join(self._list_place_keys())})"
        agency = (
            f"(?:{'|'.join(sorted(map(re.escape, document.agency_names), key=len, reverse=True)) or '(?!)'})"
        )
        self.datelines = tuple(
            re.compile(d.replace("{place}", self.place).replace("{day}", _DAY).replace("{agency}", agency))
            for d in document.datelines
        )
        self.bare_dateline = re.compile(
            rf"({self.place})(?:, ?{self.place})? ?- ?(?!{self._build_capital_regex()})"
        )

    @cached_property
    def _stems(self) -> Mapping[str, str]:
        return {form: stem for stem, form in self._list_index_forms()}

    def map_stems(self) -> Mapping[str, str]:
        """Give folded single words and the one stem each is indexed under."""
        return {form: stem for form, stem in self._stems.items() if " " not in form}

    def map_phrases(self) -> Mapping[str, str]:
        """Give folded phrases, words joined by one blank, and the one stem each is indexed under ("viet nam":
        vietnam).
        """
        return {form: stem for form, stem in self._stems.items() if " " in form}

    def list_hints(self) -> frozenset[str]:
        """Give folded words and phrases that name a side or its leader: a feed entry with one is fetched
        early.
        """
        kinds = {Kind.COUNTRY, Kind.PERSON}
        return frozenset(
            k for term, form in self.entries if term.kind in kinds and term.weight >= 2 for k in form.keys
        )

    def list_strong_forms(self, side: str) -> Iterator[str]:
        """Give every spelling that makes a side on its own, lower case with diacritics; open forms as far as
        they are known.
        """
        for term, form in self.entries:
            if term.side == side and term.weight >= 2:
                yield from sorted(form.spellings)

    def _parse_forms(self, forms: Forms | Iterable[str]) -> Iterator[Pattern]:
        listed = [f for some in forms.values() for f in some] if isinstance(forms, Mapping) else forms
        return (parse_form(form, self.document.suffixes) for form in listed)

    def _build_entries(self) -> Iterator[tuple[Term, Pattern]]:
        document = self.document
        for name in self.sides:
            side = getattr(document.sides, name)
            yield from self._pair_forms(Term(Kind.COUNTRY, side.name, name, 3), side.country)
        for kind, group in (
            (Kind.PERSON, document.people),
            (Kind.ORGANISATION, document.organisations),
            (Kind.PLACE, document.places),
        ):
            for entry in group:
                yield from self._build_named_entries(kind, entry)
        for agency in document.agencies:
            yield from self._pair_forms(Term(Kind.AGENCY, agency.name, agency.side, masks=True), agency.forms)
        yield from self._build_phrase_entries()

    def _build_phrase_entries(self) -> Iterator[tuple[Term, Pattern]]:
        document = self.document
        for kind, phrases in (
            (Kind.NAME, document.masks.name),
            (Kind.WAR, document.masks.war),
            (Kind.FIXTURE, document.masks.fixture),
        ):
            yield from self._pair_forms(Term(kind, kind.value, masks=True), phrases)
        for country, names in document.countries.items():
            yield from self._pair_forms(Term(Kind.OTHER, country), names)
        for kind, forms in (
            (Kind.OFFICIAL, document.relation.official),
            (Kind.STRONG, document.relation.strong),
            (Kind.PLAIN, document.relation.plain),
            (Kind.GROUP, document.groups),
            (Kind.EVENT, document.events),
        ):
            yield from self._pair_forms(Term(kind, kind.value), forms)
        for theme, forms in document.themes.items():
            yield from self._pair_forms(Term(Kind.THEME, theme), forms)

    def _build_named_entries(self, kind: Kind, entry: Named) -> Iterator[tuple[Term, Pattern]]:
        forms = list(self._parse_forms(entry.forms))
        ambiguous = entry.confirm != type(entry.confirm)()
        term = Term(
            kind,
            entry.name,
            entry.side or "",
            (entry.weight or 2) if entry.side else 0,
            masks=entry.mask,
            capital=entry.capital,
            ambiguous=ambiguous,
            needs_capitals=entry.confirm.capitals,
            not_before=entry.confirm.not_before,
            spellings=frozenset(unify_blanks(s) for f in forms for s in f.spellings),
            beginnings=tuple(unify_blanks(s) for f in forms if f.open for s in f.spellings),
        )
        return ((term, form) for form in forms)

    def _pair_forms(self, term: Term, forms: Forms | Iterable[str]) -> Iterator[tuple[Term, Pattern]]:
        return ((term, form) for form in self._parse_forms(forms))

    def _list_index_forms(self) -> Iterator[tuple[str, str]]:
        document = self.document
        names = (*document.people, *document.organisations, *document.places)
        groups: list[tuple[str | None, Forms]] = [(w.stem, w.forms) for w in document.index_words]
        groups += [(e.stem, e.forms) for e in names]
        groups += [(s.stem, s.country) for s in (document.sides.azerbaijan, document.sides.vietnam)]
        for stem, forms in groups:
            for form in self._parse_forms(forms) if stem else ():
                # Longer names hold words that people search for on their own.
                if len(form.words) > 2 and not all(len(k) <= 5 for w in form.words for k in w.keys):
                    continue
                yield from ((str(stem), k) for k in sorted(form.keys) if not form.open)

    def _build_capital_regex(self) -> str:
        keys = {k for term, form in self.entries if term.capital for k in form.keys}
        return f"(?:{'|'.join(sorted(map(re.escape, keys))) or 'x^'})"

    def _list_place_keys(self) -> list[str]:
        """Give what a dateline may open with, longest first: countries and cities without their endings."""
        keys = {
            k
            for term, form in self.entries
            if term.kind is Kind.COUNTRY or (term.kind is Kind.PLACE and term.side)
            for k in form.keys
        }
        kept = [
            k for k in keys if not any(k != other and k.startswith(other) and " " not in k for other in keys)
        ]
        return sorted((re.escape(k).replace(r"\ ", "[ -]") for k in kept), key=len, reverse=True)
