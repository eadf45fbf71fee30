"""Extract: a fetched page in; an article with headline, text, date and language out, or the word for why
there is none.

`as_utf8` and `decode` turn bytes into text, `extract` reads the article, `from_feed` makes one of the feed's
own words. Nothing is fetched.
"""

from __future__ import annotations

from pipeline.read.extract.article import EXTRACTOR, extract_article
from pipeline.read.extract.decode import convert_to_utf8, decode_page
from pipeline.read.extract.feedwords import make_feed_article
from pipeline.read.extract.language import detect_language

__all__ = [
    "EXTRACTOR",
    "convert_to_utf8",
    "decode_page",
    "detect_language",
    "extract_article",
    "make_feed_article",
]
