"""The seed articles: text files beside the configuration that are indexed like what is found on the web."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError

from pipeline.config.errors import ConfigError, describe_errors
from pipeline.config.files import read_yaml
from pipeline.config.sources import Address, Language
from pipeline.model.dates import parse_date
from pipeline.model.items import Article, Moment
from pipeline.model.values import Line, Value
from pipeline.model.words import UNLISTED
from pipeline.read.extract import EXTRACTOR, detect_language
from pipeline.text.clean import clean_line, clean_paragraphs
from pipeline.text.sketch import sketch_text

LONGEST_HEADLINE = 200
"""Characters of a first line that can be a headline."""

_DATE_HEADER = re.compile(r"\A\s*date (\d{4}-\d{2}-\d{2})\s+")


class SeedNote(Value):
    """What a seed's text does not say: an entry of `seeds.yml`."""

    source: str = UNLISTED
    language: Language | None = None
    title: Line | None = Field(None, min_length=3)
    published: date | None = None
    url: Address | None = None
    publisher: Line = "seed"


def load_seeds(folder: Path, seen_at: datetime) -> list[Article]:
    """Read every text file of the folder; raise ConfigError naming file, entry and field of each fault.

    The date is the one in `seeds.yml`, else the `date YYYY-MM-DD` the text opens with, else `seen_at`.
    """
    notes = _load_notes(folder)
    paths = sorted(folder.glob("*.txt"))
    return [_load_article(path, notes.get(path.name, SeedNote()), seen_at) for path in paths]


def _load_notes(folder: Path) -> dict[str, SeedNote]:
    path = folder / "seeds.yml"
    if not path.exists():
        return {}
    document = read_yaml(path) or {}
    if not isinstance(document, dict):
        raise ConfigError(f"{path.name}: needs a mapping of file names")
    faults: list[str] = []
    notes: dict[str, SeedNote] = {}
    for name, entry in document.items():
        if not (folder / str(name)).exists():
            faults.append(f"{path.name}: {name}: no such file beside it")
        try:
            notes[str(name)] = SeedNote.model_validate(entry or {})
        except ValidationError as error:
            faults += describe_errors(error, path.name, str(name), given=entry, model=SeedNote)
    if faults:
        raise ConfigError("\n".join(faults))
    return notes


def _load_article(path: Path, note: SeedNote, seen_at: datetime) -> Article:
    try:
        raw = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path.name}: is not UTF-8 text") from None
    header = _DATE_HEADER.match(raw)
    text = clean_paragraphs(raw[header.end() :] if header else raw)
    title, text = (note.title, text) if note.title else _split_headline(text)
    if not text:
        raise ConfigError(f"{path.name}: holds no text")
    language, sure = (note.language, True) if note.language else detect_language(text, None)
    url = note.url or f"seed:{path.stem}"
    return Article(
        url=url,
        urls=(url,),
        source=note.source,
        domain=note.publisher,
        language=language,
        language_sure=sure,
        title=title,
        title_from="seed",
        text=text,
        published=_date_seed(note.published or (header and date.fromisoformat(header[1])), seen_at),
        first_seen_at=seen_at,
        fetched_at=seen_at,
        text_from="seed",
        origin="seed",
        extractor=EXTRACTOR,
        sketch=sketch_text(text),
    )


def _split_headline(text: str) -> tuple[str, str]:
    """Take the first line as headline when it is short and more follows, else the first sentence."""
    first, _, rest = text.partition("\n")
    if rest and len(first) <= LONGEST_HEADLINE:
        return clean_line(first), rest
    return clean_line(re.split(r"(?<=[.!?])\s", first, maxsplit=1)[0])[:LONGEST_HEADLINE], text


def _date_seed(day: date | None, seen_at: datetime) -> Moment:
    if day is None:
        return Moment(at=seen_at, on=seen_at.date().isoformat(), rung="first-seen")
    moment = parse_date(day.isoformat(), zone=ZoneInfo("UTC"), now=seen_at)
    if moment is None:
        raise ConfigError(f"seeds.yml: published: {day} is not a date that an article can have")
    return moment.model_copy(update={"rung": "seed"})
