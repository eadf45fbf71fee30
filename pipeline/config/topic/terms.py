"""What a word of the topic stands for: every entry of `topic.yml` as a term with its forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, product

from pipeline.config.topic.countries import INFLECTED, LANGUAGES, cut_name, load_names, spell_name
from pipeline.config.topic.inflection import ADJECTIVES, EVERY_WORD, INFLECTIONS
from pipeline.config.topic.kinds import TermKind
from pipeline.config.topic.sections import Confirm, Forms, Named, TopicFile
from pipeline.config.topic.spelling import (
    WORD,
    Pattern,
    PatternWord,
    Suffixes,
    parse_form,
    sort_letters,
    unify_blanks,
)
from pipeline.text.clean import fold_text


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """An entry of the topic: its kind, its one spelling, the side it stands for and how much.

    `masks`: names inside are no mention. `ambiguous`: counts only as `needs_capitals` and `not_before` say,
    and in one of its `spellings`, with one of its `beginnings`, or in plain ASCII. `letters` are the words of
    a name as `sort_letters` gives them: a word with marks must be one of them (Nhà Trắng is not Nha Trang).
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
    letters: frozenset[str] = frozenset()


Entry = tuple[Term, Pattern]


def build_entries(document: TopicFile) -> Iterator[Entry]:
    """Give every term with each of its forms, in the order of the file's sections."""
    for name, side in document.sides.items():
        yield from _pair_forms(Term(TermKind.COUNTRY, side.name, name, 3), side.country, document)
        yield from _pair_forms(Term(TermKind.OWN, side.name, name, 2), side.own, document, bound=True)
    for kind, entry in _list_named(document):
        yield from _build_named_entries(kind, entry, document)
    for agency in document.agencies:
        term = Term(TermKind.AGENCY, agency.name, agency.side, masks=True)
        yield from _pair_forms(term, agency.forms, document)
    for kind, phrases in (
        (TermKind.NAME, document.masks.name),
        (TermKind.CLOCK, document.masks.clock),
        (TermKind.WAR, document.masks.war),
        (TermKind.FIXTURE, document.masks.fixture),
    ):
        yield from _pair_forms(Term(kind, kind.value, masks=True), {"": phrases}, document)
    yield from _build_countries(document)
    yield from _build_words(document)


def _build_countries(document: TopicFile) -> Iterator[Entry]:
    """Give the other countries: the file's forms, and all that CLDR calls them."""
    own = {side.code for side in document.sides.values()}
    table = {code: names for code, names in load_names().items() if code not in own}
    codes = {cut_name(names["name"][0]): code for code, names in table.items()}
    sides = {fold_text(names["name"][0]) for code, names in load_names().items() if code in own}
    terms: dict[str, Term] = {}
    for country, names in document.countries.items():
        if not sides.isdisjoint(map(fold_text, names)):
            continue
        term = Term(TermKind.OTHER, country)
        terms |= {codes[key]: term for key in map(cut_name, names) if key in codes}
        yield from _build_listed_country(term, names, document)
    for code, names_by_language in table.items():
        yield from _build_country(terms.get(code), names_by_language)


def _build_listed_country(term: Term, names: Iterable[str], document: TopicFile) -> Iterator[Entry]:
    """Give the file's forms of a country: what is written with a capital counts so only.

    A qatar is a train in Azerbaijani, and one may polish a table.
    """
    patterns = [(form[:1].isupper(), parse_form(form, document.suffixes)) for form in names]
    known = tuple(unify_blanks(spelling) for _, pattern in patterns for spelling in pattern.spellings)
    capital = replace(term, ambiguous=True, needs_capitals=True, spellings=frozenset(known), beginnings=known)
    return ((capital if high else term, pattern) for high, pattern in patterns)


def _build_country(term: Term | None, names: Mapping[str, tuple[str, ...]]) -> Iterator[Entry]:
    """Give a country's names in all languages; they count with capitals only, as some are words as well."""
    spoken = [(name, language) for language in LANGUAGES for name in names.get(language, ())]
    known = {(name, language if language in INFLECTED else "") for name, language in spoken}
    spelled = [spell_name(name, language) for name, language in sorted(known)]
    patterns = [_join_words(head, last) for head, last in spelled]
    whole = Term(
        TermKind.OTHER,
        term.name if term else names["name"][0].lower(),
        ambiguous=True,
        needs_capitals=True,
        spellings=frozenset(spelling for pattern in patterns for spelling in pattern.spellings),
    )
    return ((whole, pattern) for pattern in patterns)


def _join_words(head: tuple[tuple[str, ...], ...], last: tuple[str, ...]) -> Pattern:
    """Give the pattern of a name's words, each with its endings."""
    words = [PatternWord(frozenset(map(fold_text, spelled))) for spelled in head]
    spelled = frozenset(map(" ".join, product(*head, last)))
    return Pattern((*words, PatternWord(frozenset(map(fold_text, last)))), spelled)


def _build_words(document: TopicFile) -> Iterator[Entry]:
    """Give the words that belong to one language: acts, groups, events, themes and their like."""
    yield from _build_parties(document)
    for kind, forms in (
        (TermKind.DECISION, document.masks.decisions),
        (TermKind.SEAT, document.seats),
        (TermKind.OFFICE, document.offices.titles),
        (TermKind.BODY, document.offices.bodies),
        (TermKind.NAMESAKE_BEFORE, document.namesakes.before),
        (TermKind.NAMESAKE_AFTER, document.namesakes.after),
        (TermKind.STREET, document.namesakes.streets),
        (TermKind.WORN, document.masks.worn),
        (TermKind.SHOE, document.masks.shoes),
        (TermKind.OFFICIAL, document.relation.official),
        (TermKind.STRONG, document.relation.strong),
        (TermKind.PLAIN, document.relation.plain),
        (TermKind.MUTUAL, document.relation.mutual),
        (TermKind.GROUP, document.groups),
        (TermKind.COMPARISON, document.comparisons),
        (TermKind.EVENT, document.events),
        (TermKind.DIGEST, document.digests),
        (TermKind.BETTING, document.betting),
    ):
        yield from _pair_forms(Term(kind, kind.value), forms, document, bound=True)
    for theme, forms in document.themes.items():
        yield from _pair_forms(Term(TermKind.THEME, theme), forms, document, bound=True)


def _build_parties(document: TopicFile) -> Iterator[Entry]:
    """Give the bodies of many states; one of letters alone (WHO, UN) counts when it is written so."""
    party = Term(TermKind.PARTY, TermKind.PARTY.value)
    written: list[tuple[bool, Pattern]] = []
    for language, listed in document.third_parties.items():
        for form in listed:
            pattern = parse_form(form, document.suffixes, language=language)
            written.append((form.rstrip("*").isupper(), pattern))
    abbreviated = [spelling for short, pattern in written if short for spelling in pattern.spellings]
    spellings = frozenset(map(unify_blanks, abbreviated))
    letters = replace(
        party, ambiguous=True, needs_capitals=True, spellings=spellings, beginnings=tuple(spellings)
    )
    return ((letters if short else party, pattern) for short, pattern in written)


def _list_named(document: TopicFile) -> Iterator[tuple[TermKind, Named]]:
    """Give each name of the topic with what it names."""
    for kind, group in (
        (TermKind.PERSON, document.people),
        (TermKind.ORGANISATION, document.organisations),
        (TermKind.PRODUCT, document.products),
        (TermKind.PLACE, document.places),
    ):
        for entry in group:
            yield kind, entry


def _build_named_entries(kind: TermKind, entry: Named, document: TopicFile) -> Iterator[Entry]:
    forms = {
        language: list(_parse_names(kind, {language: listed}, document.suffixes))
        for language, listed in entry.forms.items()
    }
    spellings = [spelling for form in chain(*forms.values()) for spelling in form.spellings]
    beginnings = [s for form in chain(*forms.values()) if form.open for s in form.spellings]
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
        letters=frozenset() if beginnings else frozenset(_sort_words(spellings)),
    )
    for language, listed in forms.items():
        meant = small = replace(term, weight=2) if language in entry.sure_in else term
        if kind is TermKind.PLACE and language in ADJECTIVES:
            # What is of a city is written small, in the topic as well: бакинский.
            small = replace(meant, ambiguous=False, needs_capitals=False)
        for name, form in zip(entry.forms[language], listed, strict=True):
            yield small if name.islower() else meant, form
        if small is not meant:
            yield from ((small, form) for form in _derive_adjectives(entry.forms[language], language))


def _derive_adjectives(listed: Iterable[str], language: str) -> Iterator[Pattern]:
    """Give what is said of a city whose name is one word without endings of its own: сумгаитский."""
    for form in listed:
        derived = ADJECTIVES[language](form.lower()) if form.isalpha() else ()
        if derived:
            yield Pattern((PatternWord(frozenset(map(fold_text, derived))),), frozenset(derived))


def _parse_names(kind: TermKind, forms: Forms, suffixes: Suffixes) -> Iterator[Pattern]:
    """Read the forms of a name with the case endings of their language.

    A person's name in Latin letters takes the Azerbaijani ones whatever the language of the form: that is how
    it is written there. Phrases that are no person's name carry their own endings in Russian.
    """
    for language, listed in forms.items():
        for form in listed:
            inflects = language
            if kind is TermKind.PERSON and language not in EVERY_WORD:
                inflects = "az"
            elif kind is not TermKind.PERSON and " " in form and language in EVERY_WORD:
                inflects = ""
            yield parse_form(form, suffixes, inflects=inflects if inflects in INFLECTIONS else "")


def list_home_hints(document: TopicFile, side: str) -> Iterator[Pattern]:
    """Give the forms of names that stand for a side where a text is at home with it, in its languages.

    They are single words: the prescan looks for them, and the short ones of a phrase stand on every page.
    """
    languages = document.sides[side].languages
    for kind, entry in _list_named(document):
        if entry.side == side and entry.weight == 1:
            at_home = {code: _list_words(entry.forms.get(code, ())) for code in languages}
            yield from _parse_names(kind, at_home, document.suffixes)


def _list_words(listed: Iterable[str]) -> tuple[str, ...]:
    return tuple(form for form in listed if " " not in form)


def _sort_words(spellings: Iterable[str]) -> Iterator[str]:
    return (sort_letters(word) for spelling in spellings for word in WORD.findall(spelling))


def _pair_forms(term: Term, forms: Forms, document: TopicFile, *, bound: bool = False) -> Iterator[Entry]:
    """Give a term with each of its forms; `bound` to the language under which each form stands."""
    for language, listed in forms.items():
        for form in listed:
            own = language if bound else ""
            yield term, parse_form(form, document.suffixes, language=own)


def parse_forms(forms: Forms | Iterable[str], suffixes: Suffixes) -> Iterator[Pattern]:
    """Read forms, of all languages where they stand by language."""
    listed = [form for some in forms.values() for form in some] if isinstance(forms, Mapping) else forms
    return (parse_form(form, suffixes) for form in listed)
