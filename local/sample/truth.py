"""The sample articles as data: what each outlet publishes, how its page misbehaves, what is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from local.sample.printed import fill_in_days
from local.sample.reprints import SEEDS, quote_paragraphs, reprint_text, split_paragraphs
from pipeline.config.files import read_yaml
from pipeline.config.sources import Source, load_sources
from pipeline.model.outcomes import GRADE_OUTCOMES
from pipeline.text.clean import clean_line

__all__ = ["HERE", "SEEDS", "Expect", "SampleArticle", "load_sample_sources", "load_truth"]

HERE = Path(__file__).resolve().parent
STARTED_AT = datetime.now(UTC)
GRADED = frozenset(GRADE_OUTCOMES.values())
"""How the judge ends: outcomes of pages that can be read."""
MADE = frozenset({"reprint", "expect", "text"})
"""Fields of an entry that something is made of."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What is true about an article.

    `outcome` is the word that decides its fate: of the judge when its page can be read, else of the stage at
    which the page ended (its feed's words may then be indexed: `text_from`). `published_on` is the day in the
    source's zone; `copy_of` and `quotes` are ids of articles or seeds.
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
class SampleArticle:
    """An article of a sample outlet.

    `hours` is its age at the start and `published_at` what comes of it; `page` names what its page does out
    of the ordinary; `undated` tells that feeds give no date for it; `edition` is the cycle in which it
    appears; `correction` are paragraphs that replace the first ones in edition 2; `related` are ids of
    articles linked from its page; `hreflang` names its translations; `trap` says what makes an article hard.
    """

    id: str
    source: str
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
        return "" if self.expect.outcome in GRADED else self.expect.outcome


@lru_cache(maxsize=1)
def load_sample_sources() -> Mapping[str, Source]:
    """Load the sample outlets by id."""
    return load_sources(HERE / "config" / "sources.yml").by_id


@lru_cache(maxsize=4)
def load_truth(now: datetime = STARTED_AT) -> tuple[SampleArticle, ...]:
    """Load every sample article as of `now`, reprints of their originals and of the seeds included."""
    entries = _load_entries()
    published = {entry["id"]: _subtract_hours(entry["hours"], now) for entry in entries}
    texts: dict[str, str] = {}
    for entry in entries:
        if "text" in entry:
            texts[entry["id"]] = _fill_text(entry, entry["text"], published[entry["id"]])
    quoted = {id_: quote_paragraphs(text, texts) for id_, text in texts.items()}
    return tuple(_make_article(entry, quoted, published[entry["id"]]) for entry in entries)


@lru_cache(maxsize=1)
def _load_entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for path in sorted((HERE / "articles").glob("*.yml")):
        entries += read_yaml(path)
    return entries


def _subtract_hours(hours: float, now: datetime) -> datetime:
    return (now - timedelta(hours=hours)).replace(second=0, microsecond=0)


def _fill_text(entry: Mapping[str, Any], text: str, at: datetime) -> str:
    source = load_sample_sources()[entry["source"]]
    return fill_in_days(text, at.astimezone(source.zone), source.languages[0])


def _make_article(entry: Mapping[str, Any], texts: Mapping[str, str], at: datetime) -> SampleArticle:
    if "reprint" in entry:
        text = _fill_text(entry, reprint_text(entry["reprint"], texts), at)
    else:
        text = texts[entry["id"]]
    fields = {name: value for name, value in entry.items() if name not in MADE}
    fields["related"] = tuple(entry.get("related", ()))
    return SampleArticle(**fields, text=text, published_at=at, expect=_build_expect(entry, at))


def _build_expect(entry: Mapping[str, Any], at: datetime) -> Expect:
    source = load_sample_sources()[entry["source"]]
    known = {
        "language": source.languages[0],
        "headline": clean_line(entry["title"]),
        "published_on": at.astimezone(source.zone).date().isoformat(),
        "copy_of": entry.get("reprint", {}).get("of", ""),
    }
    return Expect(**(known | entry["expect"]))
