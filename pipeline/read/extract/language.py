"""The language of a text: its letters first, then the detector, with the outlet's language as prior."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipeline.text.clean import fold_text

KNOWN = ("az", "vi", "en", "ru", "tr")
ENOUGH = 80
"""Characters under which the outlet's language is believed before the detector."""
SURE = 0.9
LOOKED_AT = 3000
CLASSIFIED = 1000
"""Characters given to the detector: more makes it slower (4 ms for 3,000), not better."""

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
    "vi": re.compile(
        r"\b(?:cua|va|cac|nhung|trong|voi|khong|nguoi|duoc|viet|nam|nuoc|cho|da|la|mot|thang|ngay|den)\b"
    ),
    "az": re.compile(
        r"\b(?:haqqinda|olub|edib|bildirib|deyib|ucun|ki|ile|olke|nazir\w*|muzakire\w*|hemin|respublikasi|"
        r"gorus\w*|terefi|barede|azerbaycan\w*|beynelxalq|teskilat\w*|qeyd|eden|senaye|layihe\w*)\b"
    ),
    "tr": re.compile(
        r"\b(?:icin|olarak|bakan\w*|cumhurbaskan\w*|dedi|ise|gibi|kadar|ancak|ulke\w*|turkiye\w*|cok|daha|"
        r"sirket\w*|yuzde|sonrasinda)\b"
    ),
}


@lru_cache(maxsize=1)
def _load_identifier() -> LanguageIdentifier:
    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Unrestricted it calls Vietnamese without marks Javanese and a short Russian headline Bulgarian.
    made.set_languages(list(KNOWN))
    return made


def detect_language(text: str, prior: str | None) -> tuple[str, bool]:
    """Give a text's language and whether that is sure; `prior` is what feed, page or outlet declare, or None.

    Languages beyond the five (az, vi, en, ru, tr) come from letters of their own or from the prior.
    """
    sample = text[:LOOKED_AT]
    if not sample.strip():
        return prior or "und", False
    marked = _recognise_letters(sample)
    if marked:
        return marked, True
    if prior and prior not in KNOWN and not _CYRILLIC.search(sample[:200]):
        return prior, False
    found, probability = _load_identifier().classify(sample[:CLASSIFIED])
    if found == "ru" and probability >= SURE and len(sample) >= ENOUGH:
        return "ru", True
    return _weigh_words(sample, str(found), float(probability), prior)


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
    is_sure = probability >= SURE and len(sample) >= ENOUGH
    if prior and prior != found and (not is_sure or _may_lack_marks(found, prior)):
        return prior, False
    return found, is_sure


def _may_lack_marks(found: str, prior: str) -> bool:
    """Azerbaijani typed without its letters looks Turkish, Vietnamese without marks like anything."""
    return (found, prior) == ("tr", "az") or prior == "vi"
