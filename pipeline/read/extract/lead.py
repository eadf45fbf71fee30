"""The outlet's summary as evidence for the judge, where the text that was read lacks the lead."""

from __future__ import annotations

from pipeline.model.items import Article
from pipeline.text.sketch import split_words

SHORTEST = 40
"""Characters of a summary that says something."""
TOLD = 0.5
"""Share of a summary's words in the text from which the text tells the lead in other words: told twice it
would count as a passage.
"""
KNOWN = 0.8
"""The share from which the text has the lead in the same words."""
OWN = 0.3
"""Share of its words in headline and text from which a summary is this article's: some sites give their motto
to every page.
"""
LETTERS = 5
"""First letters by which a word is known in another form, and that a word has at least to be counted."""


def add_lead(article: Article, most: float = TOLD) -> Article:
    """Give the article as the judge should see it: with its summary first when the text lacks that.

    `most` is the share of its words in the text from which it is not lacking: `TOLD` or `KNOWN`.
    """
    if len(article.summary) < SHORTEST:
        return article
    words = _list_stems(article.summary)
    text = _list_stems(article.text)
    if not words or len(words & text) >= most * len(words):
        return article
    if len(words & (text | _list_stems(article.title))) < OWN * len(words):
        return article
    return article.model_copy(update={"text": f"{article.summary}\n{article.text}"})


def _list_stems(text: str) -> set[str]:
    return {word[:LETTERS] for word in split_words(text) if len(word) >= LETTERS}
