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

from local.sample.printed import fill_days
from local.sample.reprints import SEEDS, quote_paragraphs, reprint_text, split_paragraphs
from pipeline.config.sources import Source, load_sources
from pipeline.model.outcomes import GRADE_OUTCOMES
from pipeline.text.clean import clean_line

__all__ = ["HERE", "SEEDS", "Expect", "Record", "load_sample_sources", "load_truth"]

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
        return split_paragraphs(self.text)

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
        return "" if self.expect.outcome in GRADE_OUTCOMES.values() else self.expect.outcome


@lru_cache(maxsize=1)
def load_sample_sources() -> Mapping[str, Source]:
    """Give the sample outlets by id."""
    return load_sources(HERE / "config" / "sources.yml").by_id


@lru_cache(maxsize=4)
def load_truth(now: datetime = STARTED_AT) -> tuple[Record, ...]:
    """Give every sample article as of `now`, reprints made of their originals and of the seed texts
    included.
    """
    entries = _load_entries()
    moments = {e["id"]: _subtract_hours(e["hours"], now) for e in entries}
    texts = {e["id"]: _fill_text(e, e["text"], moments[e["id"]]) for e in entries if "text" in e}
    texts = {id_: quote_paragraphs(text, texts) for id_, text in texts.items()}
    return tuple(_make_record(e, texts, moments[e["id"]]) for e in entries)


@lru_cache(maxsize=1)
def _load_entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for path in sorted((HERE / "articles").glob("*.yml")):
        entries += yaml.safe_load(path.read_text(encoding="utf-8"))
    return entries


def _subtract_hours(hours: float, now: datetime) -> datetime:
    return (now - timedelta(hours=hours)).replace(second=0, microsecond=0)


def _fill_text(entry: Mapping[str, Any], text: str, at: datetime) -> str:
    source = load_sample_sources()[entry["outlet"]]
    return fill_days(text, at.astimezone(source.zone), source.languages[0])


def _make_record(entry: Mapping[str, Any], texts: Mapping[str, str], at: datetime) -> Record:
    reprint = entry.get("reprint")
    text = _fill_text(entry, reprint_text(reprint, texts), at) if reprint else texts[entry["id"]]
    fields: dict[str, Any] = {k: v for k, v in entry.items() if k not in {"reprint", "expect", "text"}}
    fields["related"] = tuple(entry.get("related", ()))
    return Record(**fields, text=text, published_at=at, expect=_build_expected(entry, at))


def _build_expected(entry: Mapping[str, Any], at: datetime) -> Expect:
    source = load_sample_sources()[entry["outlet"]]
    known = {
        "language": source.languages[0],
        "headline": clean_line(entry["title"]),
        "published_on": at.astimezone(source.zone).date().isoformat(),
        "copy_of": entry.get("reprint", {}).get("of", ""),
    }
    return Expect(**(known | entry["expect"]))
