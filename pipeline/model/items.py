"""The nouns of the pipeline as frozen values; text from outside is cleaned when a value is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import AwareDatetime, Field, computed_field

from pipeline.model.outcomes import Outcome, Stage
from pipeline.model.values import Line, Paragraphs, Value
from pipeline.model.words import GRADE_LABELS
from pipeline.text.urls import make_url_id


@dataclass(frozen=True, slots=True)
class Rejected:
    """An item that ended here: at which stage, with which word, and in a few words why."""

    stage: Stage
    outcome: Outcome
    detail: str = ""


class Candidate(Value):
    """An article address found in a feed, with what the feed says about it.

    `url` is the address as published, resolved and not refused; `published` is the feed's own string.
    `text` is the whole text where the feed offers one, in plain paragraphs; `titles` are further headlines
    under which feeds have listed it. Times are aware UTC.
    """

    url: str
    source: str
    found_in: tuple[str, ...] = ()
    title: Line = ""
    summary: Paragraphs = ""
    text: Paragraphs = ""
    titles: tuple[Line, ...] = ()
    published: Line = ""
    published_at: AwareDatetime | None = None
    published_precision: Literal["instant", "day"] = "instant"
    updated_at: AwareDatetime | None = None
    language: str | None = None
    publisher: Line = ""
    alternates: tuple[str, ...] = ()
    from_sitemap: bool = False

    @property
    def id(self) -> str:
        """First 32 hex digits of sha256 of the address in its identity form: the key of `pages`."""
        return make_url_id(self.url)


class Moment(Value):
    """A publication date, and where it comes from.

    `at` is the instant in UTC, `on` the day as printed; `rung` is the step of the ladder that gave it.
    """

    at: AwareDatetime
    on: str
    precision: Literal["instant", "day"] = "instant"
    rung: str = ""


class Article(Value):
    """What was read out of a page; grading and grouping are added elsewhere.

    `url` is the canonical address and gives the id; `urls` every address under which it was met, sorted.
    `text_from`: page, feed or seed; `text_by` the way of reading that gave the text, and why that one
    (`read.extract.body`). `first_seen_at` is when we first met the address, `fetched_at` when this
    capture was made.
    """

    url: str
    urls: tuple[str, ...] = ()
    source: str
    domain: str = ""
    found_in: tuple[str, ...] = ()
    language: str = "und"
    language_sure: bool = True
    title: Line
    title_from: str = ""
    text: Paragraphs
    summary: Paragraphs = ""
    authors: tuple[Line, ...] = ()
    image: str | None = None
    alternates: tuple[str, ...] = ()
    published: Moment
    modified_at: AwareDatetime | None = None
    first_seen_at: AwareDatetime
    fetched_at: AwareDatetime
    partial: bool = False
    text_from: Literal["page", "feed", "seed"] = "page"
    text_by: str = ""
    origin: Literal["web", "seed"] = "web"
    cycle: str = ""
    archive: str = ""
    extractor: str = ""
    sketch: tuple[str, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def words(self) -> int:
        """Number of words of the text, split at white space."""
        return len(self.text.split())

    @property
    def id(self) -> str:
        """First 32 hex digits of sha256 of the canonical address."""
        return make_url_id(self.url)


class Verdict(Value):
    """What the judge found.

    `grade` is 3 core, 2 substantial, 1 mention or 0 none; `reasons` are words of `read.judge.reasons`;
    `sentence` is the one that decided. The names have one spelling each, the most often named first.
    """

    grade: int = Field(ge=0, le=3)
    reasons: tuple[str, ...] = ()
    sentence: Line = ""
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The grade's name."""
        return GRADE_LABELS[self.grade]
