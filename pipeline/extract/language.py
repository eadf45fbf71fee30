"""The language of a text: the detector's word, with the outlet's own language as prior."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

KNOWN = ("az", "vi", "en", "ru", "tr")
ENOUGH = 80
"""Characters under which the outlet's language is believed before the detector."""
SURE = 0.9
LOOKED_AT = 3000

_AZERBAIJANI = re.compile("[əƏ]")
_VIETNAMESE = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_AZ_CYRILLIC = re.compile("[әғҝөүһҹ]", re.IGNORECASE)
_TURKISH = re.compile(r"\b(?:ve|bir|için|olarak|ile|olan|daha|çok|başkan|dedi)\b", re.IGNORECASE)
_AZ_WORDS = re.compile(
    r"\b(?:və|ve|bu|ile|üçün|ucun|olub|edib|ölkə|olke|görüş|gorus|bildirib|haqqında|haqqinda|respublikası|olaraq|ilə)\b", re.IGNORECASE
)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Unrestricted it calls Vietnamese without marks Javanese and a short Russian headline Bulgarian.
    made.set_languages(list(KNOWN))
    return made


def detect_language(text: str, prior: str | None) -> tuple[str, bool]:
    """Give a text's language and whether that is sure; `prior` is what feed, page or outlet declare, or None.

    Languages beyond the five (az, vi, en, ru, tr) come from the prior only.
    """
    sample = text[:LOOKED_AT]
    if not sample.strip():
        return prior or "und", False
    marked = _by_letters(sample)
    if marked:
        return marked, True
    if prior and prior not in KNOWN and not _CYRILLIC.search(sample[:200]):
        return prior, False
    found, probability = _identifier().classify(sample)
    if prior and prior != found and (len(sample) < ENOUGH or probability < SURE or _stripped(found, prior)):
        return prior, False
    return str(found), bool(probability >= SURE and len(sample) >= ENOUGH)


def _by_letters(sample: str) -> str | None:
    """Letters that only one of the languages has, when there are enough of them."""
    length = len(sample)
    if len(_AZ_CYRILLIC.findall(sample)) * 50 > length and _CYRILLIC.search(sample):
        return "az"
    if len(_AZERBAIJANI.findall(sample)) * 60 > length:
        return "az"
    # English with Vietnamese names has a few of these letters, Vietnamese one in ten.
    if len(_VIETNAMESE.findall(sample)) * 25 > length:
        return "vi"
    return None


def _stripped(found: str, prior: str) -> bool:
    """Azerbaijani typed without its letters looks Turkish, Vietnamese without marks like anything."""
    return (found, prior) == ("tr", "az") or prior == "vi"
