"""Extract: a fetched page in; an article with headline, text, date and language out, or the word for why
there is none.

`as_utf8` and `decode` turn bytes into text, `extract` reads the article, `from_feed` makes one of the feed's
own words. Nothing is fetched.
"""

from __future__ import annotations

from pipeline.read.extract.article import EXTRACTOR, extract
from pipeline.read.extract.decode import as_utf8, decode
from pipeline.read.extract.feedwords import from_feed
from pipeline.read.extract.language import detect_language

__all__ = ["EXTRACTOR", "as_utf8", "decode", "detect_language", "extract", "from_feed"]
