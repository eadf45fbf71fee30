"""The catalogue of outlets: `sources.yml` read, checked and given as typed values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from pipeline.config.codes import list_countries, list_languages, suggest_language
from pipeline.config.errors import ConfigError, describe_errors, suggest_name
from pipeline.config.files import read_yaml
from pipeline.model.values import Line, Value
from pipeline.text.addresses import explain_refusal
from pipeline.text.urls import get_registrable_domain, make_url_id

SourceKind = Literal["agency", "state", "independent", "trade", "ministry", "search"]
FeedKind = Literal["rss", "atom", "json", "rdf", "news-sitemap", "sitemap", "listing", "search"]
FIELDS = ("defaults", "sources")
"""What `sources.yml` holds."""

_DURATION = re.compile(r"(\d+)\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=30)


def _parse_duration(value: object) -> object:
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else value


def _check_duration(value: timedelta) -> timedelta:
    if not SHORTEST <= value <= LONGEST:
        raise ValueError("is a duration from 1m to 30d")
    return value


def _check_address(value: str) -> str:
    # A catalogue may list sample outlets on loopback; whether they may be asked is decided at connect.
    if (
        urlsplit(value).scheme not in {"http", "https"}
        or not urlsplit(value).hostname
        or explain_refusal(value, literal=False)
    ):
        raise ValueError("is not an absolute http(s) address without user info")
    return value


@lru_cache(maxsize=1)
def _list_zones() -> frozenset[str]:
    # Each call of the library's function looks through a folder of files: 10 ms, for every outlet.
    return frozenset(available_timezones())


def _check_zone(value: str) -> str:
    if value not in _list_zones():
        cities = [zone for zone in _list_zones() if zone.rpartition("/")[2].lower() == value.lower()]
        meant = f": did you mean {min(cities)}?" if cities else suggest_name(value, _list_zones())
        raise ValueError(f"is not an IANA time zone{meant or ' such as Asia/Baku'}")
    return value


def _check_regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from None
    return value


def _check_country(value: str) -> str:
    if value not in list_countries():
        raise ValueError("is the code of a country (ISO 3166-1) such as AZ")
    return value


def _check_language(value: str) -> str:
    if value not in list_languages():
        meant = suggest_language(value)
        raise ValueError(f"is the code of a language (ISO 639){f': did you mean {meant}?' if meant else ''}")
    return value


def _check_domain(value: str) -> str:
    if get_registrable_domain(value) != value:
        raise ValueError("is a domain such as outlet.example, without http:// and www.")
    return value


Duration = Annotated[timedelta, BeforeValidator(_parse_duration), AfterValidator(_check_duration)]
Address = Annotated[str, AfterValidator(_check_address)]
Zone = Annotated[str, AfterValidator(_check_zone)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$"), AfterValidator(_check_language)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$"), AfterValidator(_check_country)]
Domain = Annotated[str, AfterValidator(_check_domain)]


class Feed(Value):
    """One address of a source that is polled.

    `link` is the rule for article addresses in a listing, a regular expression.
    """

    url: Address
    kind: FeedKind
    languages: tuple[Language, ...] = ()
    link: Annotated[str, AfterValidator(_check_regex)] | None = None
    every: Duration | None = None
    timezone: Zone | None = None
    proof: str = "unverified"

    @property
    def id(self) -> str:
        """Hash of the address; the key of the feed in the index."""
        return make_url_id(self.url)

    @model_validator(mode="after")
    def _listing_has_rule(self) -> Feed:
        if self.kind == "listing" and not self.link:
            raise ValueError("a listing needs `link`, the regular expression of its article addresses")
        return self


class Muted(Value):
    """A source that is left out until a date, with the reason."""

    reason: Line = Field(min_length=3)
    until: date


class Source(Value):
    """An outlet: who it is, where it announces its articles, and what a crawler must know about it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: Line = Field(min_length=1)
    kind: SourceKind = "independent"
    country: Country
    languages: tuple[Language, ...] = Field(min_length=1)
    timezone: Zone = "UTC"
    site: Address
    feeds: tuple[Feed, ...] = ()
    sitemaps: tuple[Feed, ...] = ()
    listings: tuple[Feed, ...] = ()
    every: Duration = timedelta(minutes=30)
    delay: float | None = Field(None, ge=0, le=300)
    user_agent: Line | None = None
    cookies: bool = False
    insecure_tls: bool = False
    domains: tuple[Domain, ...] = ()
    id_parameters: tuple[str, ...] = ()
    muted: Muted | None = None
    notes: str = ""

    @property
    def polled(self) -> tuple[Feed, ...]:
        """Everything that is asked: feeds, sitemaps and listings, in the order of the catalogue."""
        return self.feeds + self.sitemaps + self.listings

    @property
    def zone(self) -> ZoneInfo:
        """What a date without zone means here."""
        return ZoneInfo(self.timezone)

    @property
    def language(self) -> str | None:
        """The outlet's only language, or None when it has several."""
        return self.languages[0] if len(self.languages) == 1 and self.languages[0] != "mul" else None

    @cached_property
    def own_domains(self) -> frozenset[str]:
        """Registrable domains on which its articles may lie: of its site, its feeds, and those listed."""
        addresses = [self.site, *(f.url for f in self.polled)]
        return frozenset({get_registrable_domain(a) for a in addresses} | set(self.domains))

    @property
    def searches(self) -> bool:
        """Whether its feeds list other outlets' articles."""
        return self.kind == "search" or any(f.kind == "search" for f in self.polled)


class Catalogue:
    """All sources, by id and by host."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = tuple(sources)
        self.by_id: Mapping[str, Source] = {s.id: s for s in self.sources}
        self._by_domain = {d: s for s in reversed(self.sources) if not s.searches for d in s.own_domains}

    def __len__(self) -> int:
        return len(self.sources)

    def find_source(self, url: str) -> Source | None:
        """Give the source whose domain the address lies on, or None."""
        return self._by_domain.get(get_registrable_domain(url))

    def select_sources(self, ids: Sequence[str]) -> Catalogue:
        """Give the catalogue of just these sources; raise ConfigError naming each unknown id."""
        unknown = [i for i in ids if i not in self.by_id]
        if unknown:
            raise ConfigError(
                "\n".join(f"no source with the id {i!r}{suggest_name(i, self.by_id)}" for i in unknown)
            )
        return Catalogue(s for s in self.sources if s.id in ids)


def load_sources(path: Path) -> Catalogue:
    """Read and check `sources.yml`; raise ConfigError with every fault, each with file, entry and field."""
    return build_catalogue(read_yaml(path), path.name)


def build_catalogue(document: object, file: str) -> Catalogue:
    """Give the catalogue of a document; raise ConfigError like `load_sources`, naming the `file`."""
    if not isinstance(document, dict) or not isinstance(document.get("sources"), list):
        raise ConfigError(f"{file}: needs a list `sources`")
    faults = [
        f"{file}: {key}: no such field{suggest_name(key, FIELDS)}" for key in document if key not in FIELDS
    ]
    sources: list[Source] = []
    for number, entry in enumerate(document["sources"], 1):
        try:
            sources.append(Source.model_validate(_add_defaults(entry, document.get("defaults") or {})))
        except ValidationError as error:
            name = entry.get("id") if isinstance(entry, dict) else None
            where = file, str(name or f"entry {number}")
            faults += describe_errors(error, *where, given=entry, model=Source)
    faults += [f"{file}: {fault}" for fault in _find_repeated(sources)]
    if faults:
        raise ConfigError("\n".join(faults))
    return Catalogue(sources)


def _add_defaults(entry: object, defaults: Mapping[str, object]) -> object:
    if not isinstance(entry, dict):
        return entry
    feeds = entry.get("feeds")
    searches = isinstance(feeds, list) and any(
        isinstance(f, dict) and f.get("kind") == "search" for f in feeds
    )
    return {**({"kind": "search"} if searches else {}), **defaults, **entry}


def _find_repeated(sources: Sequence[Source]) -> Iterator[str]:
    ids = Counter(source.id for source in sources)
    yield from (f"{id_}: id: stands twice" for id_, times in sorted(ids.items()) if times > 1)
    addresses = Counter(feed.url for source in sources for feed in source.polled)
    yield from (f"{url}: url: polled twice" for url, times in sorted(addresses.items()) if times > 1)
