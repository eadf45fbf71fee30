"""Watches as people write them, each checked by itself, so that a wrong one costs only itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from pipeline.config.errors import ConfigError, describe_errors, suggest_name
from pipeline.config.files import find_cut_values, read_yaml
from pipeline.config.known_values import KnownFields, collect_known_fields, describe_unknown_filter
from pipeline.config.sources import Catalogue
from pipeline.config.subscribers import Channel, Id, Quiet, Subscriber, make_validator, wrap_single
from pipeline.config.topic import Topic
from pipeline.model.drafts import ChannelWord
from pipeline.model.rhythm import QuietHours, Rhythm, parse_rhythm
from pipeline.model.values import Line, Value
from pipeline.text.quotes import straighten_quotes

FILE = "watches.yml"
_CHANNEL_FIELDS: Mapping[str, tuple[str, ...]] = {
    "webhook": ("url", "form", "language", "zone"),
    "feed": ("language", "zone"),
}
"""Fields of a watch that speak of where it goes, when that is no mail."""
FIELDS = ("recipients", "watches")
"""What it holds."""


Words = Annotated[tuple[Line, ...], BeforeValidator(wrap_single)]
Grades = Annotated[tuple[Literal[2, 3], ...], BeforeValidator(wrap_single)]
Languages = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...], BeforeValidator(wrap_single)
]
Countries = Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...], BeforeValidator(wrap_single)]


class Filters(Value):
    """What an article must be beside its words.

    An empty field asks for nothing, several values mean any of them.
    """

    grade: Grades = ()
    language: Languages = ()
    source: Words = ()
    country: Countries = ()
    theme: Words = ()
    people: Words = ()


class Watch(Value):
    """A saved search with recipients and a rhythm.

    Without query and filters it finds everything of grade 2 and 3.
    """

    id: Id
    title: Line = Field(min_length=1, max_length=200)
    query: Annotated[Line, AfterValidator(straighten_quotes)] = Field("", max_length=4000)
    filters: Filters = Filters()
    recipients: tuple[Subscriber, ...] = Field(min_length=1)
    rhythm: Annotated[Rhythm, make_validator(parse_rhythm)] = Rhythm()
    quiet_hours: Quiet = None
    updates: bool = False
    every: Literal["event", "story"] = "event"
    deliver: ChannelWord = "mail"

    @property
    def query_hash(self) -> str:
        """Hash of what it looks for: another one is another watch."""
        asked = json.dumps([self.query, self.filters.model_dump()], sort_keys=True, ensure_ascii=False)
        return sha256(asked.encode()).hexdigest()[:32]

    def collect_quiet_hours(self, person: Subscriber) -> tuple[QuietHours, ...]:
        """Give the quiet hours that hold for a person: the watch's and their own."""
        return tuple(q for q in (self.quiet_hours, person.quiet_hours) if q)


@dataclass(frozen=True, slots=True)
class Fault:
    """A watch or recipient that cannot be used, by name, why, and which watches cannot be used for that."""

    watch: str
    reason: str
    stops: tuple[str, ...] = ()

    def __str__(self) -> str:
        stopped = f"; not used until then: {', '.join(self.stops)}" if self.stops else ""
        return f"{FILE}: {self.watch}: {self.reason}{stopped}"


@dataclass(frozen=True, slots=True)
class Watchbook:
    """The watches that can be used, what is wrong with the others, and what is odd about those in use.

    `topic_words` are the stems of both sides: they count as asked for where a mail picks a passage. `sides`
    are the codes of the two countries. `known` are the values of fields, as far as the catalogue and the
    topic decide them.
    """

    watches: tuple[Watch, ...] = ()
    faults: tuple[Fault, ...] = ()
    topic_words: str = ""
    sides: tuple[str, ...] = ()
    known: KnownFields = field(default_factory=dict)

    @property
    def doubts(self) -> tuple[Fault, ...]:
        """Give the people whose address another has too, so that both get each story, or few servers take."""
        first: dict[str, str] = {}
        doubts = []
        for id_, person in self.people.items():
            other = first.setdefault(person.address.lower(), id_)
            if other != id_:
                reason = f"address: {other} has it too: a story that both watch for comes there twice"
                doubts.append(Fault(id_, reason))
            if not person.address.rpartition("@")[0].isascii():
                reason = "address: mails go there only by a mail server that offers SMTPUTF8"
                doubts.append(Fault(id_, reason))
        return tuple(doubts)

    @property
    def ids(self) -> set[str]:
        """Give the ids of the watches."""
        return {watch.id for watch in self.watches}

    @property
    def people(self) -> dict[str, Subscriber]:
        """Give everybody who gets mails, by id."""
        return {person.id: person for watch in self.watches for person in watch.recipients}

    def find_watches(self, person: str) -> tuple[Watch, ...]:
        """Give the watches of a person."""
        return tuple(w for w in self.watches if any(p.id == person for p in w.recipients))

    def drop_faulty(self, faults: Mapping[str, str]) -> Watchbook:
        """Give the same with some watches told as faulty."""
        kept = tuple(w for w in self.watches if w.id not in faults)
        added = (Fault(name, reason) for name, reason in faults.items())
        return replace(self, watches=kept, faults=(*self.faults, *added))


def load_watches(path: Path) -> Watchbook:
    """Read `watches.yml`; a wrong entry is told by name and the others are kept. No file is no watch.

    Raise ConfigError when the file is there and is not a list of watches.
    """
    if not path.exists():
        return Watchbook()
    document = read_yaml(path)
    if not isinstance(document, dict) or not isinstance(document.get("watches"), list):
        raise ConfigError(f"{path.name}: needs a list `watches`")
    unknown = [name for name in document if name not in FIELDS]
    if unknown:
        raise ConfigError(f"{path.name}: {unknown[0]}: no such field{suggest_name(unknown[0], FIELDS)}")
    recipients = document.get("recipients") or []
    if not isinstance(recipients, list):
        raise ConfigError(f"{path.name}: recipients: is a list")
    book = build_watchbook(document["watches"], recipients)
    cut = find_cut_values(path, "watches", ("query", "title"))
    return book.drop_faulty({id_: reason for id_, reason in cut.items() if id_ in book.ids})


def build_watchbook(entries: Sequence[Any], recipients: Sequence[Any]) -> Watchbook:
    """Give the watches of such entries; a wrong one is told by name and the others are kept."""
    people, faults = _read_people(recipients)
    watches: dict[str, Watch] = {}
    for number, entry in enumerate(entries, 1):
        name = _name_entry(entry, f"watch {number}")
        nobody, wrong = _list_unknown_people(entry, people)
        for person in wrong:
            _stop_watch(name, person, faults)
        faults += [Fault(name, f"recipients: {reason}") for reason in nobody]
        if nobody or wrong:
            continue
        try:
            watch = Watch.model_validate(_insert_channel(_insert_people(entry, people)))
        except ValidationError as error:
            faults += [Fault(name, line) for line in describe_errors(error, given=entry, model=Watch)]
            continue
        if watch.id in watches:
            faults.append(Fault(name, "id: stands twice, the first one counts"))
        faults += _register_people(watch, people)
        watches.setdefault(watch.id, _unify_recipients(watch, people))
    return Watchbook(tuple(watches.values()), tuple(faults))


def _name_entry(entry: object, otherwise: str) -> str:
    return str(entry.get("id") or otherwise) if isinstance(entry, dict) else otherwise


def _read_people(entries: Sequence[Any]) -> tuple[dict[str, Subscriber | None], list[Fault]]:
    """Give everybody by id, None for those whose description is wrong, and what is wrong with it."""
    people: dict[str, Subscriber | None] = {}
    faults: list[Fault] = []
    for number, entry in enumerate(entries, 1):
        name = _name_entry(entry, f"recipient {number}")
        try:
            person = Subscriber.model_validate(entry)
        except ValidationError as error:
            faults += [Fault(name, line) for line in describe_errors(error, given=entry, model=Subscriber)]
            people.setdefault(name, None)
            continue
        if person.id in people:
            faults.append(Fault(name, "id: stands twice, the first one counts"))
        people.setdefault(person.id, person)
    return people, faults


def _list_unknown_people(entry: Any, people: Mapping[str, Subscriber | None]) -> tuple[list[str], set[str]]:
    """Say what is wrong with the ids among the recipients of a watch, and name those with a faulty entry."""
    named = entry.get("recipients") if isinstance(entry, dict) else None
    if named and str(entry.get("deliver")) in _CHANNEL_FIELDS:
        return [f"a watch with deliver: {entry['deliver']} has none"], set()
    # An id may be what is wrong: Lan.
    faulty = {id_.casefold(): id_ for id_, person in people.items() if person is None}
    reasons, wrong = [], set()
    for id_ in wrap_single(named) if isinstance(named, str | list) else ():
        if not isinstance(id_, str) or people.get(id_):
            continue
        if id_.casefold() in faulty:
            wrong.add(faulty[id_.casefold()])
        else:
            reasons.append(f"no such recipient {id_!r}{suggest_name(id_, people)}")
    return reasons, wrong


def _stop_watch(watch: str, person: str, faults: list[Fault]) -> None:
    """Tell with the last fault of a recipient that a watch is not used for it."""
    place = max(number for number, fault in enumerate(faults) if fault.watch == person)
    faults[place] = replace(faults[place], stops=(*faults[place].stops, watch))


def _insert_people(entry: Any, people: Mapping[str, Subscriber | None]) -> Any:
    """Put the people in place of their ids."""
    if not isinstance(entry, dict) or not isinstance(entry.get("recipients"), str | list):
        return entry
    named = wrap_single(entry["recipients"])
    return {**entry, "recipients": [people[p] if isinstance(p, str) else p for p in named]}


def _insert_channel(entry: Any) -> Any:
    """Put a channel in the place of people where a watch asks for one; its fields are those of the watch."""
    fields = _CHANNEL_FIELDS.get(str(entry.get("deliver"))) if isinstance(entry, dict) else None
    if not fields:
        return entry
    kind = entry["deliver"]
    about = {"id": f"{kind}-{entry.get('id')}"[:64], "name": entry.get("title") or "", "kind": kind}
    own = {name: entry[name] for name in fields if name in entry}
    needed = {"url": ""} if kind == "webhook" else {}
    rest = {name: value for name, value in entry.items() if name not in fields}
    return {**rest, "recipients": [Channel.model_validate({**about, **needed, **own})]}


def _register_people(watch: Watch, people: dict[str, Subscriber | None]) -> list[Fault]:
    """Remember the people whom a watch describes itself; one id is one person, described once."""
    differing = []
    for person in watch.recipients:
        if people.get(person.id) is None:
            people[person.id] = person
        elif people[person.id] != person:
            differing.append(person.id)
    return [
        Fault(watch.id, f"recipients: {id_} is described twice and differently, the first one counts")
        for id_ in differing
    ]


def _unify_recipients(watch: Watch, people: Mapping[str, Subscriber | None]) -> Watch:
    once = {person.id: people[person.id] or person for person in watch.recipients}
    return watch.model_copy(update={"recipients": tuple(once.values())})


def check_watches(book: Watchbook, outlets: Catalogue, topic: Topic) -> Watchbook:
    """Give the book with the words of the topic, and without watches that would find nothing for ever.

    These name a source, theme or person that there is not; each is a fault.
    """
    known = collect_known_fields(outlets, topic)
    reasons = {watch.id: describe_unknown_filter(watch.filters.model_dump(), known) for watch in book.watches}
    checked = book.drop_faulty({id_: reason for id_, reason in reasons.items() if reason})
    stems = " ".join(side.stem for side in topic.document.sides.values())
    codes = tuple(side.code for side in topic.document.sides.values())
    return replace(checked, topic_words=stems, sides=codes, known=known)
