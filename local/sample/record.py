"""The sample articles as data: what each outlet publishes, how its page misbehaves, and what is true about
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from local.sample.printed import fill
from local.sample.reprints import SEEDS, paragraphs, quoted, reprinted
from pipeline.config.sources import Source, load
from pipeline.text.clean import clean

__all__ = ["HERE", "SEEDS", "Expect", "Record", "outlets", "truth"]

HERE = Path(__file__).resolve().parent
STARTED_AT = datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Expect:
    """What is true about an article.

    `outcome` is the word that decides its fate: of the judge when its page can be read, else of the stage at
    which the page ended (its feed's words may then be indexed: `text_from`). `published_on` is the day in the
    outlet's zone; `copy_of` and `quotes` are ids of articles or seeds.
    """

    grade: int
    outcome: str
    language: str
    headline: str
    published_on: str
    precision: str = "instant"
    copy_of: str = ""
    quotes: str = ""
    text_from: str = "page"
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """An article of a sample outlet.

    `hours` is its age at the start and `published_at` what comes of it; `page` names what its page does out
    of the ordinary; `undated` tells that feeds give no date for it; `edition` is the cycle in which it
    appears; `correction` are paragraphs that replace the first ones in edition 2; `related` are ids of
    articles linked from its page; `hreflang` names its translations; `trap` says what makes an article hard.
    """

    id: str
    outlet: str
    title: str
    text: str
    hours: float
    published_at: datetime
    expect: Expect
    summary: str = ""
    author: str = ""
    page: str = ""
    undated: bool = False
    edition: int = 1
    correction: str = ""
    related: tuple[str, ...] = ()
    hreflang: Mapping[str, str] = field(default_factory=dict)
    trap: str = ""

    @property
    def paragraphs(self) -> list[str]:
        """The text's paragraphs."""
        return paragraphs(self.text)

    @property
    def grade(self) -> int:
        """The true grade."""
        return self.expect.grade

    @property
    def copy_of(self) -> str:
        """Id of the article or seed whose text it carries."""
        return self.expect.copy_of

    @property
    def outcome(self) -> str:
        """The word of a page that cannot be read; empty when it can."""
        return (
            ""
            if self.expect.outcome in {"core", "substantial", "mention", "off_topic"}
            else self.expect.outcome
        )


@lru_cache(maxsize=1)
def outlets() -> Mapping[str, Source]:
    """Give the sample outlets by id."""
    return load(HERE / "config" / "sources.yml").by_id


@lru_cache(maxsize=4)
def truth(now: datetime = STARTED_AT) -> tuple[Record, ...]:
    """Give every sample article as of `now`, reprints made of their originals and of the seed texts
    included.
    """
    entries = _entries()
    moments = {e["id"]: _age(e["hours"], now) for e in entries}
    texts = {e["id"]: _filled(e, e["text"], moments[e["id"]]) for e in entries if "text" in e}
    texts = {id_: quoted(text, texts) for id_, text in texts.items()}
    return tuple(_record(e, texts, moments[e["id"]]) for e in entries)


@lru_cache(maxsize=1)
def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for path in sorted((HERE / "articles").glob("*.yml")):
        entries += yaml.safe_load(path.read_text(encoding="utf-8"))
    return entries


def _age(hours: float, now: datetime) -> datetime:
    return (now - timedelta(hours=hours)).replace(second=0, microsecond=0)


def _filled(entry: Mapping[str, Any], text: str, at: datetime) -> str:
    source = outlets()[entry["outlet"]]
    return fill(text, at.astimezone(source.zone), source.languages[0])


def _record(entry: Mapping[str, Any], texts: Mapping[str, str], at: datetime) -> Record:
    reprint = entry.get("reprint")
    text = _filled(entry, reprinted(reprint, texts), at) if reprint else texts[entry["id"]]
    fields: dict[str, Any] = {k: v for k, v in entry.items() if k not in {"reprint", "expect", "text"}}
    fields["related"] = tuple(entry.get("related", ()))
    return Record(**fields, text=text, published_at=at, expect=_expected(entry, at))


def _expected(entry: Mapping[str, Any], at: datetime) -> Expect:
    source = outlets()[entry["outlet"]]
    known = {
        "language": source.languages[0],
        "headline": clean(entry["title"]),
        "published_on": at.astimezone(source.zone).date().isoformat(),
        "copy_of": entry.get("reprint", {}).get("of", ""),
    }
    return Expect(**(known | entry["expect"]))
