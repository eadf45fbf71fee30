"""Watches as people write them: `watches.yml` read and checked, each watch by itself, so that a wrong one
costs only itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from pipeline.config.errors import ConfigError
from pipeline.config.files import read_yaml
from pipeline.config.sources import Catalogue
from pipeline.config.topic import Topic
from pipeline.model.drafts import Recipient
from pipeline.model.rhythm import QuietHours, Rhythm, parse_quiet_hours, parse_rhythm
from pipeline.model.values import Line, Value
from pipeline.model.words import UNLISTED

FILE = "watches.yml"
_ADDRESS = re.compile(r"[^\s@<>(),;:\\\"\[\]\x00-\x1f]{1,64}@(?:[\w-]{1,63}\.)*[\w-]{1,63}")


def _check_address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError("is not a mail address such as desk@outlet.example")
    return value


def _check_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is not an IANA time zone such as Asia/Baku")
    return value


def _wrap_single(value: object) -> object:
    return [value] if isinstance(value, str | int) else value


def _make_validator(read: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Words = Annotated[tuple[Line, ...], BeforeValidator(_wrap_single)]
Grades = Annotated[tuple[Literal[2, 3], ...], BeforeValidator(_wrap_single)]
Languages = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...], BeforeValidator(_wrap_single)
]
Countries = Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...], BeforeValidator(_wrap_single)]
Quiet = Annotated[QuietHours | None, _make_validator(parse_quiet_hours)]


class Subscriber(Value):
    """A person as the file has them: address, language and zone of their mails, and when they want none."""

    id: Id
    address: Annotated[str, AfterValidator(_check_address)]
    name: Line = ""
    language: Literal["en", "az", "vi", "ru"] = "en"
    zone: Annotated[str, AfterValidator(_check_zone)] = "UTC"
    quiet_hours: Quiet = None

    @property
    def recipient(self) -> Recipient:
        """Give what a mail says about them."""
        return Recipient(**self.model_dump(exclude={"quiet_hours"}))

    @property
    def clock(self) -> ZoneInfo:
        """Give the zone of their wall time."""
        return ZoneInfo(self.zone)


class Filters(Value):
    """What an article must be beside its words; an empty field asks for nothing, several values mean any of
    them.
    """

    grade: Grades = ()
    language: Languages = ()
    source: Words = ()
    country: Countries = ()
    theme: Words = ()
    people: Words = ()


class Watch(Value):
    """A saved search with recipients and a rhythm; without query and filters it finds everything of grade 2
    and 3.
    """

    id: Id
    title: Line = Field(min_length=1, max_length=200)
    query: Line = Field("", max_length=4000)
    filters: Filters = Filters()
    recipients: tuple[Subscriber, ...] = Field(min_length=1)
    rhythm: Annotated[Rhythm, _make_validator(parse_rhythm)] = Rhythm()
    quiet_hours: Quiet = None
    updates: bool = False

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
    """A watch that cannot be used, by name, and why."""

    watch: str
    reason: str

    def __str__(self) -> str:
        return f"{FILE}: {self.watch}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Watchbook:
    """The watches that can be used, and what is wrong with the others."""

    watches: tuple[Watch, ...] = ()
    faults: tuple[Fault, ...] = ()

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
        return Watchbook(kept, (*self.faults, *(Fault(name, reason) for name, reason in faults.items())))


def load_watches(path: Path) -> Watchbook:
    """Read `watches.yml`; a wrong entry is told by name and the others are kept. No file is no watch.

    Raise ConfigError when the file is there and is not a list of watches.
    """
    if not path.exists():
        return Watchbook()
    try:
        document = read_yaml(path)
    except ConfigError as error:
        raise ConfigError(str(error)) from None
    if not isinstance(document, dict) or not isinstance(document.get("watches"), list):
        raise ConfigError(f"{path.name}: needs a list `watches`")
    unknown = sorted(set(document) - {"watches", "recipients"})
    if unknown or not isinstance(document.get("recipients") or [], list):
        raise ConfigError(
            f"{path.name}: has two lists, `recipients` and `watches`"
            + (f", no {unknown[0]!r}" if unknown else "")
        )
    return _build_watchbook(document)


def _build_watchbook(document: Mapping[str, Any]) -> Watchbook:
    people, faults = _read_people(document.get("recipients") or [])
    watches: dict[str, Watch] = {}
    for number, entry in enumerate(document["watches"], 1):
        name = str(entry.get("id", f"watch {number}")) if isinstance(entry, dict) else f"watch {number}"
        try:
            watch = Watch.model_validate(_insert_people(entry, people))
        except ValidationError as error:
            faults += [Fault(name, _describe_error(e)) for e in error.errors()]
            continue
        if watch.id in watches:
            faults.append(Fault(name, "id: stands twice, the first one counts"))
        faults += _register_people(watch, people)
        watches.setdefault(watch.id, _unify_recipients(watch, people))
    return Watchbook(tuple(watches.values()), tuple(faults))


def _read_people(entries: list[Any]) -> tuple[dict[str, Subscriber], list[Fault]]:
    people: dict[str, Subscriber] = {}
    faults: list[Fault] = []
    for number, entry in enumerate(entries, 1):
        name = (
            str(entry.get("id", f"recipient {number}")) if isinstance(entry, dict) else f"recipient {number}"
        )
        try:
            person = Subscriber.model_validate(entry)
        except ValidationError as error:
            faults += [Fault(name, _describe_error(e)) for e in error.errors()]
            continue
        if person.id in people:
            faults.append(Fault(name, "id: stands twice, the first one counts"))
        people.setdefault(person.id, person)
    return people, faults


def _insert_people(entry: Any, people: Mapping[str, Subscriber]) -> Any:
    """Put the people in place of their ids; an id that nobody has stays and is told by the check."""
    if not isinstance(entry, dict) or not isinstance(entry.get("recipients"), str | list):
        return entry
    named = _wrap_single(entry["recipients"])
    return {**entry, "recipients": [people.get(p, {"id": p}) if isinstance(p, str) else p for p in named]}  # type: ignore[attr-defined]


def _register_people(watch: Watch, people: dict[str, Subscriber]) -> list[Fault]:
    """Remember the people whom a watch describes itself; one id is one person, described once."""
    differing = [p for p in watch.recipients if people.setdefault(p.id, p) != p]
    return [
        Fault(watch.id, f"recipients: {p.id} is described twice and differently, the first one counts")
        for p in differing
    ]


def _unify_recipients(watch: Watch, people: Mapping[str, Subscriber]) -> Watch:
    once = {p.id: people[p.id] for p in watch.recipients}
    return watch.model_copy(update={"recipients": tuple(once.values())})


def _describe_error(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "entry"
    message = error["msg"].removeprefix("Value error, ")
    missing = error["type"] == "missing" and error["loc"][:1] == ("recipients",)
    if missing:
        message = f"no such recipient {error['input'].get('id')!r}, or one without {error['loc'][-1]}"
    return f"{place}: {message}" + (
        f" (found {error['input']!r})" if isinstance(error["input"], str | int) else ""
    )


def check_watches(book: Watchbook, outlets: Catalogue, topic: Topic) -> Watchbook:
    """Tell as faulty each watch that names a source, theme or person that there is not: it would find nothing
    for ever.
    """
    known = {
        "source": {*outlets.by_id, UNLISTED},
        "theme": set(topic.document.themes),
        "people": {name.name for name in topic.document.people},
    }
    return book.drop_faulty(
        {w.id: reason for w in book.watches if (reason := _describe_unknown(w.filters, known))}
    )


def _describe_unknown(filters: Filters, known: Mapping[str, set[str]]) -> str:
    for field, names in known.items():
        for value in getattr(filters, field):
            if value not in names:
                near = get_close_matches(value, names, 1)
                return f"filters.{field}: no such {field} {value!r}" + (
                    f": did you mean {near[0]}?" if near else ""
                )
    return ""
