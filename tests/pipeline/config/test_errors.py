"""What is wrong in what people wrote, in their words: each with file, entry and field, and what is right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from pipeline.config.errors import FORMS, ConfigError, describe_errors, name_place
from pipeline.config.files import read_yaml
from pipeline.config.settings import Settings
from pipeline.config.sources import Source
from pipeline.config.watches import Watch
from pipeline.model.faults import KnownFault

OUTLET = """
id: caspian-wire
name: Caspian Wire
country: AZ
languages: [en]
site: http://caspian-wire.example/
feeds: [{url: http://caspian-wire.example/rss, kind: rss}]
"""
WATCH = """
id: ferries
title: Ferries
recipients: [{id: lan, address: lan@desk.example}]
"""


def describe(model: type[BaseModel], text: str) -> list[str]:
    """Give the sentences about an entry as it stands in a file."""
    entry = yaml.safe_load(text)
    try:
        model.model_validate(entry)
    except ValidationError as error:
        return describe_errors(error, "a.yml", "entry 1", given=entry, model=model)
    return []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "country: NO",
            'country: needs quotation marks, as in "NO": without them YAML reads NO, OFF and FALSE as false',
        ),
        (
            "languages: [az, no]",
            'languages.2: needs quotation marks, as in "NO": without them YAML reads NO, OFF and FALSE as'
            " false",
        ),
        (
            "name: yes",
            'name: needs quotation marks, as in "YES": without them YAML reads YES, ON and TRUE as true',
        ),
        ("name: 24", 'name: needs quotation marks, as in "24": without them YAML reads a number'),
        (
            "notes: 2026-11-28",
            'notes: needs quotation marks, as in "2026-11-28": without them YAML reads a day',
        ),
        ("name: [Caspian]", "name: is text, not a list"),
        ("name:", "name: is empty"),
        ('name: ""', "name: is empty"),
        ("country: az", "country: is a country of two capital letters such as AZ (found 'az')"),
        (
            "languages: [english]",
            "languages.1: is a language of two or three small letters such as az (found 'english')",
        ),
        ("languages: []", "languages: needs at least one"),
        ("languages: en", "languages: is a list (found 'en')"),
        ("id: Caspian Wire", "id: is made of small letters, digits and hyphens (found 'Caspian Wire')"),
        ("every: soon", "every: is a duration such as 30m, 2h or 1d (found 'soon')"),
        ("every: [1, 2]", "every: is a duration such as 30m, 2h or 1d"),
        ("every: 1s", "every: is a duration from 1m to 30d (found '1s')"),
        ("every: 31d", "every: is a duration from 1m to 30d (found '31d')"),
        ("delay: fast", "delay: is a number (found 'fast')"),
        ("delay: -1", "delay: is at least 0 (found -1)"),
        ("delay: 301", "delay: is at most 300 (found 301)"),
        ("cookies: perhaps", "cookies: is true or false (found 'perhaps')"),
        (
            "kind: agancy",
            "kind: is one of: agency, state, independent, trade, ministry, search: did you mean agency?"
            " (found 'agancy')",
        ),
        ("timezone: Baku", "timezone: is not an IANA time zone: did you mean Asia/Baku? (found 'Baku')"),
        ("timezone: Mars", "timezone: is not an IANA time zone such as Asia/Baku (found 'Mars')"),
        ("site: caspian", "site: is not an absolute http(s) address without user info (found 'caspian')"),
        (
            "site: http://me:hunter2@caspian-wire.example/",
            "site: is not an absolute http(s) address without user info",
        ),
        ("muted: dead", "muted: is a list of fields, each with its value (found 'dead')"),
        ("muted: {reason: dead}", "muted.until: is missing"),
        (
            "muted: {reason: dead, until: soon}",
            "muted.until: is a day such as 2026-11-28 (found 'soon')",
        ),
        ("muted: {reason: x, until: 2026-11-28}", "muted.reason: has at least 3 characters (found 'x')"),
        ("timezon: UTC", "timezon: no such field: did you mean timezone?"),
        ("colour: red", "colour: no such field"),
        (
            "muted: {reason: dead, untill: 2026-11-28, until: 2026-11-28}",
            "muted.untill: no such field: did you mean until?",
        ),
        (
            "feeds: [{url: http://caspian.example/rss, kind: rss}, {url: http://b.example, kind: tape}]",
            "feeds.2.kind: is one of: rss, atom, json, rdf, news-sitemap, sitemap, listing, search (found"
            " 'tape')",
        ),
        (
            "feeds: [{url: http://caspian-wire.example/rss, kind: rss, lnik: x}]",
            "feeds.1.lnik: no such field: did you mean link?",
        ),
        (
            "feeds: [{url: http://caspian-wire.example/, kind: listing, link: '('}]",
            "feeds.1.link: is not a regular expression: missing ), unterminated subpattern at position 0"
            " (found '(')",
        ),
        ("feeds: none", "feeds: is a list (found 'none')"),
    ],
)
def test_what_is_wrong_in_an_outlet_is_said_in_one_sentence(line: str, sentence: str) -> None:
    assert describe(Source, f"{OUTLET}{line}\n") == [f"a.yml: entry 1: {sentence}"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("filters: {grade: 1}", "filters.grade: is one of: 2, 3 (found 1)"),
        ("filters: {grade: [3, 1]}", "filters.grade.2: is one of: 2, 3 (found 1)"),
        (
            "filters: {country: NO}",
            'filters.country: needs quotation marks, as in "NO": without them YAML reads NO, OFF and FALSE as'
            " false",
        ),
        ("filters: {gerade: 3}", "filters.gerade: no such field: did you mean grade?"),
        ("filters: 3", "filters: is a list of fields, each with its value (found 3)"),
        (
            "rhythm: daily",
            "rhythm: is one of: immediate, hourly, daily at 08:30, weekly on Monday at 09:00, surge"
            " (found 'daily')",
        ),
        ("quiet_hours: 22:00", "quiet_hours: has the form 22:00-07:00 (found 1320)"),
        ("recipients: []", "recipients: needs at least one"),
        ("recipients: [{id: lan}]", "recipients.lan.address: is missing"),
        (
            "recipients: [{id: lan, address: lan@desk.example, language: de}]",
            "recipients.lan.language: is one of: en, az, vi, ru (found 'de')",
        ),
        ("updates: perhaps", "updates: is true or false (found 'perhaps')"),
        (f"title: {'x' * 201}", f"title: has at most 200 characters (found '{'x' * 59}…)"),
    ],
)
def test_what_is_wrong_in_a_watch_is_said_in_one_sentence(line: str, sentence: str) -> None:
    assert describe(Watch, f"{WATCH}{line}\n") == [f"a.yml: entry 1: {sentence}"]


def test_every_fault_of_an_entry_is_told() -> None:
    assert describe(Source, f"{OUTLET}country: az\ndelay: x\n") == [
        "a.yml: entry 1: country: is a country of two capital letters such as AZ (found 'az')",
        "a.yml: entry 1: delay: is a number (found 'x')",
    ]


def test_an_entry_that_is_none_is_told_without_a_field() -> None:
    assert describe(Source, "a string") == [
        "a.yml: entry 1: is a list of fields, each with its value (found 'a string')"
    ]


def test_a_place_is_named_as_people_find_it() -> None:
    given = {"people": [{"name": "Tô Lâm", "forms": {"vi": ["x", "y"]}}, {"forms": {}}]}
    assert name_place(given, ("people", 0, "forms", "vi", 1)) == "people.Tô Lâm.forms.vi.2"
    assert name_place(given, ("people", 1, "name")) == "people.2.name"
    assert name_place({"grade": 1}, ("grade", 0)) == "grade"


def test_wrong_configuration_is_a_known_fault_with_exit_code_2() -> None:
    assert issubclass(ConfigError, KnownFault)
    assert ConfigError("x").exit_code == 2


def list_patterns(model: type[BaseModel]) -> Iterator[str]:
    """Give the form of every field of a model, and of the models that it holds."""
    for field in model.model_fields.values():
        stack: list[Any] = [field.annotation, *field.metadata]
        while stack:
            part = stack.pop()
            if getattr(part, "pattern", None):
                yield part.pattern
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from list_patterns(part)
            stack += [*get_args(part), *getattr(part, "metadata", ())]


@pytest.mark.parametrize("model", [Settings, Source, Watch])
def test_every_form_that_a_field_asks_for_has_words(model: type[BaseModel]) -> None:
    patterns = set(list_patterns(model))
    assert patterns
    assert patterns <= set(FORMS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "a: [1",
            "a.yml: line 2, column 1: is not YAML: a comma or ] is missing before this place, or quotation"
            " marks are",
        ),
        ("a: [", "a.yml: line 2, column 1: is not YAML: a bracket or brace is left open before this place"),
        ("a: 'x", "a.yml: line 1, column 6: is not YAML: a quotation mark is left open before this place"),
        (
            "a:\n\t- x",
            "a.yml: line 2, column 1: is not YAML: no word begins like this: lines are indented with spaces,"
            " and signs stand in quotation marks",
        ),
        (
            "a: b: c",
            "a.yml: line 1, column 5: is not YAML: a second colon in a line: put what follows the first in"
            " quotation marks",
        ),
        (
            "- a\nb: c",
            "a.yml: line 2, column 1: is not YAML: the indentation is another than that of the lines above",
        ),
    ],
)
def test_a_file_that_is_no_yaml_is_told_by_line(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_yaml(path)
    assert str(caught.value) == sentence


def test_a_file_that_is_no_text_or_not_there_is_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    with pytest.raises(ConfigError, match=r"a\.yml: No such file or directory$"):
        read_yaml(path)
    path.write_bytes(b"name: \xff")
    with pytest.raises(ConfigError, match=r"^a\.yml: byte 7 is not UTF-8$"):
        read_yaml(path)
