"""The sections of `topic.yml` as pydantic models: what may stand where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from pipeline.model.values import Line, Value

Forms = Mapping[str, tuple[Line, ...]]
"""Language to forms; names are looked for in every text, words in texts of their language."""

KNOWN_SIDES = "sides"
"""Key of the validation context under which stand the names of the two sides."""


def _check_side(value: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get(KNOWN_SIDES, ())
    # Without sides every name would be at fault, and none is: that they are missing is told.
    if known and value not in known:
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
    """A person, organisation or place with its one spelling; with `side` it stands for that country.

    `sure_in` are languages whose forms do so alone though the others, of weight 1, are words as well.
    """

    name: Line = Field(min_length=2)
    side: SideName | None = None
    weight: Weight | None = None
    sure_in: frozenset[str] = frozenset()
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
    """One of the two countries: its name and its forms.

    `languages` are those in which what is not said to be elsewhere is there. `own` is what its own people
    call it in them: "ölkəmiz", "nước ta"; `family_names` stand first in a name: in a text in its languages
    whoever has one, written with its marks, is one of its people.
    """

    name: Line
    code: str = Field(pattern=r"^[A-Z]{2}$")
    stem: str = Field(pattern=r"^[a-z]+$")
    languages: tuple[str, ...] = ()
    country: Forms = Field(min_length=1)
    own: Forms = Field(default_factory=dict)
    family_names: tuple[Line, ...] = ()


class Masks(Value):
    """Phrases that name a country without being about it.

    `clock`: the time of day there. `decisions` are words that beside a city make the name of what many states
    decided there. `worn` are words for people that are shoes as well, `shoes` the words of a text on these.
    """

    name: tuple[Line, ...] = ()
    clock: tuple[Line, ...] = ()
    war: tuple[Line, ...] = ()
    fixture: tuple[Line, ...] = ()
    decisions: Forms = Field(default_factory=dict)
    worn: Forms = Field(default_factory=dict)
    shoes: Forms = Field(default_factory=dict)


class Relation(Value):
    """Words for acts between the two; `mutual` ones cannot be said of one alone."""

    official: Forms
    strong: Forms
    plain: Forms
    mutual: Forms = Field(default_factory=dict)


class Namesakes(Value):
    """Words that make a person's name the name of a thing: "Academy" behind it, "проспект" before it.

    `streets` do so beside the name of a city or country, too.
    """

    before: Forms = Field(default_factory=dict)
    after: Forms = Field(default_factory=dict)
    streets: Forms = Field(default_factory=dict)


class Offices(Value):
    """How somebody is found who is not listed: beside an office.

    `titles` are the offices, `bodies` what people work at; `family_names` those that stand first in a name of
    three or four words.
    """

    titles: Forms = Field(default_factory=dict)
    bodies: Forms = Field(default_factory=dict)
    family_names: tuple[Line, ...] = ()


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
    products: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()
    patronymics: tuple[Line, ...] = ()
    namesakes: Namesakes = Namesakes()
    offices: Offices = Offices()
    seats: Forms = Field(default_factory=dict)
    index_words: tuple[IndexWord, ...] = ()
    masks: Masks = Masks()
    datelines: tuple[str, ...] = ()
    agency_names: tuple[str, ...] = ()
    countries: Mapping[str, tuple[Line, ...]] = Field(default_factory=dict)
    relation: Relation
    third_parties: Forms = Field(default_factory=dict)
    groups: Forms = Field(default_factory=dict)
    comparisons: Forms = Field(default_factory=dict)
    digests: Forms = Field(default_factory=dict)
    betting: Forms = Field(default_factory=dict)
    events: Forms = Field(default_factory=dict)
    themes: Mapping[str, Forms] = Field(default_factory=dict)

    def list_named(self) -> tuple[Named, ...]:
        """Give everything that has a name: people, organisations, products and places."""
        return (*self.people, *self.organisations, *self.products, *self.places)
