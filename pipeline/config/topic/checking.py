"""What is wrong with a topic that can be read all the same: forms that meet, mislead or are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config.errors import ConfigError, name_place
from pipeline.config.files import read_yaml
from pipeline.config.topic.loading import Location, list_forms, load_topic
from pipeline.config.topic.spelling import Pattern, parse_form
from pipeline.config.topic.topic import Topic
from pipeline.text.clean import fold_text

NAMES = frozenset({"sides", "people", "organisations", "places", "agencies", "countries"})
_MOST_BARE = 0.5
"""Share of the forms of a language up to which they are exceptions without endings."""
_OTHER = "other"
"""Key of the forms in languages that nobody watches."""
_SHORTEST = 3
"""Letters of a form of one word that is not taken for another word now and then."""
_COMMON = {
    "en": "a an and are as at be but by for from he her his in is it of on or she so that the they to was we",
    "az": "və bir bu da də ilə o ki üçün olan kimi daha hər nə isə on var biz siz onlar çox ya yox",
    "vi": "và của là các có cho với trong một được này đã không khi người về từ tại đến theo năm ba hai nga",
    "ru": "и в не на с он я что как это по но из за то все его она так же от о для бы мы вы ни того если",
}
"""Words that stand in nearly every text of a language; a name like one of them needs `confirm` or a `!`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a topic: a fault, or a warning where it may be meant."""

    place: str
    sentence: str
    fault: bool = True

    def build_json(self) -> dict[str, str]:
        """Give entry, field and sentence."""
        entry, _, field = self.place.partition(".forms")
        return {"entry": entry, "field": f"forms{field}" if field else "", "sentence": self.sentence}


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of a name with where it stands; `language` is empty where the file names none."""

    name: str
    language: str
    place: str
    written: str
    pattern: Pattern
    guarded: bool


def check_topic(path: Path) -> list[Finding]:
    """Give everything that is wrong with a topic; faults with which it cannot be read stand alone."""
    try:
        topic = load_topic(path)
    except ConfigError as error:
        lines = (line.removeprefix(f"{path.name}: ") for line in str(error).splitlines())
        return [Finding(*_split_place(line)) for line in lines]
    raw = read_yaml(path)
    forms = list(_list_name_forms(topic, raw))
    return [*_find_collisions(forms), *_find_misleading(forms), *_find_missing(topic, forms)]


def _split_place(line: str) -> tuple[str, str]:
    place, found, sentence = line.partition(": ")
    return (place, sentence) if found else ("", line)


def _list_name_forms(topic: Topic, raw: Any) -> Iterator[_Form]:
    document = topic.document
    for location, written in list_forms(document):
        if location[0] in NAMES:
            name, guarded = _describe_entry(document.model_dump(), location)
            language = next((str(step) for step in location[3:4] if isinstance(step, str)), "")
            pattern = parse_form(written, document.suffixes)
            yield _Form(name, language, name_place(raw, location), written, pattern, guarded or pattern.exact)


def _describe_entry(data: Mapping[str, Any], location: Location) -> tuple[str, bool]:
    """Give the name that a form belongs to, and whether its file says when it counts."""
    section, key = str(location[0]), location[1]
    entry = data[section][key]
    if section == "countries":
        return str(key), False
    confirm = entry.get("confirm") or {}
    return str(entry["name"]), any(confirm.values())


def _find_collisions(forms: list[_Form]) -> Iterator[Finding]:
    """Give the forms that two names have; as written in both it is a fault, by an ending it may be meant."""
    owners: dict[str, _Form] = {}
    for form in forms:
        first = fold_text(form.written.rstrip("!*").partition("+")[0])
        for key in sorted(form.pattern.keys):
            other = owners.setdefault(key, form)
            if other.name != form.name:
                same = key == first and key == fold_text(other.written.rstrip("!*").partition("+")[0])
                yield Finding(
                    form.place,
                    f"{form.written!r} is {key!r}, and so is {other.written!r} of {other.place}: give one "
                    "of the names another form, or both to one name",
                    same and not (form.guarded or other.guarded),
                )
                break


def _find_misleading(forms: list[_Form]) -> Iterator[Finding]:
    """Give the forms that are words of a language, or too short to be a name wherever they stand."""
    words: dict[str, str] = {}
    for language, common in _COMMON.items():
        words |= dict.fromkeys(map(fold_text, common.split()), language)
    for form in forms:
        if form.guarded or len(form.pattern.words) > 1:
            continue
        met = sorted(form.pattern.keys & words.keys())
        if met:
            yield Finding(
                form.place,
                f"{form.written!r} is the word {met[0]!r} of the language {words[met[0]]}: write `confirm` "
                "beside the forms, or a ! behind it if its diacritics tell",
            )
        elif min(map(len, form.pattern.keys)) < _SHORTEST:
            yield Finding(
                form.place,
                f"{form.written!r} has fewer than {_SHORTEST} letters, which other words have too: "
                "`confirm: {capitals: true}` takes it in capitals alone",
            )


def _find_missing(topic: Topic, forms: list[_Form]) -> Iterator[Finding]:
    sides = {side.name for side in topic.document.sides.values()}
    languages = sorted({form.language for form in forms if form.name in sides} - {_OTHER, ""})
    by_name: dict[str, list[_Form]] = defaultdict(list)
    for form in forms:
        if form.language:
            by_name[form.name].append(form)
    for name, own in by_name.items():
        missing = [language for language in languages if language not in {form.language for form in own}]
        if missing:
            place = own[0].place.partition(".forms")[0].partition(".country")[0]
            yield Finding(
                place,
                f"{name} has no form in {', '.join(missing)}: add how it is written there, or it is missed",
                name in sides,
            )
    yield from _find_uninflected(forms)


def _find_uninflected(forms: list[_Form]) -> Iterator[Finding]:
    """Give the forms without endings of a language in which names have some."""
    by_language: dict[str, list[_Form]] = defaultdict(list)
    for form in forms:
        by_language[form.language].append(form)
    for language, own in by_language.items():
        bare = [form for form in own if not form.pattern.open and len(form.pattern.spellings) == 1]
        if language and len(bare) <= _MOST_BARE * len(own):
            for form in bare:
                yield Finding(
                    form.place,
                    f"{form.written!r} has no endings, as other names in {language} have: add a list of them "
                    "with a +, or a * if any may follow",
                    False,
                )
