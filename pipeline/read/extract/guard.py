"""A page parsed, or the word why it is not."""

from __future__ import annotations

from lxml import etree, html

from pipeline.model.items import Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.text.parsing import TooMuch, parse_html


def parse_page(text: str) -> html.HtmlElement | Rejected:
    """Parse a page.

    Rejected as `too_complex` for more elements, levels, attributes or text than can be read, with the bound
    in the detail; `unreadable` without markup.
    """
    try:
        return parse_html(text.encode("utf-8", "replace"))
    except TooMuch as bound:
        return Rejected(Stage.EXTRACT, Outcome.TOO_COMPLEX, str(bound))
    except (etree.ParserError, etree.XMLSyntaxError):
        return Rejected(Stage.EXTRACT, Outcome.UNREADABLE, "no markup")
