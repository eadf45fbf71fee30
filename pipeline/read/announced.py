"""Whether a page can be the article that its feed announced, told by the words of the headline."""

from __future__ import annotations

WINDOW = 3
"""Words in a row: a notice of maintenance may have some of a headline, hardly three in their order."""
FEWEST = 5
"""Words of a headline that is looked for; what is shorter is often written otherwise on its page."""
MOST = 40


def holds_headline(body: bytes, title: str) -> bool:
    """Whether any three words in a row of a headline stand in a page in UTF-8.

    True as well where the headline is too short to tell. Outlets in trouble answer every address with one
    notice, or with a page without its text, and status 200.
    """
    words = title.split()[:MOST]
    if len(words) < FEWEST:
        return True
    phrases = [words[start : start + WINDOW] for start in range(len(words) - WINDOW + 1)]
    plain = [" ".join(phrase).encode() for phrase in phrases if "".join(phrase).isalnum()]
    return not plain or any(phrase in body for phrase in plain)
