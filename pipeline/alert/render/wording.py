"""Labels, dates and names in the language of a recipient, times in the recipient's zone.

The catalogues are `languages/*.po`. They are compiled in memory at first use: no binary in the repository, no
step to forget.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import get_args
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pipeline.alert.render.refusal import Unrenderable
from pipeline.model.drafts import MailLanguage
from pipeline.model.words import NO_COUNTRY
from pipeline.text.clean import clean_line

LANGUAGES: tuple[MailLanguage, ...] = get_args(MailLanguage)
SOURCE_LANGUAGE: MailLanguage = "en"
"""The language of the messages in the code; it needs no catalogue."""

# Day before month for all four; CLDR's English is American and its Vietnamese "25 thg 11, 2026" is nobody's
# habit in a newsroom.
_DAY = {"en": "d MMMM y", "az": "d MMMM y", "vi": "dd/MM/y", "ru": "d MMMM y 'г'."}
_SHORT_DAY = {"en": "d MMM", "az": "d MMM", "vi": "dd/MM", "ru": "d MMM"}

_PRIMARY = re.compile(r"[a-z]{2,3}")
_CODE_LIMIT = 35


class Wording:
    """How one recipient is spoken to.

    `gettext` and `ngettext` fill `%(name)s` places; raises Unrenderable for a zone that nobody knows.
    """

    def __init__(self, language: MailLanguage, zone: str) -> None:
        self.language = language
        self.zone = zone
        self._locale = Locale.parse(language)
        self._tz = _load_zone(zone)
        self._translations = load_translations(language)

    def gettext(self, message: str, **values: object) -> str:
        """Give a message in the recipient's language."""
        return self._translations.gettext(message) % values

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        """Give the form of a message that goes with a number, which it may show as `%(num)d`."""
        return self._translations.ngettext(one, many, num) % {"num": num, **values}

    def format_moment(self, at: datetime) -> str:
        """Give a time as day, hour and offset in the recipient's zone: `25 November 2026, 13:05 (UTC+4)`."""
        return f"{self.format_clock(at)} ({self.format_offset(at)})"

    def format_clock(self, at: datetime) -> str:
        """Give a time as day and hour in the recipient's zone, without the offset."""
        local = at.astimezone(self._tz)
        return f"{self.format_day(local.date())}, {local:%H:%M}"

    def format_offset(self, at: datetime) -> str:
        """Give the offset of the recipient's zone at a time: `UTC+4`, `UTC+5:30`, `UTC`."""
        minutes = (at.astimezone(self._tz).utcoffset() or timedelta()) // timedelta(minutes=1)
        hours, rest = divmod(abs(minutes), 60)
        sign = "-" if minutes < 0 else "+"
        return "UTC" + (f"{sign}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")

    def localize_day(self, at: datetime) -> date:
        """Give the day of a time in the recipient's zone."""
        return at.astimezone(self._tz).date()

    def format_day(self, on: date) -> str:
        """Give a day in full."""
        return format_date(on, _DAY[self.language], locale=self._locale)

    def format_short_day(self, on: date) -> str:
        """Give a day without its year."""
        return format_date(on, _SHORT_DAY[self.language], locale=self._locale)

    def name_country(self, code: str) -> str:
        """Give the name of a country by its ISO 3166-1 code, the code itself when it has none.

        Empty for XX, an outlet without a country.
        """
        if code.upper() == NO_COUNTRY:
            return ""
        name: str = self._locale.territories.get(code.upper(), clean_line(code)[:_CODE_LIMIT])
        return name

    def name_language(self, code: str) -> str:
        """Give the name of a language by its tag, the primary subtag when it has none.

        Empty when it is undetermined.
        """
        known = find_primary_subtag(code)
        if not known:
            return ""
        name: str = self._locale.languages.get(known, known)
        # Within a sentence "Tiếng Việt" has a small t.
        return name[0].lower() + name[1:] if self.language == "vi" else name

    def name_tongue(self, code: str) -> str:
        """Give the name of a language as it stands alone: in Azerbaijani, "Vyetnam dili"."""
        name = self.name_language(code)
        if self.language != "az" or not name:
            return name
        return f"{'İ' if name[0] == 'i' else name[0].upper()}{name[1:]} dili"


@lru_cache(maxsize=len(LANGUAGES))
def load_translations(language: MailLanguage) -> NullTranslations:
    """Give the compiled catalogue of a language."""
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    with (files(__package__) / "languages" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def find_primary_subtag(tag: str) -> str:
    """Give the primary subtag of a language tag, empty when it is undetermined or this is no tag."""
    first = tag.replace("_", "-").partition("-")[0].lower()
    return first if _PRIMARY.fullmatch(first) and first != "und" else ""


def parse_moment(text: str) -> datetime | None:
    """Give the time that a changed field holds as ISO 8601, or None when it is something else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@lru_cache(maxsize=64)
def _load_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Unrenderable(f"no such time zone: {name!r}") from None
