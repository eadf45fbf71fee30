"""Extract: a page's HTML in; an article with headline, text, date and language, or the word why not, out."""

from __future__ import annotations

from pipeline.read.extract.article import EXTRACTOR, extract_article
from pipeline.read.extract.feedwords import make_feed_article
from pipeline.read.extract.language import detect_language
from pipeline.read.extract.lead import KNOWN, add_lead

__all__ = ["EXTRACTOR", "KNOWN", "add_lead", "detect_language", "extract_article", "make_feed_article"]
