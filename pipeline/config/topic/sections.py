"""The sections of `topic.yml` as pydantic models: what may stand where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from pipeline.model.values import Line, Value

Forms = Mapping[str, tuple[Line, ...]]
"""Language to forms; every form is looked for in every text."""

KNOWN_SIDES = "sides"
"""Key of the validation context under which stand the names of the two sides."""


def _check_side(value: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get(KNOWN_SIDES, ())
    if value not in known:
        raise ValueError(f"should be one of the sides: {' or '.join(known)}")
    return value


SideKey = Annotated[str, Field(pattern=r"^[a-z]+$")]
SideName = Annotated[str, AfterValidator(_check_side)]
"""The key of one of the two under `sides`."""
Weight = Annotated[int, Field(ge=1, le=2)]


class Confirm(Value):
    """When an ambiguous name counts."""

    capitals: bool = False
    not_before: frozenset[str] = frozenset()


class Named(Value):
    """A person, organisation or place with its one spelling; with `side` it stands for that country."""

    name: Line = Field(min_length=2)
    side: SideName | None = None
    weight: Weight | None = None
    stem: str | None = Field(None, pattern=r"^[a-z]+$")
    mask: bool = False
    capital: bool = False
    confirm: Confirm = Confirm()
    forms: Forms = Field(min_length=1)


class Agency(Value):
    """A news agency: a credit nearly everywhere."""

    name: Line = Field(min_length=2)
    side: SideName
    forms: Forms = Field(min_length=1)


class IndexWord(Value):
    """A word that the index finds in all its forms without its being a tag."""

    stem: str = Field(pattern=r"^[a-z]+$")
    forms: Forms = Field(min_length=1)


class Side(Value):
    """One of the two countries: its name and its forms."""

    name: Line
    code: str = Field(pattern=r"^[A-Z]{2}$")
    stem: str = Field(pattern=r"^[a-z]+$")
    country: Forms = Field(min_length=1)


class Masks(Value):
    """Phrases that name a country without being about it."""

    name: tuple[Line, ...] = ()
    war: tuple[Line, ...] = ()
    fixture: tuple[Line, ...] = ()


class Relation(Value):
    """Words for acts between the two."""

    official: Forms
    strong: Forms
    plain: Forms


class TopicFile(Value):
    """The whole file; validated with the context `{KNOWN_SIDES: names}`.

    `sides` are two, by names of the file's choosing. Their order is a property of the file: where a page says
    nothing of its own, the prescan looks for the second first.
    """

    suffixes: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    sides: Mapping[SideKey, Side] = Field(min_length=2, max_length=2)
    people: tuple[Named, ...] = ()
    organisations: tuple[Named, ...] = ()
    agencies: tuple[Agency, ...] = ()
    places: tuple[Named, ...] = ()
    index_words: tuple[IndexWord, ...] = ()
    masks: Masks = Masks()
    datelines: tuple[str, ...] = ()
    agency_names: tuple[str, ...] = ()
    countries: Mapping[str, tuple[Line, ...]] = Field(default_factory=dict)
    relation: Relation
    groups: Forms = Field(default_factory=dict)
    events: Forms = Field(default_factory=dict)
    themes: Mapping[str, Forms] = Field(default_factory=dict)
