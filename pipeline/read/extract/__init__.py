"""Extract: a page's HTML in; an article with headline, text, date and language, or the word why not, out."""

from __future__ import annotations

from pipeline.read.extract.article import EXTRACTOR, extract_article
from pipeline.read.extract.feedwords import make_feed_article
from pipeline.read.extract.language import detect_language

__all__ = ["EXTRACTOR", "detect_language", "extract_article", "make_feed_article"]
