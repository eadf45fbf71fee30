"""The other countries in many languages, out of CLDR, beside the forms that `topic.yml` gives.

`territories.json` holds what babel knows, so that nobody waits for thirteen locales to be read:
`python -m pipeline.config.topic.countries` writes it again, and a test says when it is old.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from pipeline.config.topic.inflection import INFLECTIONS
from pipeline.text.clean import fold_text

FILE = Path(__file__).with_name("territories.json")
LANGUAGES = ("en", "az", "vi", "ru", "tr", "fr", "de", "es", "it", "pt", "pl", "uk", "id")
"""Languages whose names of countries are looked for: those of the outlets, and those that mirror them."""
LEAST = 5
"""Letters under which a name is left to the file: Ý, Áo and Того are words as well."""
_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ", " "))
_WORDS = re.compile(r"[\w\s-]+")
_BLANKS = re.compile(r"[\s-]+")
_NO_STATES = frozenset(
    [
        "AQ",
        "BV",
        "HM",
        "IO",
        "TF",
        "UM",
        "QO",
        "EU",
        "EZ",
        "UN",
        "XA",
        "XB",
        "ZZ",
        "AX",
        "AS",
        "AI",
        "AW",
        "BM",
        "BQ",
        "VG",
        "KY",
        "CX",
        "CC",
        "CK",
        "CW",
        "FK",
        "FO",
        "GF",
        "GI",
        "GL",
        "GP",
        "GU",
        "GG",
        "IM",
        "JE",
        "MF",
        "MQ",
        "MS",
        "NC",
        "NU",
        "NF",
        "MP",
        "PF",
        "PM",
        "PN",
        "PR",
        "RE",
        "BL",
        "SH",
        "SJ",
        "SX",
        "TC",
        "TK",
        "VI",
        "WF",
        "YT",
        "EH",
        "AC",
        "TA",
        "DG",
        "EA",
        "IC",
        "CP",
    ]
)
_PEOPLE: Mapping[str, tuple[str, ...]] = {
    "en": ("n", "ns", "i", "is", "ese"),
    "az": ("lı", "li", "lu", "lü", "lılar", "lilər", "lular", "lülər"),
}
"""What makes a word for a people of a country's name: Algerian, Iraqi, Japanese; çinli."""
INFLECTED = frozenset({*INFLECTIONS, *_PEOPLE})
"""Languages in which a country's name takes endings."""
_ADJECTIVES = ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими")

Names = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Code of a country to language to its names and its capital's; under `name` the full English one."""


@lru_cache(maxsize=1)
def load_names() -> Names:
    """Give the names of every state by code and language, as written."""
    table: Names = json.loads(FILE.read_text(encoding="utf-8"))
    return table


def collect_names() -> Names:
    """Take the names out of babel.

    Capitals are among them as the cities of time zones, where a country has one zone only.
    """
    from babel import Locale

    names: dict[str, dict[str, tuple[str, ...]]] = {}
    cities = _list_capital_zones()
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for code, name in sorted(locale.territories.items()):
            if len(code) == 2 and code.isalpha() and code not in _NO_STATES:
                zone = cities.get(code, "")
                plain = zone.rpartition("/")[2].replace("_", " ") if language == "en" else ""
                city = locale.time_zones.get(zone, {}).get("city", plain)
                spelled = tuple(dict.fromkeys((*_clean_name(name), *_clean_name(city))))
                names.setdefault(code, {"name": (name,)})[language] = spelled
    return names


def _list_capital_zones() -> dict[str, str]:
    from babel.core import get_global

    zones = get_global("zone_territories")
    counted = Counter(zones.values())
    return {code: zone for zone, code in zones.items() if counted[code] == 1}


def _clean_name(name: str) -> Iterator[str]:
    """Give a name as it may be a form: without what stands in brackets, and not one that is too short."""
    plain = name.partition("(")[0].translate(_APOSTROPHES).strip()
    if len(plain) >= LEAST and _WORDS.fullmatch(plain):
        yield plain


_CASES: Mapping[str, tuple[str, ...]] = {"ая": ("ая", "ой", "ую"), "ые": ("ые", "ых", "ым", "ыми")}
"""What the adjective of a Russian name of a country ends in: Северная Македония, Соединенные Штаты."""


def spell_name(name: str, language: str) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Give each word before the last one of a country's name, and the last one, with all its endings.

    All are lower case; the endings are those of the language.
    """
    *head, last = _BLANKS.split(name.replace("İ", "i").lower())
    spelled = [last, *INFLECTIONS[language](last)] if language in INFLECTIONS else [last]
    spelled += [last + ending for ending in _PEOPLE.get(language, ())]
    if language == "ru":
        spelled += _spell_adjectives(last)
    return tuple(_spell_head(word, language) for word in head), tuple(dict.fromkeys(spelled))


def _spell_head(word: str, language: str) -> tuple[str, ...]:
    """Give a word of a country's name that is not the last one: in Russian adjectives have cases."""
    endings = _CASES.get(word[-2:], ()) if language == "ru" else ()
    return tuple(word[:-2] + ending for ending in endings) or (word,)


def _spell_adjectives(word: str) -> list[str]:
    """Give the Russian adjectives that a country may have: алжирский, индийский, японский."""
    stems = [word]
    if word.endswith("ия"):
        stems = [word[:-1] + "й", word[:-2]]
    elif word.endswith(("а", "я", "ь")):
        stems = [word[:-1]]
    return [f"{stem}ск{ending}" for stem in stems for ending in _ADJECTIVES]


def cut_name(form: str) -> str:
    """Give what is compared of a country's name: "Türkiye*" and "Myanmar (Burma)" are Türkiye and Myanmar."""
    return fold_text(form.partition(" (")[0].rstrip("*"))


if __name__ == "__main__":
    rows = [f'"{code}": {json.dumps(names, ensure_ascii=False)}' for code, names in collect_names().items()]
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
