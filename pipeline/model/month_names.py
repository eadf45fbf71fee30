"""Names of months in the languages that outlets beyond our own write in, from the Unicode locale data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError

from pipeline.text.clean import fold_text

# In this order: where two of them give one name to different months (listopad), the first is believed.
_OTHERS = (
    *("tr", "fr", "de", "es", "it", "pt", "nl", "pl", "uk", "cs", "sv", "nb", "da", "id", "ro", "el", "hu"),
    *("fi", "kk", "ka", "bg", "ar", "fa"),
)


def find_month(name: str, languages: Sequence[str] = ()) -> int | None:
    """Give the number of a month by its folded name, in one of the languages or in any."""
    for language in languages:
        if number := _load_months(language).get(name):
            return number
    return _load_all().get(name)


@lru_cache(maxsize=1)
def _load_all() -> Mapping[str, int]:
    names: dict[str, int] = {}
    for language in _OTHERS:
        names = {**_load_months(language), **names}
    return names


@lru_cache(maxsize=64)
def _load_months(language: str) -> Mapping[str, int]:
    try:
        months = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    forms = [months[use][width] for use in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    return {fold_text(name).rstrip("."): number for form in forms for number, name in form.items()}
