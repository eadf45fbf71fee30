"""Names in plain Latin letters, as English texts spell them, whatever alphabet they came in."""

from __future__ import annotations

from pipeline.text.clean import fold_text

_AZERBAIJANI = str.maketrans(
    {
        "ə": "a",
        "ş": "sh",
        "ç": "ch",
        "c": "j",
        "x": "kh",
        "ğ": "gh",
        "q": "g",
        "j": "zh",
        "ı": "i",
        "ö": "o",
        "ü": "u",
    }
)
_OWN = frozenset("əşğıçöü")
"""Letters that tell an Azerbaijani name: in others c and x stay as they are."""
_PAIRS = (("дж", "j"), ("кс", "x"), ("ье", "ye"), ("ия", "iya"), ("ие", "iye"), ("ае", "aye"))
_CYRILLIC = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфъыьэ", "abvgdeziyklmnoprstuf_y_e", strict=True))
    | {"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | {"ъ": "", "ь": ""}
)


def romanise_name(words: list[str]) -> str:
    """Give the words of a name in plain Latin letters, each with a capital.

    >>> romanise_name(["Pərviz", "Şahbazov"]), romanise_name(["Парвиз", "Шахбазов"])
    ('Parviz Shahbazov', 'Parviz Shakhbazov')
    """
    own = any(not _OWN.isdisjoint(word.lower()) for word in words)
    return " ".join(_romanise_word(word.replace("İ", "i").lower(), own=own) for word in words)


def _romanise_word(word: str, *, own: bool) -> str:
    if own:
        word = word.translate(_AZERBAIJANI)
    for pair, letters in _PAIRS:
        word = word.replace(pair, letters)
    return fold_text(word.translate(_CYRILLIC)).title().replace("'S", "'s")
