"""Codes of countries and languages (ISO 3166-1, ISO 639), and which one was meant by another word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from pipeline.text.clean import fold_text

NAMED_IN = ("en", "az", "vi", "ru")
"""Languages in which somebody may write the name of a country or language in place of its code."""


@cache
def list_countries() -> frozenset[str]:
    """Give the codes of all countries (ISO 3166-1)."""
    return frozenset(code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code))


@cache
def list_languages() -> frozenset[str]:
    """Give the codes of all languages (ISO 639)."""
    return frozenset(code for code in map(str, Locale("en").languages) if 2 <= len(code) <= 3)


def suggest_country(value: str) -> str:
    """Give the code of the country that was meant: by another case, an alias such as UK, or a name."""
    if value.upper() in list_countries():
        return value.upper()
    alias = get_global("territory_aliases").get(value.upper()) or [""]
    return str(alias[0]) or _read_names("territories").get(fold_text(value), "")


def suggest_language(value: str) -> str:
    """Give the code of the language that was meant: by another case or tag, a name, or the country's code."""
    first = value.lower().replace("_", "-").partition("-")[0]
    if first in list_languages():
        return first
    named = _read_names("languages").get(fold_text(value), "")
    likely = get_global("likely_subtags").get(f"und_{(suggest_country(value) or value).upper()}", "")
    return named or str(likely).partition("_")[0]


@cache
def _read_names(kind: str) -> Mapping[str, str]:
    """Give the codes of countries or languages by their folded names."""
    codes = list_countries() if kind == "territories" else list_languages()
    names: dict[str, str] = {}
    for language in NAMED_IN:
        for code, name in getattr(Locale(language), kind).items():
            if code in codes:
                names.setdefault(fold_text(name), code)
    return names
