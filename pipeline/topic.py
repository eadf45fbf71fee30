"""The vocabulary of the relation: `topic.yml` read, checked and compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from pipeline.catalogue import CatalogueError, read_yaml
from pipeline.model import Value
from pipeline.text import clean, fold

Side = Literal["azerbaijan", "vietnam"]
SIDES: tuple[Side, Side] = ("azerbaijan", "vietnam")
EXACT = "="

# The endings that a form of one word may take in the index; the judge needs none, it matches prefixes.
_AZ_ENDINGS = [
    "ın",
    "in",
    "un",
    "ün",
    "a",
    "ə",
    "ya",
    "yə",
    "ı",
    "i",
    "u",
    "ü",
    "nı",
    "ni",
    "da",
    "də",
    "dan",
    "dən",
    "la",
    "lə",
    "dakı",
    "dəki",
    "lı",
    "li",
    "lılar",
    "lilər",
    "nın",
    "nin",
    "ca",
    "cə",
    "ım",
]
_RU_ENDINGS = [
    "а",
    "у",
    "ом",
    "ом",
    "е",
    "ы",
    "и",
    "ов",
    "ам",
    "ами",
    "ах",
    "я",
    "ю",
    "ем",
    "ей",
    "ой",
    "ого",
    "ому",
    "ым",
    "им",
    "ых",
    "ими",
    "ую",
    "ая",
    "ое",
    "ые",
    "ий",
    "ый",
]


class TopicError(ValueError):
    """The vocabulary is wrong; the message names file, entry and field of every fault, a line each."""


def _form(value: str) -> str:
    value = clean(value)
    if not fold(value.strip("*=")):
        raise ValueError("is empty")
    return value


Form = Annotated[str, AfterValidator(_form)]
Forms = tuple[Form, ...]


class SideNames(Value):
    """What names a side: the country with its people, its capital, and what points to it without naming it."""

    country: Forms = Field(min_length=1)
    capital: Forms = ()
    weak: Forms = ()


class Name(Value):
    """A person, organisation or place: one spelling for facets, its forms in all languages, and the side it stands for."""

    name: Annotated[str, AfterValidator(clean)] = Field(min_length=2)
    side: Side | None = None
    forms: Forms = Field(min_length=1)


class Topic(Value):
    """The vocabulary."""

    sides: Mapping[Side, SideNames]
    people: tuple[Name, ...] = ()
    organisations: tuple[Name, ...] = ()
    places: tuple[Name, ...] = ()
    acts: Mapping[str, Forms]
    together: Forms = ()
    themes: Mapping[str, Forms]
    venue: Forms = ()
    others: Forms = ()
    masks: Forms = ()

    @model_validator(mode="after")
    def _both_sides(self) -> Topic:
        if set(self.sides) != set(SIDES):
            raise ValueError("sides: needs azerbaijan and vietnam")
        return self

    def standing_for(self, side: Side) -> tuple[Name, ...]:
        """Give the people, organisations and places that stand for a side."""
        return tuple(n for n in (*self.people, *self.organisations, *self.places) if n.side == side)

    def evidence(self, side: Side) -> tuple[str, ...]:
        """Give every form that is evidence of a side, strong or weak."""
        names = self.sides[side]
        return (*names.country, *names.capital, *names.weak, *(f for n in self.standing_for(side) for f in n.forms))

    @cached_property
    def _single(self) -> Mapping[str, str]:
        """Folded single words to one stem: countries, capitals and the leaders' family names."""
        stems: dict[str, str] = {}
        groups: list[tuple[str, Iterable[str]]] = []
        groups += [(f"{side}x", self.sides[side].country) for side in SIDES]
        groups += [(f"{fold(place.name).replace(' ', '')}x", place.forms) for place in self.places]
        groups += [(f"{fold(n.name).rpartition(' ')[2]}x", (f.split()[-1] for f in n.forms)) for n in self.people if n.side == "azerbaijan"]
        groups += [(f"{fold(n.name).replace(' ', '')}x", n.forms) for n in self.organisations]
        for stem, forms in groups:
            for form in forms:
                for word in _inflected(form):
                    if " " not in word and "-" not in word and "." not in word:
                        stems.setdefault(word, stem)
        return stems

    def stems(self) -> Mapping[str, str]:
        """Give the forms of names that are one word, folded, each with the stem that all languages share."""
        return self._single

    def phrases(self) -> Mapping[str, str]:
        """Give the forms of names that are several words, folded, each with its stem."""
        found: dict[str, str] = {"viet nam": "vietnamx", "to lam": "tolamx", "ha noi": "hanoix"}
        for side in SIDES:
            for form in self.sides[side].country:
                for words in _inflected(form):
                    parts = re.findall(r"\w+", words)
                    if len(parts) > 1:
                        found.setdefault(" ".join(parts), f"{side}x")
        for name in (*self.people, *self.places, *self.organisations):
            stem = f"{fold(name.name).replace(' ', '')}x"
            if name.side == "azerbaijan" and name in self.people:
                continue  # found by family name
            for form in name.forms:
                for words in _inflected(form):
                    parts = re.findall(r"\w+", words)
                    if 1 < len(parts) <= 3:
                        found.setdefault(" ".join(parts), stem)
        return found

    def hints(self) -> frozenset[str]:
        """Give folded word beginnings by which the crawl tells what to fetch first: the rarer side and its leaders."""
        sides = [self.sides[s].country for s in SIDES]
        return frozenset(fold(f.strip("*=")) for forms in sides for f in forms if len(f) > 4) | {"to lam", "aliyev", "eliyev"}


def _inflected(form: str) -> list[str]:
    """Give a form folded; one that is open at its end with the endings of Azerbaijani or Russian."""
    base = fold(form.strip("*="))
    if not form.endswith("*"):
        return [base]
    cyrillic = bool(re.search("[а-я]", base))
    endings = _RU_ENDINGS if cyrillic else [fold(e) for e in _AZ_ENDINGS] + ["i", "is", "ese", "ians", "i's", "n", "li"]
    adjectives = [f"{base}ск{e}" for e in _RU_ENDINGS] + [f"{base}ец", f"{base}цы", f"{base}цев", f"{base}цам"] if cyrillic else []
    return [base, *(base + e for e in endings), *adjectives]


def load(path: Path) -> Topic:
    """Read and check `topic.yml`; raise TopicError with every fault at once, each naming file, entry and field."""
    try:
        document: Any = read_yaml(path)
    except CatalogueError as error:
        raise TopicError(str(error)) from None
    if not isinstance(document, dict):
        raise TopicError(f"{path.name}: needs a mapping with sides, acts and themes")
    try:
        return Topic.model_validate(document)
    except ValidationError as error:
        faults = [f"{path.name}: {_place(e['loc'], document)}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()]
        raise TopicError("\n".join(faults)) from None


def _place(location: tuple[int | str, ...], document: Mapping[str, Any]) -> str:
    """Name entry and field of a fault; an entry of a list by its name when it has one."""
    words, here = [], document
    for part in location:
        try:
            here = here[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            here = {}
        named = here.get("name") if isinstance(here, dict) and isinstance(part, int) else None
        words.append(str(named or part))
    return ": ".join(words) or "file"
