"""Names as people type them: with their letters, in capitals, without their letters."""

from __future__ import annotations

from itertools import islice, product

from pipeline.config.topic.forms import NameForm
from pipeline.store.schema.azerbaijani import OWN_LETTERS
from pipeline.text.clean import fold_text

MOST_TEXTS = 400
"""Spellings of one form that are written out; what has more is found by its words' first forms."""

Text = tuple[str, ...]
"""The words of a spelling."""


def vary_word(word: str, form: NameForm) -> set[str]:
    """Give a word as people type it: with its letters, in capitals, without its letters."""
    if form.exact:
        return {word}
    folded = fold_text(word)
    if form.literal and not folded.isascii():
        return {word}
    # NAXÇIVAN in small letters has an i, for that is what an I becomes; ə is not on every keyboard.
    varied = {word, word.replace("ı", "i"), word.replace("ə", "e"), folded}
    if OWN_LETTERS.intersection(word):
        # Written the Turkish way in the file, the Azerbaijani way on a page.
        varied.add(word.replace("e", "ə"))
    return varied


def vary_text(text: Text, form: NameForm) -> set[Text]:
    """Give the ways of typing a name that the filters do not bring to each other by folding."""
    if form.exact:
        return {text}
    folded = tuple(map(fold_text, text))
    if form.literal or not OWN_LETTERS.intersection("".join(text)):
        return {text, folded} if form.literal else {folded}
    capitals = tuple(word.replace("ı", "i") for word in text)
    return {text, capitals, tuple(word.replace("ə", "e") for word in text), folded}


def list_texts(form: NameForm) -> set[Text]:
    """Give the spellings of a closed form as written and folded, of an open one as far as they are known."""
    texts: set[Text] = set()
    for text in islice(product(*form.words), MOST_TEXTS):
        texts |= {text} if form.exact else {text, tuple(map(fold_text, text))}
    return texts


def mark_literal(form: NameForm) -> dict[Text, Text]:
    """Give each spelling of a literal name with the words that stand for it, and what it must not go on with
    as it is.
    """
    first = "".join(fold_text(words[0]) for words in form.words)
    marks = tuple(f"{first}_{number}" for number in range(1, len(form.words) + 1))
    rules: dict[Text, Text] = {}
    for words in product(*form.words):
        for text in vary_text(words, form):
            if text == words or "".join(text).isascii():
                rules[text] = marks
    # Inflected it is no part of a longer one.
    for text in vary_text(tuple(words[0] for words in form.words), form):
        rules |= {(*text, word): (*text, word) for word in form.not_before}
    return rules
