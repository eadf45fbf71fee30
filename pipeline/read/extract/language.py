"""The language of a text: its letters first, then the detector, with the outlet's language as prior."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from py3langid.langid import LanguageIdentifier

from pipeline.read.extract.language_model import load_identifier
from pipeline.text.clean import fold_text

ENOUGH = 80
"""Characters under which the outlet's language is believed before the detector."""
SURE = 0.9
LOOKED_AT = 3000
CLASSIFIED = 500
"""Characters given to the detector: more makes it slower (4 ms for 3,000), not better. Of 431 real texts in
19 languages it knows 406 by 40 characters, 430 by 100 and all by 1,000.
"""
LIKELY = 0.5
"""Probability from which the detector is believed before what is declared, though it is not sure."""

_AZERBAIJANI = re.compile("[əƏ]")
_VIETNAMESE = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_TURKIC = re.compile("[şğıçöü]", re.IGNORECASE)
_AZ_CYRILLIC = re.compile("[ҝҹҸҜ]")
_TURKIC_CYRILLIC = re.compile("[әғөүһқңұ]", re.IGNORECASE)
_KAZAKH = re.compile("[қңұ]", re.IGNORECASE)
_UKRAINIAN = re.compile("[їєґі]", re.IGNORECASE)
# Folded words that one of the two has and the other has not.
_WORDS = {
    "en": re.compile(r"\b(?:the|of|and|in|to|that|for|with|said|has|was|were|is|are)\b"),
    "vi": re.compile(r"\b(?:cua|va|cac|nhung|trong|voi|khong|nguoi|duoc|nuoc|cho|mot|thang|ngay|den)\b"),
    "az": re.compile(
        r"\b(?:haqqinda|olub|edib|bildirib|deyib|ucun|ki|ile|olke|nazir\w*|muzakire\w*|hemin|respublikasi|"
        r"gorus\w*|terefi|barede|azerbaycan\w*|beynelxalq|teskilat\w*|qeyd|eden|senaye|layihe\w*)\b"
    ),
    "tr": re.compile(
        r"\b(?:icin|olarak|bakan\w*|cumhurbaskan\w*|dedi|ise|gibi|kadar|ancak|ulke\w*|turkiye\w*|cok|daha|"
        r"sirket\w*|yuzde|sonrasinda)\b"
    ),
}


_CODE_SPLIT = re.compile(r"[-_;, ]")
_CODES = {"english": "en", "azerbaijani": "az", "vietnamese": "vi", "russian": "ru", "turkish": "tr"}
_CODES |= {"eng": "en", "aze": "az", "vie": "vi", "rus": "ru", "tur": "tr", "vn": "vi"}
_CODES |= {"in": "id", "iw": "he"}
_OURS = frozenset(("az", "vi", "en", "ru", "tr"))
_EDITIONS = _OURS | {"fr", "de", "es", "ar", "zh", "fa", "ka", "it", "ja", "ko", "pt", "uk", "kk"}
_EDITIONS |= {"vn", "eng", "rus", "aze"}
_COMMON = _EDITIONS | {
    "nl",
    "pl",
    "cs",
    "sv",
    "no",
    "da",
    "fi",
    "id",
    "ro",
    "el",
    "hu",
    "bg",
    "he",
    "th",
    "hi",
}


@lru_cache(maxsize=1)
def _load_identifier() -> LanguageIdentifier:
    return load_identifier()


def normalise_language(code: str) -> str:
    """Give the ISO 639 code of what outlets write: `en_US`, `lang=en`, `eng`, `english`; empty for none."""
    word = _CODE_SPLIT.split(code.strip().lower().rpartition("=")[2])[0]
    word = _CODES.get(word, word)
    return word if 2 <= len(word) <= 3 and word.isascii() and word.isalpha() else ""


def find_edition(url: str) -> str:
    """Give the language that an address names before all else: fr.outlet.example, outlet.example/az/…"""
    parts = urlsplit(url)
    for place in ((parts.hostname or "").partition(".")[0], parts.path.strip("/").partition("/")[0]):
        if place in _EDITIONS:
            return _CODES.get(place, place)
    return ""


def detect_language(text: str, prior: str | None) -> tuple[str, bool]:
    """Give a text's language and whether that is sure; `prior` is what page, feed or outlet declare, or None.

    The text decides; what is declared does where the text is too short or looks like several languages.
    """
    sample = text[:LOOKED_AT]
    prior = normalise_language(prior or "") or None
    if not sample.strip():
        return prior or "und", False
    marked = _recognise_letters(sample)
    if marked:
        return marked, True
    found, probability = _classify(sample, prior)
    # Vietnamese without marks looks like anything.
    may_be_bare = prior == "vi" and sample.isascii()
    if found not in _WORDS and probability >= SURE and len(sample) >= ENOUGH and not may_be_bare:
        return found, True
    return _weigh_words(sample, found, probability, prior)


def _classify(sample: str, prior: str | None) -> tuple[str, float]:
    """Give the likeliest language and its probability; where it is a guess, of those outlets write in."""
    ranked = _load_identifier().rank(sample[:CLASSIFIED])
    best, probability = ranked[0]
    if probability < SURE:
        best, probability = next((r for r in ranked if r[0] in _COMMON or r[0] == prior), ranked[0])
    return str(best), float(probability)


def _recognise_letters(sample: str) -> str | None:
    """Letters that only one of the languages has, when there are enough of them."""
    length = len(sample)
    if len(_CYRILLIC.findall(sample)) * 3 > length:
        return _recognise_cyrillic(sample)
    if len(_AZERBAIJANI.findall(sample)) * 60 > length:
        return "az"
    # English with Vietnamese names has a few of these letters, Vietnamese one in ten.
    if len(_VIETNAMESE.findall(sample)) * 25 > length:
        return "vi"
    return None


def _recognise_cyrillic(sample: str) -> str | None:
    length = len(sample)
    if len(_TURKIC_CYRILLIC.findall(sample)) * 50 > length:
        return "az" if len(_AZ_CYRILLIC.findall(sample)) >= len(_KAZAKH.findall(sample)) else "kk"
    return "uk" if len(_UKRAINIAN.findall(sample)) * 40 > length else None


def _weigh_words(sample: str, found: str, probability: float, prior: str | None) -> tuple[str, bool]:
    """Latin text without marks: words decide, between az and tr, en and vi; then the prior."""
    folded = fold_text(sample)
    counts = {language: len(words.findall(folded)) for language, words in _WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    enough = len(sample) >= ENOUGH and counts[best] * 12 >= len(folded.split())
    if enough and counts[best] >= 2 * sorted(counts.values())[-2] + 2:
        return best, True
    if found == "tr" and not counts["az"] and len(_TURKIC.findall(sample)) * 40 > len(sample):
        # With these letters Azerbaijani has ə as well, every tenth letter.
        return found, probability >= SURE
    is_long = len(sample) >= ENOUGH
    if prior and prior != found and (probability < LIKELY or not is_long or _may_lack_marks(found, prior)):
        return prior, False
    return found, probability >= SURE and is_long


def _may_lack_marks(found: str, prior: str) -> bool:
    """Azerbaijani typed without its letters looks Turkish, Vietnamese without marks like anything."""
    return (found, prior) == ("tr", "az") or prior == "vi"
